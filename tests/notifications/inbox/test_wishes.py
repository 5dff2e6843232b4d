"""When people want to be left alone, and what they may ask for."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from notifications.inbox import preferences, schemas, wishes
from notifications.inbox.models import Wishes

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begins", "ends", "zone", "quiet"),
    [
        (None, None, "", False),
        (time(11), time(13), "", True),
        (time(12), time(13), "", True),
        (time(11), time(12), "", False),
        (time(22), time(7), "", False),
        (time(22), time(13), "", True),
        (time(19), time(21), "Asia/Shanghai", True),
        (time(11), time(13), "Asia/Shanghai", False),
    ],
)
def test_quiet_hours_are_in_the_persons_own_time(
    begins: time | None, ends: time | None, zone: str, *, quiet: bool
) -> None:
    own = Wishes(quiet_from=begins, quiet_until=ends, time_zone=zone)
    assert wishes.is_quiet(own, NOON) == quiet


def test_a_pause_ends_by_itself() -> None:
    own = Wishes(paused_until=NOON)
    assert wishes.is_quiet(own, NOON - timedelta(seconds=1))
    assert not wishes.is_quiet(own, NOON)


@pytest.mark.django_db
def test_half_of_the_quiet_hours_is_refused(alice: Any, now: datetime) -> None:
    with pytest.raises(preferences.HalfQuiet):
        preferences.update(actor=alice.pk, quiet_from=time(22), at=now)
    assert preferences.show(alice.pk, now)["quiet_from"] is None


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [{"kinds": {"nonsense": {"push": True}}}, {"places": {"room-999": "all"}}])
def test_what_is_not_there_is_refused(alice: Any, now: datetime, changes: dict[str, Any]) -> None:
    with pytest.raises(preferences.Unknown):
        preferences.update(actor=alice.pk, at=now, **changes)


@pytest.mark.django_db
def test_preferences_are_shown_as_they_were_set(alice: Any, now: datetime) -> None:
    wanted: dict[str, Any] = {"language": "zh-hans", "time_zone": "Asia/Shanghai", "digest": False}
    preferences.update(actor=alice.pk, at=now, **wanted, keywords=["soup", "beans"], kinds={"order": {"mail": False}})
    shown = preferences.show(alice.pk, now)
    assert wanted.items() <= shown.items()
    assert shown["keywords"] == ["beans", "soup"]
    [order] = [kind for kind in shown["kinds"] if kind["name"] == "order"]
    assert (order["bell"], order["push"], order["mail"]) == (True, True, False)
    schemas.Preferences.model_validate(shown)


@pytest.mark.parametrize(
    "body",
    [
        {"time_zone": "Mars/Olympus"},
        {"language": "tlh"},
        {"keywords": ["x"]},
        {"keywords": [str(number) * 3 for number in range(21)]},
        {"places": {"room-1": "some"}},
        {"paused_until": "2026-11-21T12:00:00"},
        {"paused_until": "9999-12-31T23:59:59-12:00"},
        {"paused_until": "0001-01-01T00:00:00+12:00"},
        {"quiet_from": "22:00Z", "quiet_until": "07:00"},
        {"keywords": ["nul\0"]},
        {"keywords": ["half \ud800"]},
        {"digest": None},
        {"language": None},
        {"time_zone": None},
    ],
)
def test_what_makes_no_sense_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        schemas.PreferencesBody.model_validate(body)
