"""How an answer ended, in words."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

# A finished answer is a message like any other.
ENDINGS = {"cancelled": _("The answer was stopped."), "interrupted": _("The answer broke off.")}


@register.filter
def answer_ending(answer: str | None) -> str:
    """`interrupted` → what readers are told; nothing where there is nothing to tell."""
    return str(ENDINGS.get(answer or "", ""))
