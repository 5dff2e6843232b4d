"""Forms of the panel by which one chooses what is looked at."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from chat import records, wording
from chat.forms.choices import offer
from chat.models import Report, Room

OPEN, ALL = "open", "all"
WAITING = "new,taken,appealed"


class PlaceForm(forms.Form):
    """Of which room."""

    room = forms.TypedChoiceField(label=_("Room"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, rooms: Iterable[Room], everywhere: bool, **kwargs: Any) -> None:
        """`everywhere`: may all rooms be looked at together?"""
        super().__init__(*args, **kwargs)
        any_room = [("", _("all rooms"))] if everywhere else []
        offer(self, "room", [*any_room, *((room.pk, room.name) for room in rooms)])


class QueueForm(PlaceForm):
    """Which reports."""

    STATES = [(OPEN, _("open")), *Report.State.choices, (ALL, _("all"))]

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    field_order = ("state", "room", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what people report, and the site itself."""
        super().__init__(*args, **kwargs)
        kinds = [(value, capfirst(name)) for value, name in wording.reasons().items()]
        automatic = (records.AUTOMATIC, _("Noticed by the site"))
        offer(self, "kind", [("", _("all kinds")), automatic, *kinds])

    def wanted(self, room: int | None) -> records.Wanted:
        """What is asked for, once it was looked whether it is valid; what is odd does not matter."""
        state = self.cleaned_data.get("state") or OPEN
        states = {OPEN: WAITING, ALL: None}.get(state, state)
        return records.Wanted(state=states, room=room, kind=self.cleaned_data.get("kind") or None)


class SanctionsForm(PlaceForm):
    """Which sanctions."""

    STATES = [("appealed", _("appealed against")), ("standing", _("standing")), ("over", _("over"))]

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    field_order = ("state", "room")


class AuditForm(PlaceForm):
    """Which acts."""

    action = forms.ChoiceField(label=_("What"), required=False)
    actor = forms.CharField(label=_("By"), required=False, max_length=32)
    person = forms.CharField(label=_("On whom"), required=False, max_length=32)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))
    field_order = ("action", "actor", "person", "room", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the acts that there are."""
        super().__init__(*args, **kwargs)
        offer(self, "action", [("", _("everything")), *wording.acts().items()])

    def acts(self, room: int | None) -> records.Acts:
        """What is asked for, once it was looked whether it is valid; what is odd does not matter."""
        asked = self.cleaned_data
        until: date | None = asked.get("until")
        return records.Acts(
            action=asked.get("action") or None,
            actor=asked.get("actor", "").removeprefix("@") or None,
            person=asked.get("person", "").removeprefix("@") or None,
            room=room,
            since=_midnight(asked.get("since")),
            until=_midnight(until and until + timedelta(days=1)),
        )

    @staticmethod
    def exported(acts: records.Acts) -> str:
        """The same as the query of the API's export."""
        named = {name: value for name, value in acts._asdict().items() if value is not None}
        plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in named.items()}
        return urlencode(plain)


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else timezone.make_aware(datetime.combine(day, time()))
