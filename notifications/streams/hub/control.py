"""The control stream: what every process must know before it delivers another event (C4)."""

import json
import logging
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, InterfaceError

from notifications.streams import access, threads
from notifications.streams.entry import Entry
from notifications.streams.hub.follower import Ending, Follower
from notifications.streams.viewer import Viewer

if TYPE_CHECKING:
    from notifications.streams.hub.hub import Hub

logger = logging.getLogger(__name__)

FORBIDDEN = "forbidden"
# Time for the last events of a stream to reach those who follow it.
LAST_WORDS_S = 1.0


def remember(hub: "Hub", entry: Entry) -> Any:
    """Note what an entry of the control stream makes void; give its data."""
    data = json.loads(entry.text)["data"]
    if entry.type in ("revoked", "ended"):
        hub.revocations.add(entry.position, data)
    return data


async def apply(hub: "Hub", entry: Entry) -> None:
    """Do what one entry of the control stream says."""
    data = remember(hub, entry)
    if entry.type == "redacted":
        _blank(hub, data["positions"])
    elif entry.type == "revoked":
        await _revoke(hub, **data)
    elif entry.type == "ended":
        hub.loop.call_later(LAST_WORDS_S, _end_stream, hub, data["stream"])


def _blank(hub: "Hub", positions: dict[str, list[int]]) -> None:
    for stream, taken in positions.items():
        if feed := hub.feeds.get(stream):
            feed.blank(taken)


async def _revoke(
    hub: "Hub",
    *,
    person: int | None = None,
    session: str | None = None,
    token: int | None = None,
    stream: str | None = None,
) -> None:
    if stream is not None and person is not None:
        for follower in _readers(hub, stream):
            if follower.viewer.user_id == person:
                follower.lose([stream], FORBIDDEN)
    elif stream is not None:
        await _ask_again(hub, stream)
    else:
        _end(
            follower
            for follower in list(hub.followers)
            if (person is not None and follower.viewer.user_id == person)
            or (session is not None and follower.viewer.session == session)
            or (token is not None and follower.viewer.token == token)
        )


async def _ask_again(hub: "Hub", stream: str) -> None:
    readers = _readers(hub, stream)
    people = {reader.viewer.user_id for reader in readers}
    barred = await threads.read(_barred, people, stream)
    # Those who came while we asked were asked themselves, by the same rule.
    for reader in readers:
        if reader.viewer.user_id in barred:
            reader.lose([stream], FORBIDDEN)


def _barred(people: Collection[int | None], stream: str) -> set[int | None]:
    return {user_id for user_id in people if not _may(user_id, stream)}


def _may(user_id: int | None, stream: str) -> bool:
    try:
        return stream in access.allowed(Viewer(user_id), [stream])
    except (DatabaseError, InterfaceError):
        raise
    except Exception:
        # A rule of the application that fails must not keep this process from all that comes after.
        logger.exception("rule_failed", extra={"stream": stream})
        return False


def _end_stream(hub: "Hub", stream: str) -> None:
    for reader in _readers(hub, stream):
        if {*reader.positions, *reader.watching} == {stream}:
            reader.end(Ending.OVER)


def _readers(hub: "Hub", stream: str) -> list[Follower]:
    feed = hub.feeds.get(stream)
    return [*feed.followers, *feed.watchers] if feed else []


def _end(followers: Iterable[Follower]) -> None:
    for follower in followers:
        follower.end(Ending.SESSION)
