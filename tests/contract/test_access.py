"""C4 confidentiality: access that is taken away is gone within a second, on every transport and in every process."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.support.doors import TRANSPORTS, Transport
from tests.support.follower import Follower
from tests.support.history import CUT_OFF_S, Removal, Revocation
from tests.support.http import ask
from tests.support.people import Person, Room, judge, known, somebody
from tests.support.site import Site

Deed = Callable[[Site, Person, Person, Room, str], Awaitable[None]]


async def kicked(site: Site, owner: Person, who: Person, room: Room, session: str) -> None:
    await site.do("kick", room=room.id, username=who.username, by=owner.username)


async def banned(site: Site, owner: Person, who: Person, room: Room, session: str) -> None:
    ban = {"user": who.username, "kind": "ban", "reason": "Shouting"}
    assert (await owner.api(1)("POST", f"rooms/{room.id}/sanctions", ban)).status == 201


async def left(site: Site, owner: Person, who: Person, room: Room, session: str) -> None:
    assert (await who.api(1)("POST", f"rooms/{room.id}/leave")).status == 200


async def signed_out(site: Site, owner: Person, who: Person, room: Room, session: str) -> None:
    """By the form of the page, with its CSRF token."""
    csrf = "x" * 32
    headers = {
        "Cookie": f"chatsite_session={session}; chatsite_csrf={csrf}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": site.bases[1],
    }
    body = f"csrfmiddlewaretoken={csrf}".encode()
    answer = await ask(site.bases[1], "POST", "/accounts/logout/", headers=headers, body=body)
    assert answer.status == 302, answer


async def deactivated(site: Site, owner: Person, who: Person, room: Room, session: str) -> None:
    await site.do("deactivate", username=who.username)


async def given_a_new_password(site: Site, owner: Person, who: Person, room: Room, session: str) -> None:
    await site.do("change_password", username=who.username)


async def stripped_of_tokens(site: Site, owner: Person, who: Person, room: Room, session: str) -> None:
    await site.do("revoke_tokens", username=who.username)


async def shut_out(site: Site, owner: Person, who: Person, room: Room, session: str) -> None:
    """The room becomes private; `who` was never a member."""
    assert (await owner.api(1)("PATCH", f"rooms/{room.id}", {"visibility": "private"})).status == 200


#: The deed, whether the room is private before, and the proofs of identity that it takes away.
DEEDS: dict[str, tuple[Deed, str, tuple[str, ...]]] = {
    "kick": (kicked, "private", ("token", "session")),
    "ban": (banned, "public", ("token", "session")),
    "leave": (left, "private", ("token", "session")),
    "logout": (signed_out, "private", ("session",)),
    "deactivation": (deactivated, "private", ("token", "session")),
    "password": (given_a_new_password, "private", ("session",)),
    "token": (stripped_of_tokens, "private", ("token",)),
    "made private": (shut_out, "public", ("token", "session")),
}

#: Why a connection ended: forbidden or unknown, on a stream in good order.
REFUSED = {
    "ws": {4401, 4403},
    "sse": {200, 401, 403},
    "frame": {200, 401, 403},
    "long": {401, 403},
    "short": {401, 403},
}


@pytest.fixture(params=["up", "frozen"])
async def layer(request: pytest.FixtureRequest, site: Site) -> AsyncIterator[str]:
    """What state the channel layer is in."""
    if request.param == "frozen":
        site.freeze_redis()
    yield request.param
    site.thaw_redis()


@pytest.mark.parametrize("deed", DEEDS)
async def test_access_taken_away_is_gone_within_a_second(deed: str, layer: str, site: Site, alice: Person) -> None:
    do, visibility, proofs = DEEDS[deed]
    who = await somebody(site)
    room = await alice.new_room(visibility, *([who] if visibility == "private" else []))
    session = await site.do("sign_in", username=who.username)
    followers = []
    for proof in proofs:
        for transport in TRANSPORTS:
            for process in (0, 1):
                f = who.follower(transport, room.stream, process=process, after=room.start)
                if proof == "session":
                    f.headers = {"Cookie": f"chatsite_session={session}"}
                f.history.name += f"-{proof}-{process}"
                followers.append(await f.open())
    before = await alice.posted(room, "for your eyes")
    for f in followers:
        await f.reach(room.stream, before)

    await do(site, alice, who, room, session)
    committed = time.time()
    # What the deed itself announces to the room ("alice left") is the last that may be seen.
    head = await site.do("head", stream=room.stream)
    secret = [await alice.posted(room, "not for your eyes")]
    await asyncio.gather(*(_ended(f, committed) for f in followers))
    secret.append(await alice.posted(room, "nor is this"))
    await asyncio.sleep(0.2)

    for f in followers:
        await f.open()
        assert f.closed or await f.ended(timeout_s=3), f"{f.history.name} came back in"
        assert f.closed in REFUSED[f.transport] - {200}, f"{f.history.name}: {f.closed}"
        await f.leave()
        assert not set(secret) & set(f.positions(room.stream)), f.history.name
    revocations = [Revocation(f.history.name, room.stream, head, committed) for f in followers]
    await judge(site, followers, alice, revocations=revocations, complete=False)


async def _ended(f: Follower, committed: float) -> None:
    left_s = committed + CUT_OFF_S - time.time()
    try:
        why = await f.ended(timeout_s=max(0.05, left_s))
    except AssertionError:
        pytest.fail(f"{f.history.name} still carries the stream {CUT_OFF_S} s after the commit")
    assert why in REFUSED[f.transport], f"{f.history.name}: {why}"


async def test_other_streams_go_on(transport: Transport, site: Site, alice: Person, newcomer: Person) -> None:
    lost, kept = await alice.new_room("private", newcomer), await alice.new_room("private", newcomer)
    after = f"{lost.start},{kept.start}"
    async with newcomer.follower(transport, lost.stream, kept.stream, after=after) as f:
        await f.reach(lost.stream, await alice.posted(lost))
        await kicked(site, alice, newcomer, lost, "")
        revocation = Revocation(f.history.name, lost.stream, await site.do("head", stream=lost.stream), time.time())
        if transport == "ws":
            await f.until(lambda f: f.told("unfollowed"), CUT_OFF_S)
            assert f.told("unfollowed")[0]["streams"] == [lost.stream]
            assert f.told("unfollowed")[0]["reason"] == "forbidden"
        else:
            await f.ended(CUT_OFF_S)
            f.follow = (kept.stream,)
            await f.hop(transport, f.base)
        await alice.posted(lost, "secret")
        await f.reach(kept.stream, await alice.posted(kept))
    assert "secret" not in str(f.events)
    await judge(site, [f], alice, streams=[kept.stream, lost.stream], revocations=[revocation])


@pytest.mark.parametrize("end", ["muted", "dismissed"])
async def test_who_keeps_order_no_longer_hears_of_no_more_reports(
    end: str, transport: Transport, site: Site, alice: Person, bob: Person, newcomer: Person
) -> None:
    await site.do("appoint", username=newcomer.username, moderator=True)
    room = await alice.new_room()
    async with newcomer.follower(transport, "moderation", process=1) as f:
        await f.reach("moderation", await _reported(site, alice, bob, room))
        if end == "muted":
            admin = await known(site, "admin")
            mute = {"user": newcomer.username, "kind": "mute", "reason": "Overzealous"}
            assert (await admin.api()("POST", "sanctions", mute)).status == 201
        else:
            await site.do("appoint", username=newcomer.username, moderator=False)
        committed, head = time.time(), await site.do("head", stream="moderation")
        await _ended(f, committed)
        secret = await _reported(site, alice, bob, room)
        await f.open()
        assert f.closed or await f.ended(timeout_s=3)
        await f.leave()
    assert secret > head
    assert secret not in f.positions("moderation")


async def _reported(site: Site, author: Person, reporter: Person, room: Room) -> int:
    """Something is reported; the position of that in the moderators' stream."""
    said = await author.post(room, "newts")
    message = said.json["message"]["id"]
    assert (await reporter.api()("POST", f"messages/{message}/report", {"reason": "spam"})).status == 201
    head: int = await site.do("head", stream="moderation")
    return head


async def test_a_stranger_cannot_tell_a_hidden_room_from_none(
    transport: Transport, site: Site, alice: Person, newcomer: Person
) -> None:
    hidden = await alice.new_room("private")
    answers = []
    nowhere = ["room-99999999", "room-9223372036854775808", "room-01", "nonsense-1", "user-1", "moderation"]
    for stream in (hidden.stream, *nowhere):
        async with newcomer.follower(transport, stream) as f:
            closed = f.closed or await f.ended(timeout_s=3)
            answers.append((closed, f.refusal and f.refusal["code"]))
    assert answers == [(4403 if transport == "ws" else 403, answers[0][1])] * len(answers)


async def test_a_guest_follows_public_rooms_only(transport: Transport, site: Site, alice: Person) -> None:
    public, private = await alice.new_room(), await alice.new_room("private")
    async with Follower(transport, site.bases[0], follow=[public.stream], after=public.start) as f:
        await f.reach(public.stream, await alice.posted(public))
    async with Follower(transport, site.bases[0], follow=[private.stream]) as f:
        assert (f.closed or await f.ended(timeout_s=3)) in (4403, 403)
    async with Follower(transport, site.bases[0], follow=["user-me"]) as f:
        assert (f.closed or await f.ended(timeout_s=3)) in (4401, 401)


async def test_what_is_removed_after_its_event_was_pruned_is_in_no_memory(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    # Those who follow meanwhile have it kept in memory.
    early = [await alice.follower("ws", room.stream, after=room.start, process=p).open() for p in (0, 1)]
    secret = await alice.post(room, "take this back")
    position = secret.json["position"]
    for f in early:
        await f.reach(room.stream, await alice.posted(room))
    await site.do("prune_up_to", stream=room.stream, position=position)
    assert (await alice.api()("DELETE", f"messages/{secret.json['message']['id']}")).status == 200
    await asyncio.sleep(CUT_OFF_S)
    before = f"{room.stream}:{position - 1}"
    for transport, process in itertools.product(TRANSPORTS, (0, 1)):
        async with alice.follower(transport, room.stream, after=before, process=process) as late:
            await late.until(lambda f: f.resets)
        assert late.resets[0]["streams"][room.stream]["reason"] == "expired"
        assert "take this back" not in str(late.events)
    for f in early:
        await f.leave()


async def test_removed_content_is_gone_from_every_replay(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    secret = await alice.post(room, "take this back")
    early = [await alice.follower(transport, room.stream, after=room.start).open() for transport in TRANSPORTS]
    for f in early:
        await f.reach(room.stream, secret.json["position"])
    removed = await alice.api()("DELETE", f"messages/{secret.json['message']['id']}")
    assert removed.status in (200, 204), removed
    removal = Removal(room.stream, secret.json["position"], time.time())
    for f in early:
        await f.until(lambda f: f.events[-1].type == "message.removed")
        await f.leave()
    await asyncio.sleep(CUT_OFF_S)
    late = [alice.follower(t, room.stream, after=room.start, process=p) for t in TRANSPORTS for p in (0, 1)]
    for f in late:
        await f.open()
        await f.until(lambda f: f.events and f.events[-1].type == "message.removed")
        await f.leave()
        assert "take this back" not in str(f.events)
        assert f.positions(room.stream) == early[0].positions(room.stream)
    await judge(site, early + late, alice, removals=[removal])
