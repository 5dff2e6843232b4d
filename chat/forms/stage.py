"""The form by which moderators set a room's stage."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chat import stages
from chat.models.stages import URL_MAX_CHARS, Staged

KINDS = [
    ("none", _("Nothing: comments float over the room's name, and are not recorded.")),
    ("wall", _("A wall: comments on dark ground, for a beamer.")),
    ("clock", _("A clock that is the same for everybody.")),
    ("picture", _("A picture.")),
    ("video", _("A video file.")),
]


class StageForm(forms.Form):
    """What the stage shows."""

    kind = forms.ChoiceField(label=_("What the stage shows"), choices=KINDS, widget=forms.RadioSelect)
    url = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=URL_MAX_CHARS,
        help_text=_("Of the picture or the video file: https://…"),
        widget=forms.URLInput,
    )

    def clean(self) -> None:
        """A picture and a video need an address; of anything else it is forgotten."""
        given = self.cleaned_data
        if given.get("kind") not in Staged.SHOWING:
            given["url"] = ""
            return
        try:
            given["url"] = stages.address(given.get("url", ""))
        except ValueError as error:
            self.add_error("url", str(error))
