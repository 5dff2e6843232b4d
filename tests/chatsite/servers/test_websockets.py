"""What an application and its clients may rely on, on either server."""

import asyncio

import pytest

from tests.chatsite.servers.conftest import Running, Start
from tests.chatsite.servers.wire import UPGRADE, Wire
from tests.support.websocket import BINARY, CLOSE, TEXT, frame

MIB = 1024 * 1024


@pytest.mark.parametrize("text", ["hello", "", "你好 🎏", "x" * MIB], ids=["short", "empty", "chinese", "1 MiB"])
async def test_text_arrives_and_comes_back(server: Running, text: str) -> None:
    client = await Wire.websocket(server.port, "/echo")
    await client.say(text)
    assert await client.hear() == text


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 1000], ids=["empty", "bytes"])
async def test_binary_arrives_and_comes_back(server: Running, content: bytes) -> None:
    client = await Wire.websocket(server.port, "/echo")
    client.writer.write(frame(BINARY, content))
    assert await client.next() == (BINARY, content)


async def test_a_message_in_pieces_arrives_whole(server: Running) -> None:
    client = await Wire.websocket(server.port, "/echo")
    pieces = [frame(TEXT, "你".encode()[:1], final=False), *[frame(0, b"", final=False)] * 3]
    client.writer.write(b"".join(pieces) + frame(0, "你好".encode()[1:]))
    assert await client.hear() == "你好"


async def test_a_binary_message_in_pieces_arrives_whole(server: Running) -> None:
    client = await Wire.websocket(server.port, "/echo")
    client.writer.write(frame(BINARY, b"a", final=False) + frame(0, b"b"))
    assert await client.next() == (BINARY, b"ab")


async def test_a_message_arrives_whole_from_one_byte_at_a_time(server: Running) -> None:
    client = await Wire.websocket(server.port, "/echo")
    for byte in frame(TEXT, b"slowly"):
        client.writer.write(bytes([byte]))
        await asyncio.sleep(0.001)
    assert await client.hear() == "slowly"


async def test_a_thousand_messages_keep_their_order(server: Running) -> None:
    client = await Wire.websocket(server.port, "/echo")
    client.writer.write(b"".join(frame(TEXT, str(n).encode()) for n in range(1000)))
    assert [await client.hear() for _ in range(1000)] == [str(n) for n in range(1000)]


@pytest.mark.parametrize("pieces", [1, 4], ids=["one frame", "in pieces"])
async def test_a_message_that_is_too_long_is_closed_with_1009(server: Running, pieces: int) -> None:
    client = await Wire.websocket(server.port, "/echo")
    part = b"x" * (MIB // pieces + 1)
    for n in range(pieces):
        client.writer.write(frame(0 if n else TEXT, part, final=n == pieces - 1))
    code, _ = await client.closed()
    assert code == 1009
    await server.noted("disconnected 1009")


async def test_text_that_is_not_utf8_is_closed_with_1007(server: Running) -> None:
    client = await Wire.websocket(server.port, "/echo")
    client.writer.write(frame(TEXT, b"\xff\xfe"))
    assert (await client.closed())[0] == 1007


async def test_a_frame_against_the_protocol_is_closed_with_1002(server: Running) -> None:
    client = await Wire.websocket(server.port, "/echo")
    client.writer.write(frame(11, b""))
    assert (await client.closed())[0] == 1002


@pytest.mark.parametrize("code", [1000, 1012, 1013, 4400, 4403])
async def test_the_application_closes_with_its_code_and_reason(server: Running, code: int) -> None:
    client = await Wire.websocket(server.port, f"/closing?code={code}&reason=because")
    assert await client.closed() == (code, "because")
    await server.noted(f"disconnected {code}")


async def test_the_client_closes_with_its_code_and_reason(server: Running) -> None:
    client = await Wire.websocket(server.port, "/echo")
    client.writer.write(frame(CLOSE, (4321).to_bytes(2) + b"enough"))
    await client.ended()
    await server.noted("disconnected 4321 'enough'")


async def test_a_client_that_closes_without_a_code_is_1005(server: Running) -> None:
    client = await Wire.websocket(server.port, "/echo")
    client.writer.write(frame(CLOSE, b""))
    await client.ended()
    await server.noted("disconnected 1005 ''")


async def test_a_client_that_vanishes_is_1006(server: Running) -> None:
    client = await Wire.websocket(server.port, "/echo")
    client.hang_up()
    await server.noted("disconnected 1006 ''")


async def test_the_handshake_carries_subprotocol_and_headers(server: Running) -> None:
    client = await Wire.websocket(server.port, "/choosing", "Sec-WebSocket-Protocol: chatsite.v1, bearer.abc\r\n")
    assert client.status == 101
    assert "sec-websocket-protocol: chatsite.v1\r\n" in client.headers
    assert "x-chosen: first\r\n" in client.headers


async def test_nothing_is_compressed_and_the_server_says_no_name(server: Running) -> None:
    client = await Wire.websocket(server.port, "/echo", "Sec-WebSocket-Extensions: permessage-deflate\r\n")
    assert "sec-websocket-extensions" not in client.headers
    assert "server:" not in client.headers


async def test_a_handshake_is_refused_with_status_headers_and_body(server: Running) -> None:
    client = await Wire.websocket(server.port, "/refusing")
    assert client.status == 429
    assert "retry-after: 7\r\n" in client.headers
    assert await client.ended() == b"too many"


async def test_a_handshake_that_is_closed_is_refused_with_403(server: Running) -> None:
    assert (await Wire.websocket(server.port, "/rejecting")).status == 403


@pytest.mark.parametrize(
    ("first", "header", "status"),
    [
        ("GET /echo HTTP/1.1", "Sec-WebSocket-Version: 12", 4),
        ("GET /echo HTTP/1.1", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: \xff", 4),
        ("POST /echo HTTP/1.1", "Sec-WebSocket-Version: 13\r\nContent-Length: 0", 4),
        ("GET /rejecting HTTP/1.1", "Sec-WebSocket-Version: 13\r\nOrigin: http://[::1", 4),
        ("GET /echo HTTP/1.1", "Sec-WebSocket-Version: 13\r\nOrigin: null", 1),
        ("GET /echo HTTP/1.1", "Sec-WebSocket-Version: 13\r\nDaphne-Root-Path: \xff", 1),
    ],
)
async def test_odd_handshakes_are_answered_without_a_traceback(
    server: Running, first: str, header: str, status: int
) -> None:
    client = await Wire.open(server.port)
    upgrade = UPGRADE.replace("Sec-WebSocket-Version: 13\r\n", "")
    client.writer.write(f"{first}\r\nHost: a\r\n{upgrade}{header}\r\n\r\n".encode("latin-1"))
    await client.read_head()
    assert client.status // 100 == status
    client.hang_up()
    await asyncio.sleep(0.1)
    assert "Traceback" not in server.log.read_text()[server.read :]


async def test_an_application_that_fails_before_it_accepts_is_a_500(server: Running) -> None:
    assert (await Wire.websocket(server.port, "/failing")).status == 500


async def test_an_application_that_fails_is_closed_with_1011_and_told_once(server: Running) -> None:
    client = await Wire.websocket(server.port, "/failing?late")
    assert (await client.closed())[0] == 1011
    assert (await server.noted("on purpose")).count("Traceback") == 1


async def test_an_application_that_returns_is_closed_with_1000(server: Running) -> None:
    client = await Wire.websocket(server.port, "/returning")
    assert await client.closed() == (1000, "")


async def test_sending_to_a_client_that_is_gone_is_no_failure(server: Running) -> None:
    client = await Wire.websocket(server.port, "/talkative")
    client.hang_up()
    assert "Traceback" not in await server.noted("talkative ended")


async def test_an_application_that_does_not_accept_in_time_loses_its_client(start: Start) -> None:
    with start("connect_s=0.5") as server, pytest.raises((asyncio.IncompleteReadError, ConnectionResetError)):
        await Wire.websocket(server.port, "/hesitating")


async def test_an_application_that_does_not_end_with_its_client_is_cancelled(hasty: Running) -> None:
    (await Wire.websocket(hasty.port, "/stubborn")).hang_up()
    await hasty.noted("stubborn ended")


async def test_a_client_that_does_not_answer_pings_is_dropped(hasty: Running) -> None:
    client = await Wire.websocket(hasty.port, "/echo")
    await asyncio.wait_for(client.ended(), 5)  # reads, but answers nothing
    await hasty.noted("disconnected")


async def test_a_client_that_answers_pings_stays(hasty: Running) -> None:
    client = await Wire.websocket(hasty.port, "/echo")
    listening = asyncio.ensure_future(client.hear())
    await asyncio.sleep(2)
    await client.say("still here")
    assert await listening == "still here"


async def test_the_wall_clock_may_jump(start: Start) -> None:
    with start() as server:
        client = await Wire.websocket(server.port, "/echo")
        stream = await Wire.get(server.port, "/ticker")
        await Wire.get(server.port, "/two_days_later")
        await asyncio.sleep(2.2)  # Daphne as it comes looks at its connections every 2 s
        await client.say("still here")
        assert await client.hear() == "still here"
        assert b"tick" in await stream.reader.readuntil(b"\n\n")
