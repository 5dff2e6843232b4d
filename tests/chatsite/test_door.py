"""The door: what no connection gets past."""

import json
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator

from chatsite.door import Door, no_such_socket

LIMIT = 100


async def echo_root(scope: Any, receive: Any, send: Any) -> None:
    """Reads the whole body, then answers with the scope's root path and headers."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": scope["headers"]})
    await send({"type": "http.response.body", "body": scope["root_path"].encode()})


def request(
    *, root_path: str = "", headers: list[tuple[bytes, bytes]] | None = None, method: str = "POST", path: str = "/"
) -> ApplicationCommunicator:
    scope = {"type": "http", "method": method, "path": path, "root_path": root_path, "headers": headers or []}
    return ApplicationCommunicator(a_door(), scope)


def a_door() -> Door:
    return Door(echo_root, body_limit_bytes=LIMIT, upload_limit_bytes=10 * LIMIT, uploads="/uploads/")


async def answer(client: ApplicationCommunicator) -> tuple[dict[str, Any], bytes]:
    start = await client.receive_output()
    return start, (await client.receive_output())["body"]


async def test_a_root_path_that_a_client_asked_for_is_gone() -> None:
    client = request(root_path="/admin", headers=[(b"Daphne-Root-Path", b"/admin"), (b"host", b"x")])
    await client.send_input({"type": "http.request", "body": b""})
    start, body = await answer(client)
    assert body == b""
    assert start["headers"] == [(b"host", b"x")]


@pytest.mark.parametrize(
    ("method", "path", "size", "status"),
    [
        ("PATCH", "/uploads/1", 10 * LIMIT, 200),
        ("PATCH", "/uploads/1", 10 * LIMIT + 1, 413),
        ("POST", "/uploads/1", LIMIT + 1, 413),
        ("PATCH", "/other/uploads/", LIMIT + 1, 413),
    ],
)
async def test_chunks_of_uploads_have_a_limit_of_their_own(method: str, path: str, size: int, status: int) -> None:
    client = request(method=method, path=path, headers=[(b"content-length", b"%d" % size)])
    await client.send_input({"type": "http.request", "body": b"x" * size})
    assert (await client.receive_output())["status"] == status


async def test_a_body_that_says_it_is_too_large_is_refused() -> None:
    client = request(headers=[(b"content-length", str(LIMIT + 1).encode())])
    await client.send_input({"type": "http.request", "body": b"x" * (LIMIT + 1)})
    start, body = await answer(client)
    assert start["status"] == 413
    assert json.loads(body).keys() == {"status", "code", "detail"}


async def test_a_body_that_does_not_say_its_length_is_cut_off_at_the_limit() -> None:
    client = request(headers=[(b"transfer-encoding", b"chunked")])
    for _ in range(2):
        await client.send_input({"type": "http.request", "body": b"x" * 60, "more_body": True})
    await client.send_input({"type": "http.request", "body": b"x"})
    start, _body = await answer(client)
    assert start["status"] == 413


async def test_a_client_that_stops_sending_is_answered_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatsite.door.LINGER_S", 0.01)
    start, _body = await answer(request(headers=[(b"content-length", b"1000")]))
    assert start["status"] == 413


async def test_a_body_at_the_limit_passes() -> None:
    client = request(headers=[(b"content-length", str(LIMIT).encode())])
    await client.send_input({"type": "http.request", "body": b"x" * LIMIT})
    start, _body = await answer(client)
    assert start["status"] == 200


@pytest.mark.parametrize("length", [b"", b"-1", b"many", "²".encode()])
async def test_a_length_that_is_no_number_does_no_harm(length: bytes) -> None:
    client = request(headers=[(b"content-length", length)])
    await client.send_input({"type": "http.request", "body": b""})
    start, _body = await answer(client)
    assert start["status"] == 200


async def test_a_server_that_asks_whether_to_start_hears_yes() -> None:
    client = ApplicationCommunicator(a_door(), {"type": "lifespan"})
    await client.send_input({"type": "lifespan.startup"})
    assert (await client.receive_output())["type"] == "lifespan.startup.complete"
    await client.send_input({"type": "lifespan.shutdown"})
    assert (await client.receive_output())["type"] == "lifespan.shutdown.complete"


async def test_a_socket_at_an_unknown_address_is_refused() -> None:
    client = ApplicationCommunicator(no_such_socket, {"type": "websocket", "path": "/elsewhere", "headers": []})
    await client.send_input({"type": "websocket.connect"})
    assert (await client.receive_output())["type"] == "websocket.close"
