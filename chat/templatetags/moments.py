"""Times in templates: shapes carry ISO 8601 text, which filters like `date` do not take."""

from datetime import datetime

from django import template
from django.utils.timezone import localtime

register = template.Library()


@register.filter
def moment(text: str) -> datetime:
    """The local time of an ISO 8601 text."""
    return localtime(datetime.fromisoformat(text))
