"""SIGTERM: everybody is told, nobody is waited for beyond the window."""

import asyncio
import signal
import time

import pytest

from tests.chatsite.servers.conftest import Running, Start
from tests.chatsite.servers.wire import Wire, mute, mute_websocket


async def test_the_application_says_goodbye_and_the_server_closes_what_is_left(start: Start) -> None:
    with start() as server:
        told = [await Wire.websocket(server.port, "/farewell") for _ in range(5)]
        left = [await Wire.websocket(server.port, "/echo") for _ in range(5)]
        stream = await Wire.get(server.port, "/ticker")
        began = time.monotonic()
        server.terminate()
        for client in told:
            assert await client.hear() == "bye"
        for client in (*told, *left):
            assert await client.closed() == (1012, "restart")
        assert (await stream.ended()).endswith(b"0\r\n\r\n")
        assert await exit_code(server) == 0
        assert time.monotonic() - began < 2.5
        log = server.log.read_text()
        assert log.count("farewell ended") == 5
        assert "ticker ended" in log
        assert "Traceback" not in log


async def test_a_server_without_clients_stops_at_once(start: Start) -> None:
    with start(drain_s=10) as server:
        idle = await Wire.get(server.port, "/body")
        server.terminate()
        assert await exit_code(server, within_s=2) == 0
        assert b"0" in await idle.ended()


async def test_a_request_in_flight_is_answered(start: Start) -> None:
    with start() as server:
        asking = asyncio.ensure_future(Wire.get(server.port, "/slow"))
        await asyncio.sleep(0.2)
        server.terminate()
        client = await asking
        assert await client.reader.readexactly(4) == b"done"
        assert await exit_code(server) == 0


async def test_nobody_is_accepted_any_more(start: Start) -> None:
    with start() as server:
        stream = await Wire.get(server.port, "/ticker")
        server.terminate()
        await asyncio.sleep(0.5)
        with pytest.raises(ConnectionError):
            await Wire.open(server.port)
        await stream.ended()


async def test_applications_that_never_end_are_cancelled(start: Start) -> None:
    with start(drain_s=1) as server:
        client = await Wire.websocket(server.port, "/stubborn")
        server.terminate()
        assert await client.closed() == (1012, "restart")
        assert await exit_code(server) == 0
        assert "stubborn ended" in server.log.read_text()


async def test_clients_that_never_read_keep_nobody(start: Start) -> None:
    with start(drain_s=1) as server:
        clients = [mute_websocket(server.port, "/torrent"), mute(server.port, "/torrent")]
        await asyncio.sleep(0.5)
        server.terminate()
        assert await exit_code(server) == 0
        for client in clients:
            client.close()


async def test_a_goodbye_that_takes_too_long_keeps_nobody(start: Start) -> None:
    with start(drain_s=1, on_drain="bye_forever") as server:
        client = await Wire.websocket(server.port, "/echo")
        server.terminate()
        assert (await client.closed())[0] == 1012
        assert await exit_code(server) == 0


async def test_a_second_signal_ends_the_process_at_once(start: Start) -> None:
    with start(drain_s=30, on_drain="bye_forever") as server:
        await Wire.websocket(server.port, "/stubborn")
        server.terminate()
        await asyncio.sleep(0.5)
        server.terminate()
        assert await exit_code(server, within_s=1) == -signal.SIGTERM


async def exit_code(server: Running, within_s: float = 3) -> int:
    return await asyncio.to_thread(server.process.wait, within_s)
