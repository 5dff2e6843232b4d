"""Moments in pages: by the site's clock, until the browser shows them by its own (static/chat/local-times.js)."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime


def shown(when: datetime) -> SafeString:
    """Day and time, as an element."""
    said = date_format(localtime(when), "DATETIME_FORMAT")
    return format_html('<time datetime="{}" data-local>{}</time>', when.isoformat(), said)
