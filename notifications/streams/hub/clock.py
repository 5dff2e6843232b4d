"""What a hub does by the clock: beats, heads of watched streams, presence, census, chores of applications."""

from asyncio import gather, sleep
from time import monotonic, time
from typing import TYPE_CHECKING

from notifications.streams import chores
from notifications.streams.hub.census import Census
from notifications.streams.hub.feed import ClockFeed
from notifications.streams.hub.lasting import done, for_ever
from notifications.streams.hub.presence import Presences
from notifications.streams.names import CLOCK

if TYPE_CHECKING:
    from notifications.streams.hub.follower import Follower
    from notifications.streams.hub.hub import Hub

HEARTBEAT_S = 20.0


async def next_second() -> None:
    """Return when the next second has begun, and never before.

    Sleep may end early (uvloop rounds to milliseconds): whatever is then done would take us over the second, which
    nobody would be told before the next one. A clock that is set back meanwhile keeps nobody waiting.
    """
    second = int(time()) + 1
    while 0 < (left := second - time()) <= 1:  # noqa: ASYNC110 - it is time that is waited for
        await sleep(left)


class Clock:
    """One tick a second over all followers of the process."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self.presence = Presences(hub)
        self.census = Census(hub)

    async def run(self) -> None:
        """Tick for as long as the process lives."""
        # However long the database or an application takes, the beats go on.
        await gather(for_ever(self._tick), for_ever(self._look_after))

    async def _tick(self) -> None:
        # With the second, for those who follow the clock.
        await next_second()
        if isinstance(clock := self._hub.feeds.get(CLOCK), ClockFeed):
            clock.tick()
        self._beat()

    async def _look_after(self) -> None:
        await sleep(1)
        for work in (self._tell_heads, self.presence.tick, self.census.tick, *chores.every()):
            await done(work)

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
