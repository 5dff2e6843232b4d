"""Requests and streams, on either server."""

import asyncio

import pytest

from tests.chatsite.servers.conftest import Running, Start
from tests.chatsite.servers.wire import Wire


async def test_a_body_arrives_whole(server: Running) -> None:
    client = await Wire.open(server.port)
    content = b"x" * 3_000_000
    client.writer.write(b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(content) + content)
    await client.read_head()
    assert await client.reader.readexactly(7) == b"3000000"


async def test_a_body_in_chunks_arrives_whole(server: Running) -> None:
    client = await Wire.open(server.port)
    head = b"POST /body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    client.writer.write(head + b"5\r\nhello\r\n" * 3 + b"0\r\n\r\n")
    await client.read_head()
    assert await client.reader.readexactly(2) == b"15"


async def test_requests_share_a_connection(server: Running) -> None:
    client = await Wire.get(server.port, "/body")
    assert await client.reader.readexactly(1) == b"0"
    await client.ask("/paths")
    assert client.status == 200


async def test_a_client_cannot_choose_its_root_path_address_or_scheme(server: Running) -> None:
    forged = "Daphne-Root-Path: /evil\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n"
    client = await Wire.get(server.port, "/paths", forged)
    expected = repr(("", "127.0.0.1", "http")).encode()
    assert await client.reader.readexactly(len(expected)) == expected
    assert "server:" not in client.headers


async def test_a_stream_arrives_as_it_is_sent(server: Running) -> None:
    client = await Wire.get(server.port, "/ticker")
    for _ in range(3):
        assert b"tick" in await asyncio.wait_for(client.reader.readuntil(b"\n\n"), 2)


async def test_a_stream_hears_that_its_client_is_gone(server: Running) -> None:
    client = await Wire.get(server.port, "/ticker")
    client.hang_up()
    await server.noted("ticker ended")


async def test_an_answer_in_one_piece_ends_its_request_and_not_the_connection(server: Running) -> None:
    client = await Wire.get(server.port, "/framed")
    for _ in range(3):
        assert await client.reader.readexactly(6) == b"framed"
        await client.ask("/framed")
    assert (await server.noted("http.disconnect after framed")).count("http.disconnect") >= 3


@pytest.mark.parametrize("request_", ["HEAD /framed HTTP/1.1", "GET /framed HTTP/1.1\r\nConnection: close"])
async def test_an_answer_that_is_not_like_the_others_is_sent_plainly(server: Running, request_: str) -> None:
    client = await Wire.open(server.port)
    client.writer.write(f"{request_}\r\nHost: a\r\n\r\n".encode())
    await client.read_head()
    assert client.status == 200
    await server.noted("http.disconnect after plain")


async def test_requests_that_are_sent_together_are_answered_in_their_order(server: Running) -> None:
    client = await Wire.open(server.port)
    for path in ("/framed?200", "/paths", "/framed", "/body"):
        client.writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    bodies = []
    for length in (6, len(repr(("", "127.0.0.1", "http"))), 6, 1):
        await client.read_head()
        bodies.append(await client.reader.readexactly(length))
    assert bodies[0::2] in ([b"framed", b"framed"], [b"plain.", b"plain."])
    assert bodies[1::2] == [repr(("", "127.0.0.1", "http")).encode(), b"0"]


async def test_a_failure_is_a_500_and_told_once(server: Running) -> None:
    assert (await Wire.get(server.port, "/failing")).status == 500
    assert (await server.noted("on purpose")).count("Traceback") == 1


async def test_a_failure_in_the_middle_shows_that_the_end_is_missing(server: Running) -> None:
    client = await Wire.get(server.port, "/failing?late")
    assert not (await client.ended()).endswith(b"0\r\n\r\n")


async def test_garbage_is_a_400_and_no_traceback(server: Running) -> None:
    for line in (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", b"GET\r\n\r\n"):
        client = await Wire.open(server.port)
        client.writer.write(line)
        await client.read_head()
        assert client.status == 400
    assert "Traceback" not in server.log.read_text()[server.read :]


@pytest.mark.parametrize("piece", [1024, 128 * 1024])
async def test_a_head_that_is_too_long_is_refused(server: Running, piece: int) -> None:
    client = await Wire.open(server.port)
    head = b"GET /body HTTP/1.1\r\nHost: a\r\nCookie: %s\r\n\r\n" % (b"a" * 100_000)
    for start in range(0, len(head), piece):
        client.writer.write(head[start : start + piece])
        await asyncio.sleep(0)
    # The refusal may be overtaken by the end of the connection, of which not everything was read.
    assert b" 200 " not in await client.ended()


async def test_a_head_that_drips_is_cut_off(hasty: Running) -> None:
    client = await Wire.open(hasty.port)
    client.writer.write(b"GET /body HTTP/1.1\r\n")
    ended = asyncio.ensure_future(client.ended())
    for n in range(40):
        if ended.done():
            break
        client.writer.write(b"X-%d: drip\r\n" % n)
        await asyncio.sleep(0.1)
    assert ended.done()


async def test_a_second_head_that_drips_is_cut_off(hasty: Running) -> None:
    client = await Wire.get(hasty.port, "/body")
    await asyncio.sleep(1.5)  # between requests a connection may be silent
    client.writer.write(b"GET /body HTTP/1.1\r\n")
    await asyncio.wait_for(client.ended(), 3)


async def test_a_body_that_stops_is_cut_off(hasty: Running) -> None:
    client = await Wire.open(hasty.port)
    client.writer.write(b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nbegin")
    await asyncio.wait_for(client.ended(), 3)


async def test_answers_streams_and_sockets_may_take_longer_than_any_head(start: Start) -> None:
    with start("head_s=0.3", "body_s=0.3", "idle_s=0.3") as server:
        websocket = await Wire.websocket(server.port, "/echo")
        stream = await Wire.get(server.port, "/ticker")
        client = await Wire.get(server.port, "/slow")
        assert await client.reader.readexactly(4) == b"done"
        await asyncio.sleep(0.5)
        await websocket.say("still here")
        assert await websocket.hear() == "still here"
        for _ in range(12):
            assert b"tick" in await stream.reader.readuntil(b"\n\n")


async def test_an_idle_connection_is_closed(start: Start) -> None:
    with start("idle_s=0.5") as server:
        client = await Wire.get(server.port, "/body")
        await asyncio.wait_for(client.ended(), 3)


async def test_a_large_body_is_not_held_in_memory(server: Running) -> None:
    client = await Wire.open(server.port)
    before_mb = server.memory_mb()
    client.writer.write(b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n")
    for _ in range(500):
        client.writer.write(b"x" * 100_000)
        await client.writer.drain()
    await client.read_head()
    assert await client.reader.readexactly(8) == b"50000000"
    assert server.memory_mb() - before_mb < 8


@pytest.mark.parametrize("start", ["daphne"], indirect=True)
@pytest.mark.parametrize("head", ["Content-Length: 2000", "Transfer-Encoding: chunked"])
async def test_daphne_refuses_a_body_that_would_fill_the_disk(start: Start, head: str) -> None:
    with start("body_bytes=1000") as server:
        client = await Wire.open(server.port)
        client.writer.write(f"POST /body HTTP/1.1\r\nHost: a\r\n{head}\r\n\r\n".encode())
        client.writer.write(b"7d0\r\n" + b"x" * 2000 + b"\r\n0\r\n\r\n")
        await client.read_head()
        assert client.status == 413
