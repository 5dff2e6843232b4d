"""Forms of the panel by which something is decided."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat import wording
from chat.forms.choices import offer
from chat.models import Report, Sanction, WordRule
from chat.models.sanctions import REASON_MAX_CHARS
from chat.models.words import WORD_MAX_CHARS

UNTIL_LIFTED = ""
DURATIONS = [
    ("10", _("10 minutes")),
    ("60", _("an hour")),
    ("1440", _("a day")),
    ("10080", _("a week")),
    ("43200", _("30 days")),
    (UNTIL_LIFTED, _("until it is lifted")),
]
"""Minutes."""
DISMISS, WARN, REMOVE = "dismiss", "warn", "remove"
ACTS = [
    (DISMISS, _("Nothing to object to")),
    (WARN, _("Warn the author")),
    (REMOVE, _("Remove the message")),
]
DECISIONS = {DISMISS: Report.Decision.DISMISSED, WARN: Report.Decision.WARNED, REMOVE: Report.Decision.REMOVED}
HERE, EVERYWHERE = "room", "site"


class NoteForm(forms.Form):
    """Why: a sentence to pick, which everybody reads in their own language, or words of one's own."""

    sentence = forms.ChoiceField(label=_("A sentence"), required=False)
    note = forms.CharField(
        label=_("or your own words"),
        required=False,
        max_length=REASON_MAX_CHARS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the sentences in the moderator's language."""
        super().__init__(*args, **kwargs)
        offered = [(sentence, wording.told(sentence)) for sentence in wording.sentences()]
        offer(self, "sentence", [("", "–"), *offered])

    @property
    def why(self) -> str:
        """What was written, else what was picked; in one line, as the actions store it."""
        written = " ".join(self.cleaned_data.get("note", "").split())
        return written or str(self.cleaned_data.get("sentence", ""))


class SettleForm(NoteForm):
    """What is decided about messages that were reported."""

    act = forms.ChoiceField(label=_("What is done"), choices=ACTS, widget=forms.RadioSelect)
    field_order: Sequence[str] = ("act", "sentence", "note")

    @property
    def decided(self) -> dict[str, Any]:
        """The arguments of `message.settle` without the message."""
        act = self.cleaned_data["act"]
        return {"decision": DECISIONS[act], "note": self.why, "remove": act == REMOVE}


class PenaltyFields(forms.Form):
    """What is taken from somebody, where and for how long."""

    kind = forms.ChoiceField(label=_("Sanction"), required=False)
    where = forms.ChoiceField(label=_("Where"), required=False)
    minutes = forms.TypedChoiceField(
        label=_("For how long"), choices=DURATIONS, coerce=int, empty_value=None, required=False, initial="60"
    )

    KINDS = [
        ("mute", _("Mute")),
        ("timeout", _("Time out")),
        ("ban", _("Ban")),
        ("kick", _("Take out of the room")),
    ]


class DecisionForm(PenaltyFields, SettleForm):
    """What is decided about one message, with a sanction in the same step."""

    field_order = ("act", "sentence", "note", "kind", "where", "minutes")

    def __init__(self, *args: Any, places: Collection[tuple[str, str]], removable: bool, **kwargs: Any) -> None:
        """`places`: where they may sanction, as choices; `removable`: is there a message to take away?"""
        super().__init__(*args, **kwargs)
        offer(self, "kind", [("", _("none")), *self.KINDS])
        if not removable:
            offer(self, "act", [act for act in ACTS if act[0] != REMOVE])
        offer(self, "where", places)
        if not places:
            for name in ("kind", "where", "minutes"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Whoever is sanctioned did something."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") and cleaned.get("act") == DISMISS:
            self.add_error("act", gettext("Nobody is sanctioned for nothing: say what is done."))
        return cleaned

    @property
    def decided(self) -> dict[str, Any]:
        """The arguments of `message.settle` without the message."""
        kind = self.cleaned_data.get("kind")
        if not kind:
            return super().decided
        minutes = None if kind == Sanction.Kind.KICK else self.cleaned_data["minutes"]
        penalty = {"kind": kind, "minutes": minutes, "everywhere": self.cleaned_data["where"] == EVERYWHERE}
        return {**super().decided, "decision": Report.Decision.SANCTIONED, "sanction": penalty}


class PenaltyForm(PenaltyFields, NoteForm):
    """A sanction of somebody, without a report."""

    field_order = ("kind", "where", "minutes", "sentence", "note")

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        """`places`: the site and the rooms of the person, as choices."""
        super().__init__(*args, **kwargs)
        offer(self, "kind", self.KINDS)
        self.fields["kind"].required = self.fields["where"].required = True
        offer(self, "where", places)

    def clean(self) -> dict[str, Any]:
        """Who is sanctioned is told why."""
        cleaned = super().clean() or {}
        if not self.why:
            self.add_error("note", gettext("Say why."))
        return cleaned

    @property
    def command(self) -> tuple[str, dict[str, Any]]:
        """The command and its arguments without the person."""
        kind, where = self.cleaned_data["kind"], self.cleaned_data["where"]
        minutes = None if kind == Sanction.Kind.KICK else self.cleaned_data["minutes"]
        args = {"kind": kind, "reason": self.why, "minutes": minutes}
        return ("site.sanction", args) if where == EVERYWHERE else ("room.sanction", {**args, "room": int(where)})


class WhyForm(forms.Form):
    """Why something is taken back or kept."""

    why = forms.CharField(required=False, max_length=REASON_MAX_CHARS)


class WordsForm(forms.Form):
    """Words for the filter, and what becomes of a message that contains one."""

    words = forms.CharField(
        label=_("Words or phrases"),
        help_text=_("One in each line."),
        max_length=100 * WORD_MAX_CHARS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    act = forms.ChoiceField(label=_("What is done"), choices=WordRule.Act, initial=WordRule.Act.BLOCK)
    list = forms.CharField(label=_("List"), required=False, max_length=40, help_text=_("A name to find them by."))

    def clean_words(self) -> tuple[str, ...]:
        """Each once, in the order in which they were written."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["words"].splitlines())
        return tuple(dict.fromkeys(filter(None, lines)))


class TryForm(forms.Form):
    """A sentence to try the filter on."""

    sentence = forms.CharField(label=_("Try a sentence"), required=False, max_length=1_000)
