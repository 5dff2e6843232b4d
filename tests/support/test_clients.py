"""Our clients read every transport of the toy, whatever the network does to the bytes, and write true histories."""

import asyncio

import pytest

from tests.support.doors import TRANSPORTS, Transport
from tests.support.eventsource import Block, Parser
from tests.support.follower import Follower
from tests.support.history import Event, History, check
from tests.support.http import Cut, ask
from tests.support.proxy import Fault, Proxy
from tests.support.toy import STREAM, Toy
from tests.support.websocket import Refused, WebSocket

every_transport = pytest.mark.parametrize("transport", TRANSPORTS)


def findings(toy: Toy, *followers: Follower) -> list[str]:
    for follower in followers:
        follower.history.complete = True
    log = {STREAM: [Event.of(event) for event in toy.log]}
    return [str(finding) for finding in check(History(log, [follower.history for follower in followers]))]


@every_transport
async def test_backlog_and_live_events_arrive(transport: Transport) -> None:
    async with Toy() as toy:
        for _ in range(3):
            await toy.append()
        async with Follower(transport, toy.base, follow=[STREAM], after=toy.cursor(1)) as f:
            assert (await anext(f))[0].position == 2
            await f.reach(STREAM, 3)
            await toy.append()
            await f.reach(STREAM, 4, timeout_s=2)
            assert f.cursor == toy.cursor(4)
            assert f.positions(STREAM) == [2, 3, 4]
        assert findings(toy, f) == []


@every_transport
async def test_without_a_cursor_one_starts_at_the_head(transport: Transport) -> None:
    async with Toy() as toy:
        await toy.append()
        async with Follower(transport, toy.base, follow=[STREAM]) as f:
            f.read()
            await f.until(lambda f: f.cursor)
            await toy.append()
            await f.reach(STREAM, 2, timeout_s=2)
        assert f.positions(STREAM) == [2]
        assert findings(toy, f) == []


@every_transport
@pytest.mark.parametrize(
    "fault", [Fault(chunk=1), Fault(chunk=7), Fault(delay_s=0.02)], ids=["bytes", "sevens", "late"]
)
async def test_chunks_and_delays_change_nothing(transport: Transport, fault: Fault) -> None:
    async with Toy() as toy, Proxy(toy.base, fault) as proxy:
        for _ in range(3):
            await toy.append()
        async with Follower(transport, proxy.base, follow=[STREAM], after=toy.cursor(0)) as f:
            await f.reach(STREAM, 3)
        assert findings(toy, f) == []


@every_transport
async def test_a_cut_anywhere_loses_and_repeats_nothing(transport: Transport) -> None:
    async with Toy() as toy, Proxy(toy.base) as proxy:
        for _ in range(3):
            await toy.append()
        f = Follower(transport, proxy.base, follow=[STREAM], after=toy.cursor(0))
        for cut_after in range(1, 3600, 97):
            proxy.fault = Fault(cut_after=cut_after)
            await f.open()
            if f.closed is None:
                await f.until(lambda f: f.closed or f.cursor == toy.cursor(3))
            await f.leave()
        proxy.fault = Fault()
        await f.open()
        await f.reach(STREAM, 3)
        await f.leave()
        assert f.positions(STREAM) == [1, 2, 3]
        assert findings(toy, f) == []


async def test_a_follower_hops_over_all_transports() -> None:
    async with Toy() as toy:
        f = Follower("ws", toy.base, follow=[STREAM], after=toy.cursor(0))
        for transport in (*TRANSPORTS, *reversed(TRANSPORTS)):
            await f.hop(transport, toy.base)
            position = await toy.append()
            await f.reach(STREAM, position)
        await f.leave()
        assert f.positions(STREAM) == list(range(1, 11))
        assert findings(toy, f) == []


@pytest.mark.parametrize("transport", ["sse", "frame"])
async def test_a_buffering_proxy_makes_a_stream_mute(transport: Transport) -> None:
    async with Toy() as toy, Proxy(toy.base, Fault(buffer=True)) as proxy:
        await toy.append()
        f = Follower(transport, proxy.base, follow=[STREAM], after=toy.cursor(0))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(f.open(), 0.3)
        await f.leave()
        assert f.events == []


async def test_faults_that_never_reach_the_server() -> None:
    async with Toy() as toy, Proxy(toy.base) as proxy:
        proxy.fault = Fault(refuse_upgrade=True)
        with pytest.raises(Refused, match="403"):
            await WebSocket.connect(proxy.base, "/stream/ws")
        assert (await ask(proxy.base, "GET", f"/stream/poll?follow={STREAM}")).status == 200
        proxy.fault = Fault(status=503)
        assert (await ask(proxy.base, "GET", f"/stream/poll?follow={STREAM}")).status == 503
        assert len(toy.requests) == 1


async def test_a_swallowed_answer_was_asked_for() -> None:
    async with Toy() as toy, Proxy(toy.base, Fault(swallow=True)) as proxy:
        with pytest.raises(Cut):
            await ask(proxy.base, "GET", f"/stream/poll?follow={STREAM}")
        assert len(toy.requests) == 1


async def test_a_stripped_upgrade_arrives_as_a_plain_request() -> None:
    async with Toy() as toy, Proxy(toy.base, Fault(strip_upgrade=True)) as proxy:
        with pytest.raises((Cut, Refused)):
            await WebSocket.connect(proxy.base, "/nowhere")
        assert "Upgrade" not in toy.requests[0]


async def test_cutting_the_proxy_ends_every_connection() -> None:
    async with Toy() as toy, Proxy(toy.base) as proxy:
        followers = [
            await Follower(transport, proxy.base, follow=[STREAM]).open() for transport in ("ws", "sse", "frame")
        ]
        for f in followers:
            f.read()
        await asyncio.sleep(0.1)
        proxy.cut()
        assert [await f.ended(timeout_s=2) for f in followers] == [1006, 1006, 1006]


async def test_nobody_listening_is_a_broken_connection() -> None:
    async with Toy() as toy:
        base = toy.base
    for transport in TRANSPORTS:
        async with Follower(transport, base, follow=[STREAM]) as f:
            assert f.closed == 1006


async def test_the_event_stream_format() -> None:
    parser = Parser()
    text = ": hello\nretry: 2000\n\nid: a\nevent: x\ndata: 1\ndata:2\n\nid: b\n\ndata: 你好\r\n\r\nid: c\ndata: never"
    blocks = [block for byte in text.encode() for block in parser.feed(bytes([byte]))]
    assert blocks == [Block("x", "1\n2", "a"), Block("", "你好", "b")]
    assert (parser.id, parser.retry_ms, parser.comments) == ("b", 2000, ["hello"])
