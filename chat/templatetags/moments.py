"""Times in templates: shapes carry ISO 8601 text, which filters like `date` do not take."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from chat import moments

register = template.Library()


@register.filter
def moment(text: str) -> datetime:
    """The local time of an ISO 8601 text."""
    return localtime(datetime.fromisoformat(text))


@register.filter
def local(when: str | datetime) -> SafeString:
    """Day and time by the reader's clock."""
    return moments.shown(datetime.fromisoformat(when) if isinstance(when, str) else when)
