"""The echo says back what one sends, within the limits of every other socket."""

import pytest

from tests.support.http import ask
from tests.support.site import Site
from tests.support.websocket import BINARY, TEXT, Refused, WebSocket

AT_MOST = 64 * 1024


async def connect(site: Site) -> WebSocket:
    return await WebSocket.connect(site.bases[0], "/stream/echo", origin=site.bases[0])


@pytest.mark.parametrize(
    "payload", [b"hello", b"\xe4\xbd\xa0\xe5\xa5\xbd", b"x" * AT_MOST], ids=["short", "chinese", "long"]
)
async def test_text_comes_back_as_text_and_bytes_as_bytes(payload: bytes, site: Site) -> None:
    socket = await connect(site)
    for opcode in (TEXT, BINARY):
        await socket.send_frame(opcode, payload)
        assert await socket.message() == (opcode, payload)
    await socket.close()


async def test_bytes_that_are_no_text_come_back_unchanged(site: Site) -> None:
    socket = await connect(site)
    await socket.send_frame(BINARY, bytes(range(256)))
    assert await socket.message() == (BINARY, bytes(range(256)))
    await socket.close()


async def test_more_than_a_frame_may_hold_ends_it(site: Site) -> None:
    socket = await connect(site)
    await socket.send_frame(BINARY, b"x" * (AT_MOST + 1))
    assert await socket.message() is None
    assert socket.closed == 1009


@pytest.mark.parametrize("origin", [None, "https://evil.example"])
async def test_another_site_opens_none(origin: str | None, site: Site) -> None:
    with pytest.raises(Refused, match="403"):
        await WebSocket.connect(site.bases[0], "/stream/echo", origin=origin)


async def test_a_post_gets_its_body_back_as_bytes_that_are_no_page(site: Site) -> None:
    answer = await ask(site.bases[0], "POST", "/stream/echo", body=b"<script>alert(1)</script>")
    assert (answer.status, answer.raw) == (200, b"<script>alert(1)</script>")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_post_has_the_same_limit(site: Site) -> None:
    answer = await ask(site.bases[0], "POST", "/stream/echo", body=b"x" * (AT_MOST + 1))
    assert (answer.status, answer.code) == (413, "too_large")


@pytest.mark.parametrize("path", ["ws", "echo"])
async def test_a_plain_request_to_a_socket_says_that_the_upgrade_is_missing(path: str, site: Site) -> None:
    answer = await ask(site.bases[0], "GET", f"/stream/{path}")
    assert (answer.status, answer.code, answer.headers["upgrade"]) == (426, "upgrade_required", "websocket")


async def test_the_server_tells_its_time_in_milliseconds(site: Site) -> None:
    answer = await ask(site.bases[0], "GET", "/stream/now")
    assert answer.status == 200
    assert answer.json["now"] > 1_700_000_000_000
    assert answer.headers["cache-control"].startswith("no-store")


async def test_anybody_may_listen_to_silence(site: Site) -> None:
    answer = await ask(site.bases[0], "GET", "/stream/poll?follow=silence")
    assert (answer.status, answer.json["events"]) == (200, [])
