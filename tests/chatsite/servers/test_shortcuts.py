"""Requests that are answered past ASGI, on either server."""

import asyncio

import pytest

from tests.chatsite.servers.conftest import Running, Start
from tests.chatsite.servers.wire import Wire


def asked(query: str = "", headers: str = "") -> bytes:
    return f"GET /quick?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode()


async def said(client: Wire) -> str:
    """The body of the next answer."""
    await client.read_head()
    length = int(client.headers.partition("content-length: ")[2].split()[0])
    return (await client.reader.readexactly(length)).decode()


async def known(server: Running, headers: str = "") -> Wire:
    """A connection whose headers the server has parsed."""
    client = await Wire.open(server.port)
    client.writer.write(asked("no", headers))
    assert await said(client) == "plain no"
    return client


async def test_headers_that_came_before_are_not_parsed_again(server: Running) -> None:
    client = await known(server, "X-Once: 1\r\n")
    for _ in range(3):
        client.writer.write(asked("", "X-Once: 1\r\n"))
        assert await said(client) == "quick "
    stranger = await Wire.open(server.port)
    stranger.writer.write(asked("", "X-Once: 1\r\n"))
    assert await said(stranger) == "quick "
    stranger.writer.write(asked("", "X-Once: 2\r\n"))
    assert await said(stranger) == "plain "


async def test_an_empty_line_before_a_request_is_passed_over(server: Running) -> None:
    client = await Wire.open(server.port)
    client.writer.write(b"\r\n")
    await asyncio.sleep(0.05)
    client.writer.write(asked())
    assert await said(client) == "plain "


async def test_what_is_not_for_it_takes_the_ordinary_way(server: Running) -> None:
    client = await known(server)
    client.writer.write(asked("no") + asked("1"))
    assert [(await said(client)).split()[1] for _ in range(2)] == ["no", "1"]
    client.writer.write(asked())
    assert await said(client) == "quick "


@pytest.mark.parametrize(
    "request_",
    [
        "HEAD /quick HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /quick HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /quick?%41 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        "GET /paths HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /quick HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\n\r\nbody",
        "GET /quick HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
    ],
)
async def test_unusual_requests_are_never_taken_for_known_ones(server: Running, request_: str) -> None:
    await known(server)
    for _ in range(2):
        client = await Wire.open(server.port)
        client.writer.write(request_.encode())
        await client.read_head()
        if not request_.startswith("HEAD"):
            assert not (await client.reader.read(5)).startswith(b"quick")
        assert client.status == 200


async def test_the_middle_of_a_request_is_not_taken_for_another(server: Running) -> None:
    client = await known(server)
    client.writer.write(b"GET /quick?no HTTP/1.1\r\nX-Rest: ")
    await asyncio.sleep(0.1)
    client.writer.write(asked())
    assert await said(client) == "plain no"
    client.writer.write(b"GET /quick?no HTTP/1.1\r\nHost: a\r\n\r\nPOST /body HTTP/1.1\r\nX-Rest: ")
    assert await said(client) == "plain no"
    client.writer.write(asked())
    assert await said(client) == "0"


async def test_a_question_may_wait_and_what_comes_meanwhile_is_answered_after_it(server: Running) -> None:
    client = await known(server)
    client.writer.write(asked("200"))
    await asyncio.sleep(0.05)
    client.writer.write(asked("no"))
    await asyncio.sleep(0.05)
    client.writer.write(asked("100"))
    assert [(await said(client)).split()[1] for _ in range(3)] == ["200", "no", "100"]
    client.writer.write(asked())
    assert await said(client) == "quick "


async def test_more_than_that_is_not_read_before_its_turn(server: Running) -> None:
    client = await known(server)
    client.writer.write(asked("500"))
    await asyncio.sleep(0.1)
    for _ in range(300):
        client.writer.write(asked("no"))
    assert await said(client) == "quick 500"
    for _ in range(300):
        assert await said(client) == "plain no"


async def test_a_client_that_hangs_up_is_missed(server: Running) -> None:
    client = await known(server)
    client.writer.write(asked("60000"))
    await asyncio.sleep(0.1)
    client.hang_up()
    await server.noted("the question has nobody left")


async def test_a_question_may_wait_longer_than_a_connection_may_be_idle(start: Start) -> None:
    with start("head_s=0.3", "idle_s=0.5") as server:
        client = await known(server)
        client.writer.write(asked("1500"))
        assert await said(client) == "quick 1500"
        client.writer.write(asked())
        assert await said(client) == "quick "
        await asyncio.wait_for(client.ended(), 3)


async def test_a_question_without_an_answer_does_not_keep_the_process(start: Start) -> None:
    with start(drain_s=1) as server:
        client = await known(server)
        client.writer.write(asked("60000"))
        await asyncio.sleep(0.1)
        server.terminate()
        assert await asyncio.wait_for(client.ended(), 5) == b""
        assert await asyncio.to_thread(server.process.wait, 5) == 0
