"""Who was recognised once is known for a while, and for no longer by whatever was made of it."""

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client

from notifications.streams import access, log, threads, tickets
from notifications.streams.hub import Hub, passes
from notifications.streams.hub import hub as hub_module
from notifications.streams.hub.admission import admit, fresh_ticket, make_wish, recognise, recognise_anew
from notifications.streams.plain import ticket as door

pytestmark = pytest.mark.django_db(transaction=True)


class Now:
    """The wall clock, as the test sets it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 1_000_000_000
        for module in (passes, tickets, hub_module):
            monkeypatch.setattr(module, "time", lambda: self.seconds)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    return Now(monkeypatch)


@pytest.fixture
async def alice() -> Any:
    return await get_user_model()._default_manager.acreate(username="alice")


@pytest.fixture
async def cookie(alice: Any, settings: Any) -> str:
    client = Client()
    await client.aforce_login(alice)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@pytest.fixture
async def process() -> Any:
    """Makes processes that know nobody."""

    async def make() -> Hub:
        hub = Hub()
        hub.generation = await threads.sweep(log.generation)
        return hub

    return make


def scope(*cookies: str) -> dict[str, Any]:
    return {"headers": [(b"cookie", "; ".join(cookies).encode())], "query_string": b""}


async def ticket(hub: Hub, asked: dict[str, Any]) -> str:
    """The cookie that somebody gets who follows their own stream."""
    admission = await admit(hub, asked, await recognise(hub, asked), make_wish(["user-me"], [], ""))
    [(_, value)] = fresh_ticket(hub, asked, admission.held)
    return f"{tickets.COOKIE}={SimpleCookie(value.decode())[tickets.COOKIE].value}"


async def test_a_ticket_spares_another_process_the_look_up(process: Any, cookie: str, alice: Any, now: Now) -> None:
    brought = await ticket(await process(), scope(cookie))
    await Session.objects.all().adelete()
    held = await recognise(await process(), scope(cookie, brought))
    assert (held.viewer.user_id, held.names) == (alice.pk, {f"user-{alice.pk}"})


async def test_what_is_made_of_a_pass_ends_with_it(process: Any, cookie: str, now: Now) -> None:
    first, second = await process(), await process()
    brought = await ticket(first, scope(cookie))
    until = now.seconds + tickets.LIFETIME_S
    # Without a word, as a row that is deleted by hand or a session that runs out.
    await Session.objects.all().adelete()
    now.seconds = until - 1
    held = await recognise(second, scope(cookie, brought))
    assert held.expires == until
    assert fresh_ticket(second, scope(cookie, brought), held) == []
    now.seconds = until
    for hub in (first, second):
        assert (await recognise(hub, scope(cookie, brought))).viewer.user_id is None


async def test_one_who_asks_anew_gets_a_ticket_that_holds_longer(process: Any, cookie: str, now: Now) -> None:
    hub = await process()
    brought = await ticket(hub, scope(cookie))
    now.seconds += 300
    assert fresh_ticket(hub, scope(cookie, brought), await recognise(hub, scope(cookie, brought))) == []
    await recognise_anew(hub, scope(cookie, brought))
    renewed = await ticket(hub, scope(cookie, brought))
    now.seconds += tickets.LIFETIME_S - 1
    other = await process()
    assert (await recognise(other, scope(cookie, brought, renewed))).viewer.user_id is not None
    await Session.objects.all().adelete()
    assert (await recognise(await process(), scope(cookie, renewed))).viewer.user_id is not None
    assert (await recognise(await process(), scope(cookie, brought))).viewer.user_id is None


async def test_a_ticket_with_no_room_for_more_is_as_good_as_any(process: Any, cookie: str, now: Now) -> None:
    hub = await process()
    held = await recognise(hub, scope(cookie))
    held.names |= {f"room-{number}" for number in range(tickets.MAX_STREAMS + 5)}
    brought = await ticket(hub, scope(cookie))
    assert fresh_ticket(hub, scope(cookie, brought), held) == []


async def test_a_revocation_counts_though_others_with_the_same_proof_are_past_it(
    process: Any, cookie: str, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = await process()
    held = await recognise(hub, scope(cookie))
    stream = f"user-{alice.pk}"
    asked: list[set[str]] = []

    def taken_away_meanwhile(streams: set[str]) -> set[str]:
        if not asked:
            hub.control += 1
            hub.revocations.add(hub.control, {"stream": stream, "person": alice.pk})
            held.control = hub.control
        asked.append(streams)
        return set()

    monkeypatch.setattr(access, "over", taken_away_meanwhile)
    await admit(hub, scope(cookie), held, make_wish(["user-me"], [], ""))
    assert asked == [{stream}, {stream}]


@pytest.mark.parametrize(("follow", "status"), [("user-me", 204), ("clock", 204), ("nothing", 403), ("", 204)])
async def test_the_door_hands_out_a_ticket_for_what_one_may_follow(follow: str, status: int, cookie: str) -> None:
    answered, got = await _knock(scope(cookie), follow)
    assert (answered, got) == (status, status == 204)


async def test_a_guest_needs_none(alice: Any) -> None:
    assert await _knock(scope(), "clock") == (204, False)
    assert await _knock(scope(), "user-me") == (401, False)


async def _knock(asked: dict[str, Any], follow: str) -> tuple[int, bool]:
    """The status, and whether a ticket came with it."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await door({**asked, "method": "GET", "query_string": f"follow={follow}".encode()}, None, send)
    return sent[0]["status"], b"set-cookie" in dict(sent[0]["headers"])
