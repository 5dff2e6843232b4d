"""A follower delivers exactly the log, whatever the speed of its client and whoever interferes."""

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping
from functools import partial
from typing import Any, ClassVar, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.streams.entry import Batch, Entry
from notifications.streams.hub.feed import Feed
from notifications.streams.hub.follower import Ending, Follower
from notifications.streams.hub.hub import Hub
from notifications.streams.signals import Signal
from notifications.streams.viewer import Viewer

ROOM = "room-1"


class FakeHub:
    """A hub with a log in memory, of which only the tail and what `after` reads is known."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.feeds = {ROOM: Feed(ROOM, 0, 0)}
        self.tasks: set[asyncio.Task[Any]] = set()
        self.draining = False

    def keep(self, work: Coroutine[Any, Any, Any]) -> None:
        self.tasks.add(self.loop.create_task(work))

    async def after(self, name: str, position: int) -> Batch | None:
        await asyncio.sleep(0)
        entries = self.feeds[name].tail.after(position)
        return Batch(entries[:3]) if entries else None

    def leave(self, follower: Follower, names: list[str]) -> None:
        for name in names:
            follower.positions.pop(name, None)
            self.feeds[name].followers.discard(follower)

    def forget(self, follower: Follower) -> None: ...

    def say(self, count: int) -> None:
        feed = self.feeds[ROOM]
        feed.advance([Entry(ROOM, feed.head + 1 + i, "said", "now", "{}") for i in range(count)])


class Client:
    """What a client receives; it takes nothing while `slow` is set."""

    name: ClassVar[str] = "test"
    all_or_nothing: ClassVar[bool] = False

    def __init__(self) -> None:
        self.got: list[int] = []
        self.told: list[Any] = []
        self.ready = asyncio.Event()
        self.ready.set()
        self.broken: Exception | None = None
        self.refuses: Exception | None = None

    def at_once(self, batch: Batch) -> bool:
        """This client's server takes no framed bytes."""
        if self.refuses:
            raise self.refuses
        return False

    async def events(self, batch: Batch) -> None:
        if self.broken:
            raise self.broken
        if not self.ready.is_set():
            await self.ready.wait()
        self.got += [entry.position for entry in batch]

    async def reset(self, streams: Mapping[str, Mapping[str, Any]]) -> None:
        self.told.append(("reset", dict(streams)))

    async def heads(self, heads: Mapping[str, Mapping[str, int]]) -> None: ...

    async def signal(self, signal: Signal) -> None:
        self.told.append((signal.name, signal.data))

    async def unfollowed(self, streams: list[str], reason: str) -> None:
        self.told.append(("unfollowed", streams))

    async def beat(self) -> None: ...

    async def end(self, ending: Ending) -> None:
        self.told.append(ending)


def follow(hub: FakeHub, position: int = 0) -> tuple[Follower, Client]:
    client = Client()
    follower = Follower(cast(Hub, hub), Viewer(1), client)
    follower.positions[ROOM] = position
    hub.feeds[ROOM].followers.add(follower)
    follower.release()
    return follower, client


async def settle() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


async def test_who_stands_at_the_head_gets_it_without_waiting() -> None:
    hub = FakeHub()
    _, client = follow(hub)
    hub.say(2)
    assert client.got == [1, 2]


async def test_nothing_is_sent_before_the_welcome() -> None:
    hub = FakeHub()
    client = Client()
    follower = Follower(cast(Hub, hub), Viewer(1), client)
    follower.positions[ROOM] = 0
    hub.feeds[ROOM].followers.add(follower)
    hub.say(2)
    assert client.got == []
    follower.release()
    await settle()
    assert client.got == [1, 2]


async def test_a_slow_client_is_parked_and_nobody_else_waits() -> None:
    hub = FakeHub()
    _, slow = follow(hub)
    _, quick = follow(hub)
    slow.ready.clear()
    for _ in range(5):
        hub.say(2)
    assert quick.got == list(range(1, 11))
    assert slow.got == []
    slow.ready.set()
    await settle()
    assert slow.got == list(range(1, 11))


async def test_who_comes_back_from_behind_catches_up_and_goes_on() -> None:
    hub = FakeHub()
    hub.say(10)
    _, client = follow(hub, position=4)
    await settle()
    hub.say(1)
    await settle()
    assert client.got == list(range(5, 12))


async def test_a_place_that_is_no_longer_kept_is_said_aloud() -> None:
    hub = FakeHub()
    hub.feeds[ROOM] = Feed(ROOM, 50, 50)
    _, client = follow(hub, position=7)
    await settle()
    hub.say(1)
    assert client.told == [("reset", {ROOM: {"head": 50, "reason": "expired"}})]
    assert client.got == [51]


async def test_of_several_signals_only_the_newest_waits() -> None:
    hub = FakeHub()
    follower, client = follow(hub)
    client.ready.clear()
    hub.say(1)
    for value in range(100):
        signal = Signal(ROOM, "typing", value)
        follower.tell(signal.key, partial(client.signal, signal))
    client.ready.set()
    await settle()
    assert client.told == [("typing", 99)]


async def test_after_a_loss_of_access_nothing_more_comes() -> None:
    hub = FakeHub()
    follower, client = follow(hub)
    hub.say(1)
    follower.lose([ROOM], "forbidden")
    hub.say(1)
    await settle()
    assert client.got == [1]
    assert client.told == [("unfollowed", [ROOM]), Ending.FORBIDDEN]


async def test_a_slow_client_that_loses_access_is_ended_at_once() -> None:
    hub = FakeHub()
    follower, client = follow(hub)
    client.ready.clear()
    hub.say(5)
    follower.end(Ending.SESSION)
    client.ready.set()
    await settle()
    assert client.got == []
    assert client.told == [Ending.SESSION]


@pytest.mark.parametrize(("error", "told"), [(ConnectionResetError(), []), (ValueError("ours"), [Ending.RESTART])])
async def test_a_send_that_fails_ends_the_follower(error: Exception, told: list[Ending]) -> None:
    hub = FakeHub()
    follower, client = follow(hub)
    client.broken = error
    hub.say(1)
    await settle()
    assert not follower.alive
    assert client.told == told


async def test_one_whose_server_fails_keeps_nothing_from_the_others() -> None:
    hub = FakeHub()
    first, one = follow(hub)
    second, other = follow(hub)
    one.refuses, other.refuses = ValueError("ours"), ValueError("ours")
    _, third = follow(hub)
    hub.say(1)
    await settle()
    assert third.got == [1]
    assert not first.alive
    assert not second.alive


@given(
    st.lists(st.sampled_from(["say", "say many", "slow", "quick", "breathe", "signal"]), max_size=40), st.integers(0, 3)
)
def test_every_interleaving_delivers_the_log_in_order_and_once(steps: list[str], start: int) -> None:
    async def play() -> None:
        hub = FakeHub()
        hub.say(3)
        follower, client = follow(hub, start)
        for step in steps:
            if step.startswith("say"):
                hub.say(1 if step == "say" else 7)
            elif step == "slow":
                client.ready.clear()
            elif step == "quick":
                client.ready.set()
            elif step == "signal":
                follower.tell("beat", client.beat)
            else:
                await asyncio.sleep(0)
        client.ready.set()
        for _ in range(400):
            await asyncio.sleep(0)
        assert client.got == list(range(start + 1, hub.feeds[ROOM].head + 1))
        with contextlib.suppress(asyncio.CancelledError):
            follower.close()

    asyncio.run(play())
