"""Template tags about static files."""

import json

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


# Folders of our modules; the admin and other packages bring scripts that nobody imports.
MODULES = ("alerts/", "chat/", "notifications/")


@register.simple_tag(takes_context=True)
def import_map(context: RequestContext) -> SafeString:
    """The import map: plain address of each of our modules → the address with its hash.

    With it one unmodified source serves development and production: modules import each other by
    relative plain addresses, and the browser fetches the hashed files, which are cached for ever.
    https://html.spec.whatwg.org/multipage/webappapis.html#import-maps
    """
    names: dict[str, str] = getattr(staticfiles_storage, "hashed_files", {})
    imports = {settings.STATIC_URL + name: static(name) for name in sorted(names) if is_module(name)}
    text = json.dumps({"imports": imports}).replace("<", "\\u003c")
    nonce = context["request"].csp_nonce
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, mark_safe(text))  # noqa: S308  (JSON of our own, < escaped)


def is_module(name: str) -> bool:
    return name.startswith(MODULES) and name.endswith(".js")
