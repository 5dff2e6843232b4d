"""Letting somebody in: what they ask for, whether they may, and where they begin to read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from time import monotonic
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from notifications.streams import access, cursor, log, threads, tickets
from notifications.streams.cursor import Cursor, MalformedCursor
from notifications.streams.hub.feed import Feed
from notifications.streams.hub.hub import Hub
from notifications.streams.hub.passes import Pass
from notifications.streams.identity import KNOWN, bearer, cookies, header, identify, proof, session
from notifications.streams.names import CLOCK, MalformedName, canonical, user_stream
from notifications.streams.refusal import malformed, unknown
from notifications.streams.viewer import Viewer

_ME = "user-me"
# A position that no log reaches, and that JavaScript can count: who comes back with it is reset.
NOWHERE = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client asks for: streams to follow and to watch, and how far it has come."""

    follow: list[str]
    watch: list[str]
    after: Cursor
    given: Mapping[str, str] = field(default_factory=dict)
    """All parameters of the address, for what only one transport knows."""

    @property
    def names(self) -> list[str]:
        """All streams that are asked for."""
        return [*self.follow, *self.watch]


@dataclass(slots=True)
class Admission:
    """Who was let in and where they stand.

    `after` is the cursor they came with; streams that they may not follow, or that do not
    exist, are `refused`. `over`: nothing more will happen in any, and they know it all; `ending`: they
    are to go when they do.
    """

    held: Pass
    after: Cursor
    positions: dict[str, int] = field(default_factory=dict)
    watching: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    resets: dict[str, dict[str, Any]] = field(default_factory=dict)
    over: bool = False
    ending: bool = False

    @property
    def viewer(self) -> Viewer:
        """Who was let in."""
        return self.held.viewer

    @property
    def watched(self) -> Mapping[str, int]:
        """The positions that the client knows of the streams it watches."""
        return self.after.positions

    @property
    def opening(self) -> dict[str, int]:
        """Where the backlog starts, counted in the generation of today.

        In streams that are about to be reset that is where the client stood, or `NOWHERE` if it
        counted in another generation: one that is cut off before it hears of the reset comes
        back with this, and must hear of it then.
        """
        return {**self.positions, **{name: self._lost(name) for name in self.resets}}

    def _lost(self, name: str) -> int:
        return NOWHERE if self.resets[name]["reason"] == "generation" else self.after.positions[name]


def read_wish(scope: Any) -> Wish:
    """What the address and headers of a request ask for.

    Raises:
        Refusal: 400.
    """
    return wish_of(scope.get("query_string", b""), header(scope, b"last-event-id"))


@lru_cache(1024)
def wish_of(query_string: bytes, last_event_id: str) -> Wish:
    """The same, once the header has been found."""
    # Polls ask the same again and again, and all who read a page begin at the same place.
    given = dict(parse_qsl(query_string.decode("latin-1"), keep_blank_values=True))
    after = last_event_id or given.get("lastEventId") or given.get("after", "")
    wish = make_wish(_listed(given.get("follow")), _listed(given.get("watch")), after)
    return replace(wish, given=MappingProxyType(given))


def make_wish(follow: Iterable[str], watch: Iterable[str], after: str) -> Wish:
    """The same from values that were already taken apart.

    Raises:
        Refusal: 400.
    """
    try:
        wish = Wish(_names(follow), _names(watch), cursor.parse(after))
    except (MalformedName, MalformedCursor) as error:
        raise malformed(str(error)) from None
    if len(set(wish.names)) > cursor.MAX_STREAMS:
        raise malformed(f"at most {cursor.MAX_STREAMS} streams at once")
    return wish


async def recognise(hub: Hub, scope: Any) -> Pass:
    """Who opens this connection: from memory, by ticket, or by asking the database.

    Raises:
        Refusal: 401, a token was brought and is not valid.
    """
    brought = proof(scope)
    held = hub.passes.find(brought) or _ticket(hub, scope)
    if held is None or not hub.vouch(held):
        return await recognise_anew(hub, scope)
    held.control = max(held.control, hub.control)
    hub.passes.keep(brought, held)
    return held


async def recognise_anew(hub: Hub, scope: Any) -> Pass:
    """The same by asking the database.

    Raises:
        Refusal: 401, a token was brought and is not valid.
    """
    # Before it is asked: a revocation in between makes the pass void.
    generation, control = hub.generation, hub.control
    held = Pass(await identify(scope), generation, control)
    hub.passes.keep(proof(scope), held)
    return held


async def admit(hub: Hub, scope: Any, held: Pass, wish: Wish) -> Admission:
    """Check the wish and find where to begin; the caller joins the hub without waiting first.

    If a revocation in between touches the pass, everything is asked anew: nobody would
    tell a connection that has not joined yet.

    Raises:
        Refusal: 401, a guest asked for a stream of their own.
    """
    while True:
        names = own(held.viewer, wish.names)
        admission = Admission(held, wish.after)
        # What is found out now counts from here on, however far others take the pass that they share meanwhile.
        asked = replace(held, names={*held.names})
        may = await _allowed(asked, names, admission)
        admission.refused = [name for name in names if name not in may]
        admission.watching = [name for name in own(held.viewer, wish.watch) if name in may]
        await hub.load(may)
        follow = [name for name in own(held.viewer, wish.follow) if name in may]
        await _place(hub, admission, follow, wish.after)
        if admission.over and (admission.resets or await _missed(follow, wish.after)):
            admission.over, admission.ending = False, True
        if hub.vouch(asked):
            held.names |= asked.names
            return admission
        held = await recognise(hub, scope)


def standing(hub: Hub, held: Pass, wish: Wish) -> Admission | None:
    """Somebody for whom all is in memory and nothing is new: they stand at the head of everything.

    None for everybody else. Nothing is waited for, so nothing can be revoked in between.

    Raises:
        Refusal: 401, a guest asked for a stream of their own.
    """
    after, now = wish.after, monotonic()
    if hub.control_head > hub.control or not hub.vouch(held) or after.generation not in (None, hub.generation):
        return None
    follow, watch = own(held.viewer, wish.follow), own(held.viewer, wish.watch)
    positions: dict[str, int] = {}
    for name in (*follow, *watch):
        feed = hub.feeds.get(name)
        if feed is None or name not in held.names:
            return None
        feed.used = now
        positions[name] = head = feed.head
        # Whoever begins to watch is told where things stand.
        if after.positions.get(name, NOWHERE if name in watch else head) != head:
            return None
    held.control = max(held.control, hub.control)
    return Admission(held, after, {name: positions[name] for name in follow}, watch)


async def _allowed(held: Pass, names: list[str], admission: Admission) -> set[str]:
    unknown_yet = [name for name in names if name not in held.names]
    if not unknown_yet:
        return {*names}
    allowed = await threads.read(access.allowed, held.viewer, unknown_yet)
    over = await threads.read(access.over, allowed)
    admission.over = bool(over) and over == {*names}
    # What is over is asked for every time, since there is no later word about it.
    held.names |= allowed - over
    return {name for name in names if name in held.names or name in over}


def fresh_ticket(hub: Hub, scope: Any, held: Pass) -> list[tuple[bytes, bytes]]:
    """The header that hands a ticket to somebody who came by session and brought none that is as good."""
    viewer = held.viewer
    if viewer.session is None:
        return []
    brought = _ticket(hub, scope)
    if (
        brought
        and brought.names.issuperset(tickets.room_for(held.names))
        and brought.expires >= held.expires
        and hub.vouch(brought)
    ):
        return []
    return [tickets.header(tickets.make(viewer, held.names, held.control, hub.generation, held.expires))]


def _ticket(hub: Hub, scope: Any) -> Pass | None:
    text = cookies(scope).get(tickets.COOKIE)
    if not text or KNOWN in scope or bearer(scope):
        return None
    proved = tickets.read(text, session(scope), hub.generation)
    if proved is None:
        return None
    viewer, names, control, expires = proved
    return Pass(viewer, hub.generation, control, names, expires)


def own(viewer: Viewer, names: list[str]) -> list[str]:
    """The names that were asked for, with the viewer's own stream under its real name.

    Raises:
        Refusal: 401, a guest has none.
    """
    if _ME not in names:
        return names
    if viewer.user_id is None:
        raise unknown()
    own = user_stream(viewer.user_id)
    return list(dict.fromkeys(own if name == _ME else name for name in names))


async def _place(hub: Hub, admission: Admission, follow: list[str], after: Cursor) -> None:
    # This process may be half a second behind another that gave the cursor out.
    ahead = ahead_of(hub.feeds, follow, after)
    reach = await threads.read(log.reach, ahead) if ahead else {}
    lost = {name for name, found in reach.items() if after.positions[name] > found.head}
    admission.positions, admission.resets = place(hub.feeds, follow, after, hub.generation, lost)


async def _missed(follow: Collection[str], after: Cursor) -> bool:
    """Did something happen behind the cursor, as far as the log goes? This process may not have read it yet."""
    heads = await threads.read(log.heads, follow)
    return any(after.positions.get(name, head) < head for name, head in heads.items())


def ahead_of(feeds: Mapping[str, Feed], follow: Iterable[str], after: Cursor) -> list[str]:
    """The streams in which the cursor is beyond what is known here."""
    return [
        name
        for name in follow
        # Another process may be a tick ahead of this one's clock.
        if after.positions.get(name, 0) > feeds[name].head + (name == CLOCK)
    ]


def place(
    feeds: Mapping[str, Feed], follow: Iterable[str], after: Cursor, generation: str, ahead: Collection[str]
) -> tuple[dict[str, int], dict[str, dict[str, Any]]]:
    """Where to begin in each stream, and the resets of those where that is not where the cursor is."""
    positions: dict[str, int] = {}
    resets: dict[str, dict[str, Any]] = {}
    for name in follow:
        feed = feeds[name]
        position = after.positions.get(name)
        if position is None:
            positions[name] = feed.head
            continue
        reason = None
        if after.generation not in (None, generation):
            reason = "generation"
        elif name in ahead:
            reason = "ahead"
        elif position < feed.floor:
            reason = "expired"
        positions[name] = position if reason is None else feed.head
        if reason:
            resets[name] = {"head": feed.head, "reason": reason}
    return positions, resets


def _listed(text: str | None) -> list[str]:
    return [name for name in (text or "").split(",") if name]


def _names(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(canonical(text) for text in texts))
