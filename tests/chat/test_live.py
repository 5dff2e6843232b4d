"""Live values: declared by an operator, published with a token for that, the newest wins."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chat import live_values, publish_tokens, tokens
from chat.actions import publishing
from chat.actions.live_streams import NameTaken, declare_stream, drop_stream, issue_publish_token, revoke_publish_token
from chat.actions.publishing import TooManyNames, TooManyStreams, is_due, let_go, publish_value, tell_due
from chat.models import AuditEntry, LiveStream, PublishToken, User
from chat.refusals import Invalid, NotFound
from notifications.streams import access
from notifications.streams.models import Event
from notifications.streams.names import CONTROL
from notifications.streams.viewer import Viewer
from tests.chat.page import events as events_of

SECOND = timedelta(seconds=1)


@pytest.fixture
def weather(db: None, now: datetime) -> LiveStream:
    return declare_stream(actor=None, name="weather", title="Weather", at=now)


def told(stream: str = "weather") -> list[Any]:
    return [event["data"]["value"] for event in events_of(stream)]


def publish(value: Any, at: datetime, name: str = "temperature", stream: str = "weather", **more: Any) -> bool:
    return publish_value(stream=stream, name=name, value=value, at=at, **more).told


class Page:
    """Values as a page keeps them: a snapshot, then one event after the other."""

    def __init__(self) -> None:
        shown = live_values.shown(None, "weather")
        self.position = shown.position
        self.values = {value["name"]: value for value in shown.values}

    def catch_up(self) -> "Page":
        for event in events_of("weather", self.position):
            self.position = event["position"]
            data = event["data"]
            recent = self.values.get(data["name"], {"recent": []})["recent"]
            number = isinstance(data["value"], int | float) and not isinstance(data["value"], bool)
            self.values[data["name"]] = {**data, "recent": [*recent, data["value"]][-60:] if number else recent}
        return self


@pytest.mark.usefixtures("weather")
def test_a_page_of_values_catches_up(now: datetime) -> None:
    publish(20, now)
    page = Page()
    for number in range(70):
        publish(number / 2, now + number * SECOND)
        publish("sunny" if number % 2 else number, now + number * SECOND, name="sky")
    publish(value=True, at=now + 80 * SECOND, name="open")
    assert page.catch_up().values == Page().values
    assert page.position == Page().position
    assert len(page.values["temperature"]["recent"]) == 60


@pytest.mark.usefixtures("weather")
def test_of_many_in_a_second_the_first_and_the_last_are_told(now: datetime) -> None:
    assert publish(1, now)
    assert not publish(2, now + SECOND / 4)
    assert not publish(3, now + SECOND / 2)
    assert publish(100, now + SECOND / 2, name="humidity")
    assert not is_due(now + SECOND / 2)
    assert is_due(now + SECOND)
    assert tell_due(at=now + SECOND) == 1
    assert told() == [1, 100, 3]
    assert not is_due(now + 9 * SECOND)
    assert publish(4, now + 2 * SECOND)


@pytest.mark.usefixtures("weather")
def test_the_newest_measurement_wins_whenever_it_comes(now: datetime) -> None:
    publish(2, now, measured_at=now)
    publish(1, now + 2 * SECOND, measured_at=now - SECOND)
    assert told() == [2]
    publish(4, now + SECOND / 2, measured_at=now + SECOND / 2)
    publish(3, now + SECOND / 2, measured_at=now + SECOND / 4)
    tell_due(at=now + SECOND)
    assert told() == [2, 4]
    with pytest.raises(Invalid):
        publish(5, now, measured_at=now + timedelta(minutes=2))


@pytest.mark.usefixtures("weather")
def test_a_stream_holds_so_many_names(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "NAMES_MAX", 2)
    publish(1, now, name="one")
    publish(1, now, name="two")
    with pytest.raises(TooManyNames):
        publish(1, now, name="three")
    assert publish(2, now + SECOND, name="two")


def test_a_beginning_covers_so_many_streams(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "STREAMS_MAX", 2)
    declare_stream(actor=None, name="shop-*", at=now)
    for stream in ("shop-1", "shop-2"):
        publish(1, now, stream=stream)
    with pytest.raises(TooManyStreams):
        publish(1, now, stream="shop-3")
    assert publish(1, now, stream="shop-2", name="humidity")


@pytest.mark.usefixtures("weather")
def test_old_values_leave_the_log(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "KEPT", 3)
    monkeypatch.setattr(publishing, "KEPT_AT_MOST", 5)
    for number in range(8):
        publish(number, now + number * SECOND)
    let_go(now)
    let_go(now)
    assert told() == [5, 6, 7]
    assert Page().values["temperature"]["recent"] == [*range(8)]


def test_nothing_is_published_where_nothing_was_declared(db: None, now: datetime) -> None:
    with pytest.raises(NotFound):
        publish(1, now)
    assert not Event.objects.filter(stream_id="weather").exists()


@pytest.mark.parametrize("name", ["room-1", "room-*", "user-7", "user-", "moderation", "site", "clock", "sitemap"])
def test_the_sites_own_streams_are_not_for_publishing(db: None, now: datetime, name: str) -> None:
    with pytest.raises(NameTaken):
        declare_stream(actor=None, name=name, at=now)


@pytest.mark.parametrize("name", ["", "*", "Weather", "a b", "we*ther", "x" * 65, "wetter%20"])
def test_only_a_name_is_a_name(db: None, now: datetime, name: str) -> None:
    with pytest.raises(Invalid):
        declare_stream(actor=None, name=name, at=now)


def test_a_beginning_may_not_reach_over_the_sites_own(db: None, now: datetime) -> None:
    for name in ("r*", "roo*", "us*", "clo*"):
        declare_stream(actor=None, name=name, at=now)
        assert access.allowed(Viewer.guest, ["room-1", "user-1", "clock-1"]) <= {"clock-1"}
        with pytest.raises(NotFound):
            publish_value(stream="room-1", name="x", value=1, at=now)


def test_who_reads_is_said_in_the_declaration(alice: User, mona: User, now: datetime) -> None:
    declare_stream(actor=None, name="ops-*", readers="moderators", at=now)
    declare_stream(actor=None, name="ops-open", readers="everybody", at=now)
    declare_stream(actor=None, name="stock", readers="signed-in", at=now)
    names = ["ops-load", "ops-open", "stock", "nothing"]
    assert access.allowed(Viewer.guest, names) == {"ops-open"}
    assert access.allowed(Viewer(alice.pk), names) == {"ops-open", "stock"}
    assert access.allowed(Viewer(mona.pk), names) == {"ops-load", "ops-open", "stock"}
    with pytest.raises(NotFound):
        live_values.shown(alice.pk, "ops-load")


def test_other_readers_or_none_cut_off_those_who_read(mona: User, weather: LiveStream, now: datetime) -> None:
    publish(1, now)
    before = len(events_of(CONTROL))
    declare_stream(actor=mona, name="weather", title="Weather", at=now)
    assert len(events_of(CONTROL)) == before
    declare_stream(actor=mona, name="weather", readers="moderators", at=now)
    assert events_of(CONTROL)[-1]["data"] == {"stream": "weather"}
    assert drop_stream(actor=mona, stream=weather.pk, at=now) == ["weather"]
    assert len(events_of(CONTROL)) == before + 2
    assert [*AuditEntry.objects.order_by("pk").values_list("action", flat=True)] == [
        "live.declare",
        "live.declare",
        "live.drop",
    ]
    with pytest.raises(NotFound):
        drop_stream(actor=mona, stream=weather.pk, at=now)


def test_a_token_for_publishing_is_no_token_for_anything_else(mona: User, weather: LiveStream, now: datetime) -> None:
    text = issue_publish_token(actor=mona, stream=weather, label="balcony", at=now)
    assert text.startswith("chatsite_publish_")
    assert text not in str(PublishToken.objects.values())
    found = publish_tokens.find(text)
    assert found is not None
    assert found.stream == weather
    assert tokens.find(text) is None
    revoke_publish_token(actor=mona, token=found.pk, at=now)
    assert publish_tokens.find(text) is None
    with pytest.raises(NotFound):
        revoke_publish_token(actor=mona, token=found.pk, at=now)
    assert [*AuditEntry.objects.order_by("pk").values_list("action", flat=True)][1:] == ["live.token", "live.revoke"]
