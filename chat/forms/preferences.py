"""Forms about what somebody wishes to be told."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from chat.shapes import Shape
from notifications.inbox.schemas import KEYWORDS_MAX

LEVELS = [
    ("all", _("Everything")),
    ("mentions", _("What concerns me")),
    ("nothing", _("Nothing")),
]
CHANNELS = ("bell", "push", "mail")
AS_IT_IS, ENDED = "", "0"
PAUSES = [
    ("30", _("For half an hour")),
    ("60", _("For an hour")),
    ("240", _("For four hours")),
    ("1440", _("For a day")),
    ("10080", _("For a week")),
]
"""Minutes."""


class LevelForm(forms.Form):
    """How much of one room somebody is told."""

    level = forms.ChoiceField(choices=LEVELS)


class TestForm(forms.Form):
    """Which channel is tried."""

    __test__ = False
    channel = forms.ChoiceField(choices=[(channel, channel) for channel in CHANNELS])


class PreferencesForm(forms.Form):
    """All wishes; the kinds of alerts and the rooms make fields of their own."""

    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=forms.TimeInput({"type": "time"}))
    quiet_until = forms.TimeField(label=_("until"), required=False, widget=forms.TimeInput({"type": "time"}))
    keywords = forms.CharField(
        label=_("Keywords"),
        required=False,
        max_length=KEYWORDS_MAX * 42,
        help_text=_("Words that count as a mention of you, with commas between them."),
    )
    digest = forms.BooleanField(
        label=_("A summary by e-mail"),
        required=False,
        help_text=_("Of what you have not read, when you have been away for a while."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, wishes: Shape, rooms: Iterable[Shape]) -> None:
        """`wishes` as `notifications.inbox.preferences.show` says them; `rooms`: those the person belongs to."""
        self.wishes, self.rooms = wishes, list(rooms)
        times = {name: wishes[name] for name in ("quiet_from", "quiet_until", "time_zone", "digest")}
        super().__init__(data, initial={**times, "keywords": ", ".join(wishes["keywords"])})
        zones = [("", _("That of the site")), *((zone, zone) for zone in _zones())]
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), required=False, choices=zones)
        self.fields["pause"] = forms.ChoiceField(label=_("Pause"), required=False, choices=self._pauses())
        for kind in wishes["kinds"]:
            for channel in CHANNELS:
                self.fields[f"{kind['name']}-{channel}"] = forms.BooleanField(required=False, initial=kind[channel])
        for room in self.rooms:
            level = wishes["places"].get(room["stream"], "mentions")
            self.fields[room["stream"]] = forms.ChoiceField(label=room["name"], choices=LEVELS, initial=level)

    def changes(self, at: datetime) -> dict[str, Any]:
        """What the command `preferences.update` takes."""
        data = self.cleaned_data
        return {
            "quiet_from": _text(data["quiet_from"]),
            "quiet_until": _text(data["quiet_until"]),
            "time_zone": data["time_zone"],
            "digest": data["digest"],
            "keywords": [word for word in map(str.strip, data["keywords"].split(",")) if word],
            "kinds": {
                kind["name"]: {channel: data[f"{kind['name']}-{channel}"] for channel in CHANNELS}
                for kind in self.wishes["kinds"]
            },
            "places": {room["stream"]: data[room["stream"]] for room in self.rooms},
            **self._pause(at),
        }

    def kinds(self) -> list[dict[str, Any]]:
        """Rows of a table: what a kind is called, and a box for each channel."""
        return [
            {"name": kind["name"], "label": kind["label"], "boxes": [self[f"{kind['name']}-{c}"] for c in CHANNELS]}
            for kind in self.wishes["kinds"]
        ]

    def places(self) -> list[tuple[Shape, BoundField]]:
        """Rooms, and the choice for each."""
        return [(room, self[room["stream"]]) for room in self.rooms]

    def _pauses(self) -> list[tuple[str, Any]]:
        if self.wishes["paused_until"]:
            return [(AS_IT_IS, _("As it is")), (ENDED, _("End the pause")), *PAUSES]
        return [(AS_IT_IS, _("No pause")), *PAUSES]

    def _pause(self, at: datetime) -> dict[str, str | None]:
        chosen = self.cleaned_data["pause"]
        if chosen == AS_IT_IS:
            return {}
        return {"paused_until": None if chosen == ENDED else (at + timedelta(minutes=int(chosen))).isoformat()}


def _zones() -> list[str]:
    """Those named after a place, which is how people find theirs."""
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))


def _text(moment: Any) -> str | None:
    return moment.strftime("%H:%M") if moment else None
