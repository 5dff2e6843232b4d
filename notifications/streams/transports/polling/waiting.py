"""A long poll while it waits: a follower to whom the first thing that it is told is the answer.

Released in the sweep of the hub's loop like any other follower, all who wait at the same place with the
same bytes.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar, cast

from notifications.streams.cursor import Cursor
from notifications.streams.entry import Batch
from notifications.streams.framing import answering
from notifications.streams.hub import Ending, Follower
from notifications.streams.hub.news import News
from notifications.streams.limits import Seat
from notifications.streams.refusal import Refusal, forbidden, unknown
from notifications.streams.signals import Signal
from notifications.streams.transports.polling.answers import after_waiting
from notifications.streams.visit import Visit

_MEMO = "long poll"


class LongPoll:
    """The transport of a follower that waits for something to happen."""

    __slots__ = ("_answered", "_follower", "_generation", "_known", "_main", "_seat", "_timer", "_visit")

    name: ClassVar[str] = "long-poll"
    all_or_nothing: ClassVar[bool] = True

    def __init__(self, visit: Visit, seat: Seat | None = None) -> None:
        """The visitor stands at the head of everything they follow and watch; `seat` is left at the end."""
        admission = visit.admission
        watched = {name: admission.watched[name] for name in admission.watching if name in admission.watched}
        self._known = {**watched, **admission.positions}
        self._visit = visit
        # Should the log become another one while they wait, what they know counts in the old one.
        self._generation = visit.hub.generation
        self._answered = False
        self._follower = Follower(visit.hub, admission.viewer, self)
        self._seat = seat
        self._main: asyncio.Task[None] | None = None

    async def serve(self, wait_s: float) -> None:
        """Wait until something is answered or the client hangs up."""
        self._main = main = cast("asyncio.Task[None]", asyncio.current_task())
        try:
            self.wait(wait_s)
            await self._visit.gone()
        except asyncio.CancelledError:
            if not self._answered:
                raise
            main.uncancel()
        finally:
            self._close()

    def wait(self, wait_s: float) -> None:
        """Begin to wait, which needs no task where somebody calls `gone` when the client hangs up."""
        follower, admission = self._follower, self._visit.admission
        follower.hub.join(follower, admission.positions, admission.watching)
        # What they are now, the client knows.
        follower.stale_heads = frozenset()
        self._timer = follower.hub.loop.call_later(wait_s, follower.tell, "over", self._nothing)
        follower.release()

    def gone(self) -> None:
        """The client has hung up."""
        if not self._answered:
            self._close()

    def at_once(self, batch: Batch) -> bool:
        """The whole answer, framed once for all who know the same and bring nothing of their own."""
        if self._answered:
            return True
        visit = self._visit
        direct = answering(visit.scope)
        if direct is None or len(self._known) != 1 or not visit.is_common:
            return False
        framed = batch.memo.get(_MEMO)
        if framed is None:
            framed = batch.memo[_MEMO] = visit.framed(*after_waiting(self._news(batch)))
        self._answered = direct(framed)
        if self._answered:
            self._go()
        return self._answered

    async def events(self, batch: Batch) -> None:
        """What was said."""
        await self._answer(self._news(batch))

    async def reset(self, streams: Mapping[str, Mapping[str, Any]]) -> None:
        """What the client knows is out of date."""
        self._known.update((name, reset["head"]) for name, reset in streams.items())
        await self._answer(News(self._cursor(), resets={name: dict(reset) for name, reset in streams.items()}))

    async def heads(self, heads: Mapping[str, Mapping[str, int]]) -> None:
        """A watched stream has grown."""
        self._known.update((name, head["position"]) for name, head in heads.items() if name not in self._followed)
        await self._answer(News(self._cursor(), heads={name: dict(head) for name, head in heads.items()}))

    async def signal(self, signal: Signal) -> None:
        """Somebody is typing, or the like: nothing to answer for, it goes with what comes next."""

    async def unfollowed(self, streams: list[str], reason: str) -> None:
        """Access was taken away: the poll is answered with 403 at once."""
        await self._refuse(forbidden(streams))

    async def beat(self) -> None:
        """Polls need no sign of life."""

    async def end(self, ending: Ending) -> None:
        """The poll is answered now: 401 if the session has ended, else with what there is."""
        if ending is Ending.SESSION:
            await self._refuse(unknown())
        else:
            await self._nothing()

    @property
    def _followed(self) -> Mapping[str, int]:
        return self._visit.admission.positions

    def _cursor(self) -> Cursor:
        return Cursor(self._generation, self._known)

    def _news(self, batch: Batch) -> News:
        self._known[batch.stream] = batch.last
        hub = self._visit.hub
        return News(
            self._cursor(),
            [entry.text for entry in batch],
            signals=hub.signals.of(self._followed),
            more=batch.last < hub.feeds[batch.stream].head,
        )

    async def _nothing(self) -> None:
        await self._answer(News(self._cursor(), signals=self._visit.hub.signals.of(self._followed)))

    async def _answer(self, news: News) -> None:
        if not self._answered:
            self._answered = True
            await self._visit.answer(*after_waiting(news))
            self._go()

    async def _refuse(self, refusal: Refusal) -> None:
        if not self._answered:
            self._answered = True
            await self._visit.refuse(refusal)
            self._go()

    def _go(self) -> None:
        if self._main is None:
            self._close()
        else:
            # It waits for the client to hang up, which some servers never tell after an answer.
            self._main.cancel()

    def _close(self) -> None:
        self._answered = True
        self._timer.cancel()
        self._follower.close()
        # Both in a circle would stay until the garbage collector comes.
        del self._follower
        if self._seat is not None:
            self._seat.leave()
