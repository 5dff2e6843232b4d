"""How the site is doing: told to everybody without private rooms, and to moderators."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from chat import events, measuring, policies, tallies
from chat.actions import figures, publishing
from chat.actions.reports import report_message
from chat.actions.rooms import update_room
from chat.chores import tell_figures
from chat.models import Room, Tally, User
from notifications.streams import access, connections, log, presence
from notifications.streams.models import Event
from notifications.streams.viewer import Viewer
from tests.chat.conftest import Say
from tests.chat.page import events as events_of

LATER = figures.EVERY


@pytest.fixture
def now() -> datetime:
    """In the middle of a minute, so that a test does not run over its end."""
    return timezone.now().replace(second=30)


def site() -> dict[str, Any]:
    told = measuring.told(events.SITE).data
    assert told
    return told


def traffic() -> dict[str, Any]:
    told = measuring.told(events.TRAFFIC).data
    assert told
    return told


def measured(at: datetime) -> dict[str, Any]:
    found = measuring.measure(at)
    return {"figures": measuring.figures(found), "traffic": measuring.traffic(found)}


def test_private_rooms_are_in_no_public_figure(alice: User, lobby: Room, den: Room, say: Say, now: datetime) -> None:
    say(alice, lobby)
    for _ in range(3):
        say(alice, den, "psst")
    presence.write("one", [(den.stream, alice.pk), (lobby.stream, alice.pk)], [])
    figures.tell_if_open(now + LATER)
    (told,) = events_of(events.SITE)
    assert told["type"] == "figures.changed"
    assert told["data"]["messages"] == 1
    assert [room["slug"] for room in told["data"]["rooms"]] == ["lobby"]
    assert "den" not in str(told).lower()
    assert traffic()["private_messages"] == 3
    assert "den" not in str(traffic()).lower()


def test_people_are_counted_once_and_guests_by_connection(alice: User, bob: User, lobby: Room, now: datetime) -> None:
    presence.write("one", [(lobby.stream, alice.pk), (lobby.stream, bob.pk), ("user-1", alice.pk)], [])
    presence.write("two", [(lobby.stream, alice.pk)], [])
    connections.write("one", {"websocket": 4}, guests=2)
    figures.tell_if_open(now)
    assert site()["people"] == 4
    assert site()["minutes"]["people"][-1] == 4
    assert site()["rooms"] == [{"id": lobby.pk, "slug": "lobby", "name": "Lobby", "messages": 0, "people": 2}]


def test_moderators_see_connections_by_transport(now: datetime, db: None) -> None:
    connections.write("one", {"websocket": 2, "sse": 1}, guests=0)
    connections.write("two", {"websocket": 1}, guests=0)
    figures.tell_if_open(now)
    assert traffic()["connections"] == {"websocket": 3, "sse": 1, "frame": 0, "long-poll": 0, "short-poll": 0}
    assert traffic()["processes"] == 2


def test_they_are_told_at_most_once_in_five_seconds_and_only_when_changed(
    alice: User, lobby: Room, say: Say, now: datetime
) -> None:
    figures.tell_if_open(now)
    figures.tell_if_open(now + LATER)
    assert len(events_of(events.SITE)) == 1
    connections.write("one", {"sse": 1}, guests=1)
    figures.tell_if_open(now + LATER + timedelta(seconds=1))
    assert len(events_of(events.SITE)) == 1
    figures.tell_if_open(now + 2 * LATER)
    assert [event["data"]["people"] for event in events_of(events.SITE)] == [0, 1]


def test_of_two_processes_that_measured_one_tells(db: None, now: datetime) -> None:
    assert [figures.tell_figures(**measured(now), at=now) for _ in range(2)] == [True, False]
    assert len(events_of(events.SITE)) == 1


def test_a_room_that_is_closed_is_named_nowhere_any_more(alice: User, lobby: Room, say: Say, now: datetime) -> None:
    say(alice, lobby)
    before = measured(now + LATER)
    assert [room["id"] for room in before["figures"]["rooms"]] == [lobby.pk]
    figures.tell_if_open(now + LATER)
    assert "lobby" in str(events_of(events.SITE))
    update_room(actor=alice.pk, room=lobby.pk, visibility="private", at=now + LATER)
    assert "lobby" not in str(events_of(events.SITE))
    assert measuring.told(events.SITE).data is None
    figures.tell_figures(**before, at=now + 2 * LATER)
    assert site()["rooms"] == traffic()["rooms"] == []


def test_every_minute_is_counted_once_and_hours_add_up(
    alice: User, bob: User, lobby: Room, den: Room, say: Say, now: datetime
) -> None:
    message = say(bob, lobby, at=now - 3 * tallies.MINUTE)
    say(bob, den, at=now - 3 * tallies.MINUTE)
    say(bob, lobby, at=now)
    report_message(actor=alice.pk, message=message.pk, reason="spam", at=now - 2 * tallies.MINUTE)
    for turn in range(5):
        figures.tell_if_open(now + turn * LATER)
    assert Tally.objects.count() == 24 * 60
    assert not tallies.untallied(now, 1)
    counted = {tally.minute: (tally.public_messages, tally.messages, tally.reports) for tally in Tally.objects.all()}
    minute = tallies.minute_of(now)
    assert counted[minute - 3 * tallies.MINUTE] == (1, 2, 0)
    assert counted[minute - 2 * tallies.MINUTE] == (0, 0, 1)
    assert site()["minutes"]["messages"][-6:].count(1) >= 1
    assert sum(traffic()["hours"]["messages"]) == 3
    assert sum(traffic()["hours"]["reports"]) == 1
    assert traffic()["open_reports"] == 1


def test_the_log_of_figures_does_not_grow(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "KEPT_AT_MOST", 20)
    for turn in range(30):
        connections.write("one", {"sse": turn}, guests=turn)
        figures.tell_if_open(now + turn * LATER)
    for stream in (events.SITE, events.TRAFFIC):
        assert Event.objects.filter(stream_id=stream).count() <= 20
        assert log.head(stream) >= 28


@pytest.mark.parametrize("stream", [events.SITE, events.TRAFFIC])
def test_a_page_of_figures_catches_up(alice: User, lobby: Room, say: Say, now: datetime, stream: str) -> None:
    figures.tell_if_open(now)
    page = measuring.told(stream)
    say(alice, lobby)
    connections.write("one", {"sse": 1}, guests=1)
    figures.tell_if_open(now + LATER)
    data = page.data
    for event in events_of(stream, page.position):
        data = event["data"]
    assert data == measuring.told(stream).data != page.data


def test_only_moderators_follow_the_traffic(alice: User, mona: User, now: datetime) -> None:
    assert policies.keeps_order(mona.pk)
    assert access.allowed(Viewer(mona.pk), [events.TRAFFIC]) == {events.TRAFFIC}
    assert access.allowed(Viewer(alice.pk), [events.TRAFFIC]) == set()
    assert access.allowed(Viewer.guest, [events.TRAFFIC, events.SITE]) == {events.SITE}


async def test_the_chore_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def tell(_at: datetime) -> bool:
        done.append("told")
        return len(done) == 1

    monkeypatch.setattr(figures, "tell_if_open", tell)
    monkeypatch.setattr(publishing, "let_go", lambda _at: done.append("let go"))
    await tell_figures()
    await tell_figures()
    assert done == ["told", "let go", "told"]
