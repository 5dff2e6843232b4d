"""Form fields dressed in the classes of the design system (static/css/fields.css)."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def styled(field: BoundField) -> SafeString:
    """The field's widget with the class `input`."""
    return field.as_widget(attrs={"class": "input"})
