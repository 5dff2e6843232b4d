"""A state machine mixes everything that can happen to a conversation; the history checker judges each run.

Hypothesis prints how to reproduce a failure; `--hypothesis-seed=…` replays a whole run. Nothing is shrunk: real
processes and real time do not repeat exactly enough for that to end.
"""

import asyncio
import time
from collections.abc import Awaitable, Iterator
from functools import partial
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.support.doors import TRANSPORTS, Transport
from tests.support.history import Removal, Revocation
from tests.support.people import Person, judge, known, somebody
from tests.support.persistence import Persistent, all_reach
from tests.support.proxy import Fault, Proxy
from tests.support.site import Site

T = TypeVar("T")

SITES = {
    "daphne": partial(Site, "daphne", "sqlite"),
    "uvicorn": partial(Site, "uvicorn", "postgres"),
}
READERS = 3

transports = st.sampled_from(TRANSPORTS)
processes = st.integers(0, 1)
readers = st.integers(0, READERS - 1)
faults = st.one_of(
    st.builds(Fault, cut_after=st.integers(1, 6000)),
    st.sampled_from(
        [
            Fault(chunk=1),
            Fault(delay_s=0.05),
            Fault(buffer=True),
            Fault(status=502),
            Fault(status=503),
            Fault(refuse_upgrade=True),
            Fault(swallow=True),
        ]
    ),
)


class Conversation(RuleBasedStateMachine):
    """One room, one who talks, some who read behind faulty networks and one who will be thrown out."""

    site: Site
    loop: asyncio.AbstractEventLoop

    def run(self, work: Awaitable[T]) -> T:
        async def done() -> T:
            return await asyncio.wait_for(work, 60)

        return self.loop.run_until_complete(done())

    @initialize(chosen=st.lists(transports, min_size=READERS + 1, max_size=READERS + 1))
    def begin(self, chosen: list[Transport]) -> None:
        self.run(self._begin(chosen))

    async def _begin(self, chosen: list[Transport]) -> None:
        self.alice = await known(self.site, "alice")
        self.alice.posts = []
        victim = await somebody(self.site, "victim")
        self.room = await self.alice.new_room("private", victim)
        self.removals: list[Removal] = []
        self.revocations: list[Revocation] = []
        self.kills = 0
        self.proxies = [await Proxy(base).__aenter__() for base in self.site.bases]
        self.routes: list[tuple[Transport, int]] = [(transport, n % 2) for n, transport in enumerate(chosen)]
        self.readers = [
            await self._reader(n, person).__aenter__() for n, person in enumerate([*[self.alice] * READERS, victim])
        ]

    def _reader(self, n: int, person: Person) -> Persistent:
        def choose() -> tuple[Transport, str]:
            transport, process = self.routes[n]
            return transport, self.proxies[process].base

        follower = person.follower("ws", self.room.stream, after=self.room.start)
        return Persistent(follower, choose, patience_s=1.5)

    @rule(count=st.integers(1, 5), process=processes)
    def post(self, count: int, process: int) -> None:
        async def go() -> None:
            for n in range(count):
                await self.alice.post_until_answered(self.room, f"said {n}", process=process, hang_up=n == 4)

        self.run(go())

    @rule()
    def post_and_roll_back(self) -> None:
        self.run(self.site.do("post_and_roll_back", room=self.room.id, username="alice"))

    @rule()
    def remove_something(self) -> None:
        async def go() -> None:
            said = await self.alice.post(self.room, "to be taken back")
            path = f"messages/{said.json['message']['id']}"
            assert (await self.alice.api()("DELETE", path)).status in (200, 204)
            self.removals.append(Removal(self.room.stream, said.json["position"], time.time()))

        self.run(go())

    @rule(n=readers, transport=transports, process=processes)
    def switch(self, n: int, transport: Transport, process: int) -> None:
        self.routes[n] = (transport, process)
        self.run(self.readers[n].come_back())

    @rule(process=processes, fault=faults)
    def bad_weather(self, process: int, fault: Fault) -> None:
        self.proxies[process].fault = fault
        self.proxies[process].cut()

    @rule()
    def fine_weather(self) -> None:
        for proxy in self.proxies:
            proxy.fault = Fault()
            proxy.cut()

    @rule(seconds=st.sampled_from([0.02, 0.2, 0.8]))
    def wait(self, seconds: float) -> None:
        self.run(asyncio.sleep(seconds))

    @precondition(lambda self: self.kills < 1)
    @rule(process=processes)
    def kill(self, process: int) -> None:
        self.kills += 1
        self.site.kill(process)
        self.run(self.site.restart(process))

    @rule(frozen=st.booleans())
    def layer(self, frozen: bool) -> None:  # noqa: FBT001 - Hypothesis passes what it drew by name
        (self.site.freeze_redis if frozen else self.site.thaw_redis)()

    @precondition(lambda self: not self.revocations)
    @rule()
    def throw_out(self) -> None:
        async def go() -> None:
            name = self.readers[-1].follower.history.name
            await self.site.do("kick", room=self.room.id, username=name.rsplit("-", 2)[0], by="alice")
            head = await self.site.do("head", stream=self.room.stream)
            self.revocations.append(Revocation(name, self.room.stream, head, time.time()))

        self.run(go())

    @rule()
    def restore_from_backup(self) -> None:
        self.run(self.site.do("renew_generation"))

    @rule(kept=st.integers(1, 4))
    def prune(self, kept: int) -> None:
        async def go() -> None:
            head = await self.site.do("head", stream=self.room.stream)
            await self.site.do("prune_up_to", stream=self.room.stream, position=max(0, head - kept))

        self.run(go())

    def teardown(self) -> None:
        if hasattr(self, "readers"):
            self.run(self._judge())

    async def _judge(self) -> None:
        self.site.thaw_redis()
        for proxy in self.proxies:
            proxy.fault = Fault()
            proxy.cut()
        following = self.readers[:-1] if self.revocations else self.readers
        try:
            position = await self.alice.posted(self.room, "the end")
            await all_reach(following, self.room.stream, position, timeout_s=15)
        finally:
            for reader in self.readers:
                await reader.stop()
            for proxy in self.proxies:
                await proxy.__aexit__(None, None, None)
        await judge(
            self.site,
            [reader.follower for reader in self.readers],
            self.alice,
            revocations=self.revocations,
            removals=self.removals,
        )


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    with SITES[request.param](processes=2) as site:
        yield site
        site.check_logs(forgive="channels_redis")


@pytest.mark.timeout(3600)
def test_whatever_happens_the_history_is_whole(site: Site, endurance: int) -> None:
    loop = asyncio.new_event_loop()

    class Here(Conversation):
        pass

    Here.site, Here.loop = site, loop
    try:
        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=6 * endurance,
                stateful_step_count=25,
                deadline=None,
                print_blob=True,
                phases=[Phase.explicit, Phase.reuse, Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        loop.close()
