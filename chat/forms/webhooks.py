"""A form for a new webhook."""

from typing import get_args

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.models.webhooks import NAME_MAX_CHARS, URL_MAX_CHARS
from chat.schemas import HookEvent

# The names of the wire: whoever receives them looks for these.
EVENTS = [(name, name) for name in get_args(HookEvent)]


class WebhookForm(forms.Form):
    """A door for a program."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_MAX_CHARS, help_text=_("What it says is said under this name.")
    )
    url = forms.CharField(
        label=_("Address to tell"),
        max_length=URL_MAX_CHARS,
        required=False,
        widget=forms.URLInput,
        help_text=_("Leave it empty for a program that only speaks here. Otherwise a public https:// address."),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told"), choices=EVENTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    slash = forms.CharField(
        label=_("Slash command"),
        max_length=32,
        required=False,
        help_text=_("People call it by /name; its answer appears as a reply."),
    )
