"""Forms about rooms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

VISIBILITIES = [
    ("public", _("Public: everybody can read it, whoever is signed in can write.")),
    ("private", _("Private: only its members know that it exists.")),
]
PAUSES_S = [
    (0, _("Off")),
    (10, _("10 seconds")),
    (30, _("30 seconds")),
    (60, _("1 minute")),
    (300, _("5 minutes")),
    (3600, _("1 hour")),
]


class NewRoomForm(forms.Form):
    """A room that does not exist yet."""

    name = forms.CharField(label=_("Name"), max_length=80)
    topic = forms.CharField(
        label=_("Topic"), max_length=300, required=False, help_text=_("One line about what belongs here.")
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it"), choices=VISIBILITIES, widget=forms.RadioSelect, initial="public"
    )


class RoomForm(NewRoomForm):
    """A room as its owners may change it."""

    slow_mode_s = forms.TypedChoiceField(
        label=_("Slow mode"),
        choices=PAUSES_S,
        coerce=int,
        help_text=_("How long a member waits between two messages."),
    )
    locked = forms.BooleanField(label=_("Locked"), required=False, help_text=_("Only owners and moderators may write."))
    archived = forms.BooleanField(
        label=_("Archived"),
        required=False,
        help_text=_("Nobody writes any more, and it leaves the list of rooms. What was said stays."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A pause that was set through the API is offered too."""
        super().__init__(*args, **kwargs)
        pause = self.initial.get("slow_mode_s", 0)
        if pause not in dict(PAUSES_S):
            choices = [*PAUSES_S, (pause, _("%(pause)d seconds") % {"pause": pause})]
            self.fields["slow_mode_s"] = forms.TypedChoiceField(label=_("Slow mode"), choices=choices, coerce=int)
