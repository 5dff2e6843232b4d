"""Publishing over HTTP and from the shell: with a token for that, which is good for nothing else."""

from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import override_settings

from chat import live_values
from chat.actions import figures
from chat.actions.live_streams import declare_stream, issue_publish_token, revoke_publish_token
from chat.actions.publishing import publish_value
from chat.actions.tokens import issue_token
from chat.api import live_documents
from chat.models import LiveStream, PublishToken, User
from notifications.streams import connections
from notifications.streams.models import Event
from tests.chat.test_api import Caller, check

pytestmark = pytest.mark.django_db(transaction=True)

HERE = "streams/weather/events"


@pytest.fixture
def weather(now: datetime) -> LiveStream:
    return declare_stream(actor=None, name="weather", title="Weather", at=now)


@pytest.fixture
def station(weather: LiveStream, now: datetime) -> Caller:
    """A program with a token for the weather."""
    return Caller(issue_publish_token(actor=None, stream=weather, at=now))


@pytest.fixture
def a(alice: User, now: datetime) -> Caller:
    return Caller(issue_token(actor=alice.pk, at=now))


@pytest.fixture
def m(mona: User, now: datetime) -> Caller:
    return Caller(issue_token(actor=mona.pk, at=now))


def value(value: Any = 21.5, **more: Any) -> dict[str, Any]:
    return {"name": "temperature", "value": value, **more}


async def test_a_value_is_published_and_shown(station: Caller) -> None:
    status, answer = await station("POST", HERE, value(unit="°C", at="2026-11-21T02:24:00Z"))
    assert status == 201
    check(live_documents.PublishedValue, answer)
    told = {"name": "temperature", "value": 21.5, "unit": "°C", "at": "2026-11-21T02:24:00.000Z"}
    assert answer == {"value": told}
    status, shown = await Caller()("GET", "streams/weather")
    assert status == 200
    check(live_documents.LiveStreamNow, shown)
    assert shown == {"stream": "weather", "title": "Weather", "values": [{**told, "recent": [21.5]}], "position": 1}


async def test_a_second_value_within_a_second_waits(station: Caller) -> None:
    assert (await station("POST", HERE, value(1)))[0] == 201
    status, answer = await station("POST", HERE, value(2))
    assert (status, answer["value"]["value"]) == (202, 2)
    _, shown = await Caller()("GET", "streams/weather")
    assert shown["values"][0]["value"] == 1


@pytest.mark.parametrize("sent", [True, "sunny", 0, -3, 1e300, "", 2**53])
async def test_what_is_sent_comes_back(station: Caller, sent: Any) -> None:
    status, answer = await station("POST", HERE, value(sent))
    assert (status, answer["value"]["value"]) == (201, sent)
    assert type(answer["value"]["value"]) is type(sent)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (value([1]), 422),
        (value({}), 422),
        (value(None), 422),
        (value("x" * 201), 422),
        ({"name": "", "value": 1}, 422),
        ({"name": "x" * 65, "value": 1}, 422),
        (value(unit="x" * 17), 422),
        (value(at="yesterday"), 422),
        (value(at="2026-11-21T02:24:00"), 422),
        (value(at="2999-01-01T00:00:00Z"), 422),
        (value(more=1), 422),
        ([], 422),
        ("{", 400),
        ('{"name": "x", "value": NaN}', 400),
    ],
)
async def test_what_is_no_value_is_refused(station: Caller, body: Any, status: int) -> None:
    assert (await station("POST", HERE, body))[0] == status
    assert not await Event.objects.filter(stream_id="weather").aexists()


async def test_a_token_publishes_on_its_stream_and_no_other(station: Caller, now: datetime) -> None:
    await sync_to_async(declare_stream)(actor=None, name="stock", at=now)
    for stream in ("stock", "site", "room-1", "user-1", "moderation", "clock", "weather-2", "%00"):
        assert (await station("POST", f"streams/{stream}/events", value()))[0] in {403, 404}, stream
    assert not await Event.objects.filter(type="value.changed").aexists()


async def test_a_token_for_a_beginning_publishes_on_all_that_begin_so(now: datetime) -> None:
    declared = await sync_to_async(declare_stream)(actor=None, name="weather-*", at=now)
    station = Caller(await sync_to_async(issue_publish_token)(actor=None, stream=declared, at=now))
    assert (await station("POST", "streams/weather-oslo/events", value()))[0] == 201
    assert (await station("POST", "streams/weather/events", value()))[0] == 403
    assert (await Caller()("GET", "streams/weather-oslo"))[0] == 200


async def test_a_token_for_publishing_opens_nothing_else(station: Caller, lobby: Any) -> None:
    for method, path, body in (
        ("GET", "me", None),
        ("GET", "rooms", None),
        ("GET", "streams/weather", None),
        ("GET", "site/figures", None),
        ("POST", f"rooms/{lobby.pk}/messages", {"client_id": "x", "body": "hi"}),
        ("PUT", "notifications/read", {"position": 1}),
    ):
        assert (await station(method, path, body))[0] == 401, path


async def test_nobody_else_publishes(weather: LiveStream, a: Caller, m: Caller) -> None:
    for caller in (Caller(), Caller("chatsite_publish_wrong"), a, m):
        assert (await caller("POST", HERE, value()))[0] == 401


async def test_a_token_that_was_taken_back_is_none(station: Caller, now: datetime) -> None:
    assert (await station("POST", HERE, value()))[0] == 201
    token = await PublishToken.objects.aget()
    await sync_to_async(revoke_publish_token)(actor=None, token=token.pk, at=now)
    assert (await station("POST", HERE, value()))[0] == 401


@override_settings(COMMAND_RATE=(2, 10))
async def test_a_token_has_a_rate_of_its_own(station: Caller, weather: LiveStream, now: datetime) -> None:
    other = Caller(await sync_to_async(issue_publish_token)(actor=None, stream=weather, at=now))
    assert [(await station("POST", HERE, value()))[0] for _ in range(3)][2] == 429
    assert (await other("POST", HERE, value()))[0] < 300


async def test_two_processes_that_publish_the_first_value_at_once_both_succeed(
    station: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = publish_value
    failing = [True]

    def once(**given: Any) -> Any:
        if failing.pop() if failing else False:
            raise IntegrityError
        return publish(**given)

    monkeypatch.setattr("chat.api.live.publish_value", once)
    assert (await station("POST", HERE, value()))[0] == 201


async def test_only_its_readers_see_a_stream(a: Caller, m: Caller, now: datetime) -> None:
    for readers, seen in (("everybody", 3), ("signed-in", 2), ("moderators", 1)):
        await sync_to_async(declare_stream)(actor=None, name="ops", readers=readers, at=now)
        answers = [(await caller("GET", "streams/ops"))[0] for caller in (m, a, Caller())]
        assert answers == [200] * seen + [404] * (3 - seen)


async def test_figures_are_for_everybody_and_traffic_for_moderators(a: Caller, m: Caller, now: datetime) -> None:
    assert await Caller()("GET", "site/figures") == (200, {"figures": None, "position": 0})
    await sync_to_async(connections.write)("one", {"sse": 1}, guests=1)
    await sync_to_async(figures.tell_if_open)(now)
    status, answer = await Caller()("GET", "site/figures")
    check(live_documents.FiguresNow, answer)
    assert (status, answer["figures"]["people"], answer["position"]) == (200, 1, 1)
    status, answer = await m("GET", "site/traffic")
    check(live_documents.TrafficNow, answer)
    assert (status, answer["traffic"]["connections"]["sse"]) == (200, 1)
    assert [(await caller("GET", "site/traffic"))[0] for caller in (a, Caller())] == [403, 401]


# From the shell


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_the_shell_publishes_too() -> None:
    assert run("publish", "weather", '{"name": "sky", "value": "clear"}', "--readers", "everybody") == ""
    run("publish", "weather", '{"name": "temperature", "value": 3}')
    assert [value["value"] for value in live_values.shown(None, "weather").values] == ["clear", 3]


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["weather", "{}"], "name"),
        (["weather", "{"], "JSON"),
        (["weather", '{"name": "x", "value": 1}'], "--readers"),
        (["site", '{"name": "x", "value": 1}', "--readers", "everybody"], "belong"),
        (["Weather", '{"name": "x", "value": 1}', "--readers", "everybody"], "Weather"),
    ],
)
def test_the_shell_says_in_one_line_what_is_wrong(args: list[str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run("publish", *args)


def test_the_shell_gives_out_tokens_for_publishing(alice: User) -> None:
    text = run("token", "--publish", "weather-*", "--readers", "signed-in").strip()
    assert text.startswith("chatsite_publish_")
    found = PublishToken.objects.select_related("stream").get()
    assert (found.stream.name, found.stream.readers, found.issued_by) == ("weather-*", "signed-in", None)
    with pytest.raises(CommandError, match="--readers"):
        run("token", "--publish", "stock")
    with pytest.raises(CommandError, match="belong"):
        run("token", "--publish", "room-*", "--readers", "everybody")
    for args in (["token"], ["token", "alice", "--publish", "weather-*"]):
        with pytest.raises(CommandError):
            run(*args)


def test_a_title_outlives_other_readers(now: datetime) -> None:
    declare_stream(actor=None, name="weather", title="Weather", at=now)
    run("token", "--publish", "weather", "--readers", "moderators")
    assert LiveStream.objects.get().title == "Weather"
    assert LiveStream.objects.get().readers == "moderators"
