"""What a hub does by the clock: beats, heads of watched streams, presence, census, chores of applications."""

import asyncio
import logging
from time import monotonic, time
from typing import TYPE_CHECKING

from django.db import DatabaseError, InterfaceError

from notifications.streams import chores
from notifications.streams.hub.census import Census
from notifications.streams.hub.feed import ClockFeed
from notifications.streams.hub.presence import Presences
from notifications.streams.names import CLOCK

if TYPE_CHECKING:
    from notifications.streams.hub.follower import Follower
    from notifications.streams.hub.hub import Hub

logger = logging.getLogger(__name__)

TICK_S = 1.0
HEARTBEAT_S = 20.0


class Clock:
    """One tick a second over all followers of the process."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self.presence = Presences(hub)
        self.census = Census(hub)

    async def run(self) -> None:
        """Tick for as long as the process lives."""
        while True:
            # With the second, for those who follow the clock.
            await asyncio.sleep(TICK_S - time() % TICK_S)
            if isinstance(clock := self._hub.feeds.get(CLOCK), ClockFeed):
                clock.tick()
            self._beat()
            try:
                await self._tell_heads()
                await self.presence.tick()
                await self.census.tick()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("tick_failed: %r", error)
            for chore in chores.every():
                await _do(chore)

    def _beat(self) -> None:
        silent = monotonic() - HEARTBEAT_S
        for follower in list(self._hub.followers):
            if follower.heard < silent:
                follower.tell("beat", follower.transport.beat)

    async def _tell_heads(self) -> None:
        for follower in [one for one in self._hub.followers if one.stale_heads]:
            names, follower.stale_heads = follower.stale_heads, frozenset()
            self._tell(follower, await self._hub.heads(follower.viewer.user_id, names))

    def _tell(self, follower: "Follower", heads: dict[str, dict[str, int]]) -> None:
        told = {name: head for name, head in heads.items() if name in follower.watching}
        if told:
            follower.tell(("heads", *told), lambda: follower.transport.heads(told))


async def _do(chore: chores.Chore) -> None:
    try:
        await chore()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("chore_failed: %r", error)
    except Exception:
        # Whatever an application does wrong, the beats go on.
        logger.exception("chore_failed")
