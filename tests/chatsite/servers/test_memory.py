"""Clients that read too little or write too much cost little, and the others notice nothing."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Callable

import pytest

from tests.chatsite.servers.conftest import Running
from tests.chatsite.servers.wire import UPGRADE, Wire, mute, mute_websocket
from tests.support.websocket import CLOSE, PING, TEXT, frame

ALLOWED_MB = 8
MUTE_CLIENTS = 50
IDLE_CLIENTS, IDLE_KIB = 400, 9.5
# Generous for a machine that runs other tests beside this one; a server that is stuck takes seconds.
PATIENCE_S = 0.5


@pytest.fixture
async def size(server: Running) -> Callable[[], float]:
    """How many MB the process has grown since it served its first clients."""
    for path in ("/echo", "/body"):
        (await Wire.get(server.port, path, UPGRADE if path == "/echo" else "")).hang_up()
    await asyncio.sleep(0.2)
    before = server.memory_mb()
    return lambda: server.memory_mb() - before


@pytest.mark.parametrize("open_", [mute_websocket, mute], ids=["WebSocket", "HTTP"])
async def test_clients_that_never_read_cost_little(
    server: Running, size: Callable[[], float], open_: Callable[[int, str], socket.socket]
) -> None:
    clients = [open_(server.port, "/torrent") for _ in range(MUTE_CLIENTS)]
    async with served(server):
        await asyncio.sleep(1.5)
    assert size() < ALLOWED_MB
    for client in clients:
        client.close()


async def test_clients_that_come_and_go_leave_nothing(server: Running, size: Callable[[], float]) -> None:
    for _ in range(600):
        (await Wire.websocket(server.port, "/echo")).hang_up()
    assert size() < 3


async def test_an_idle_stream_costs_little(server: Running) -> None:
    some = [await Wire.get(server.port, "/idle") for _ in range(20)]
    before = server.memory_mb()
    many = [await Wire.get(server.port, "/idle") for _ in range(IDLE_CLIENTS)]
    assert (server.memory_mb() - before) * 1024 / IDLE_CLIENTS < IDLE_KIB
    for client in some + many:
        client.hang_up()


FLOODS = {
    "echoes that are not read": ("/echo", frame(TEXT, b"hello") * 10_000),
    "tiny messages": ("/deaf", frame(TEXT, b"") * 40_000),
    "long messages": ("/deaf", frame(TEXT, b"x" * 1_000_000)),
    "pings": ("/echo", frame(PING, b"x" * 100) * 2_000),
    "one message in tiny pieces": ("/echo", frame(TEXT, b"x", final=False) + frame(0, b"", final=False) * 50_000),
    "after a frame that is too long": ("/echo", frame(TEXT, b"x" * 2_000_000)),
}


@pytest.mark.parametrize("flood", FLOODS)
async def test_a_client_that_floods_costs_little(server: Running, size: Callable[[], float], flood: str) -> None:
    path, data = FLOODS[flood]
    client = mute_websocket(server.port, path)
    client.settimeout(0)
    largest_mb = 0.0
    async with served(server):
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            with contextlib.suppress(BlockingIOError, ConnectionError):
                client.send(data)
            largest_mb = max(largest_mb, size())
            await asyncio.sleep(0.005)
    assert largest_mb < ALLOWED_MB
    client.close()


async def test_everything_arrives_at_a_client_that_reads_late(server: Running) -> None:
    client = await Wire.websocket(server.port, "/echo")
    for _ in range(20):
        client.writer.write(frame(TEXT, b"x" * 100_000))
    await asyncio.sleep(0.5)
    for _ in range(20):
        assert len(await client.hear()) == 100_000


async def test_a_websocket_that_takes_nothing_is_closed_with_4408(hasty: Running) -> None:
    client = mute_websocket(hasty.port, "/torrent")
    await hasty.noted("torrent ended 4408")
    received = await asyncio.to_thread(everything, client)
    assert received.endswith((4408).to_bytes(2) + b"too slow")


async def test_a_websocket_that_never_reads_again_is_cut(hasty: Running) -> None:
    client = mute_websocket(hasty.port, "/torrent")
    await hasty.noted("torrent ended 4408")
    await asyncio.sleep(2)
    await asyncio.to_thread(everything, client)


async def test_a_stream_that_takes_nothing_is_cut(hasty: Running) -> None:
    client = mute(hasty.port, "/torrent")
    await hasty.noted("torrent ended")
    assert not (await asyncio.to_thread(everything, client)).endswith(b"0\r\n\r\n")


async def test_a_slow_reader_that_keeps_reading_stays(hasty: Running) -> None:
    client = mute(hasty.port, "/large")
    received = await asyncio.to_thread(slowly, client)
    assert received > 4_000_000


@contextlib.asynccontextmanager
async def served(server: Running) -> AsyncIterator[None]:
    """Somebody else is served without delay in the meantime."""
    client = await Wire.websocket(server.port, "/echo")
    slowest_s = 0.0

    async def talk() -> None:
        nonlocal slowest_s
        while True:
            asked = time.monotonic()
            await client.say("hello")
            await client.hear()
            slowest_s = max(slowest_s, time.monotonic() - asked)
            await asyncio.sleep(0.02)

    talking = asyncio.ensure_future(talk())
    try:
        yield
    finally:
        talking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await talking
    assert slowest_s < PATIENCE_S


def everything(client: socket.socket) -> bytes:
    """What the client had not read until the server hung up."""
    client.settimeout(5)
    received = b""
    with contextlib.suppress(ConnectionError):
        while chunk := client.recv(1 << 20):
            received += chunk
            if received.endswith(b"too slow"):
                client.sendall(frame(CLOSE, (4408).to_bytes(2)))
    return received


def slowly(client: socket.socket) -> int:
    """Reads 4 MB in about 2 s; returns how much."""
    client.settimeout(10)
    received = 0
    while received < 4_000_000 and (chunk := client.recv(50_000)):
        received += len(chunk)
        time.sleep(0.025 * len(chunk) / 50_000)
    return received
