"""What the dialogs of a room ask. The commands check it again; here it is shown (static/chat/deeds.js)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.forms.rooms import PAUSES_S
from chat.models.reports import NOTE_MAX_CHARS, Report
from chat.models.sanctions import REASON_MAX_CHARS

UNTIL = [
    (5, _("5 minutes")),
    (30, _("30 minutes")),
    (60, _("1 hour")),
    (24 * 60, _("1 day")),
    (7 * 24 * 60, _("1 week")),
    (30 * 24 * 60, _("30 days")),
    ("", _("Until a moderator lifts it")),
]
"""Minutes."""


class ReportForm(forms.Form):
    """Why moderators should look at a message."""

    reason = forms.ChoiceField(label=_("What is wrong with it?"), choices=Report.Reason, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What else they should know"),
        required=False,
        max_length=NOTE_MAX_CHARS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WhyForm(forms.Form):
    """Why a moderator does something; shown to whom it concerns."""

    reason = forms.CharField(label=_("Reason"), max_length=REASON_MAX_CHARS, required=False)


class SanctionForm(forms.Form):
    """What is taken from somebody: for how long, where and why."""

    minutes = forms.ChoiceField(label=_("For how long"), choices=UNTIL, initial=60, required=False)
    everywhere = forms.BooleanField(label=_("On the whole site"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=REASON_MAX_CHARS, help_text=_("They read it, and so do the other moderators.")
    )

    def __init__(self, *, everywhere: bool) -> None:
        """`everywhere`: may whoever asks do so on the whole site?"""
        super().__init__(auto_id="sanction-%s")
        if not everywhere:
            del self.fields["everywhere"]


class PaceForm(forms.Form):
    """How long a member waits between two messages."""

    slow_mode_s = forms.ChoiceField(label=_("Between two messages"), choices=PAUSES_S)
