"""The WebSocket itself: who may open one, what may be said on it, and what it survives (contract §3)."""

import asyncio
import json
import uuid
from typing import Any

import pytest

from tests.support.http import ask, connect, query, read_head, request_bytes
from tests.support.people import Person, judge
from tests.support.site import Site
from tests.support.talker import Talker
from tests.support.websocket import BINARY, TEXT, Refused, WebSocket, frame


async def test_the_welcome_comes_first(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    async with Talker(alice, follow=[room.stream, "user-me"], after=room.start) as socket:
        welcome = await socket.receive()
        assert welcome
        assert welcome["type"] == "welcome"
        assert {"cursor", "heartbeat", "streams", "server"} <= welcome.keys()
        assert welcome["heartbeat"] == 20
        assert room.stream in welcome["streams"]
        assert f"{room.stream}:0" in welcome["cursor"]
        backlog = await socket.receive()
        assert backlog
        assert [event["position"] for event in backlog["events"]] == [1]


async def test_a_token_may_come_as_a_subprotocol(site: Site, alice: Person) -> None:
    room = await alice.new_room("private")
    path = f"/stream/ws{query(follow=[room.stream])}"
    proof = ("chatsite.v1", f"bearer.{alice.token}")
    socket = await WebSocket.connect(site.bases[0], path, origin=site.bases[0], subprotocols=proof)
    assert socket.subprotocol == "chatsite.v1"
    welcome = await socket.receive()
    assert welcome
    assert welcome["streams"] == [room.stream]
    await socket.close()


async def test_a_token_in_the_address_is_no_proof(site: Site, alice: Person) -> None:
    room = await alice.new_room("private")
    for name in ("token", "access_token", "bearer", "authorization"):
        asked: dict[str, Any] = {"follow": [room.stream], name: alice.token}
        async with Talker(base=site.bases[0], **asked) as socket:
            assert await socket.ended() == 4403


async def test_a_wrong_token_is_not_taken_for_a_guest(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    mallory = Person(site, "mallory", "chatsite_wrong")
    async with Talker(mallory, follow=[room.stream]) as socket:
        assert await socket.ended() == 4401


FOREIGN = [
    "https://evil.example",
    "http://127.0.0.1",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1:1",
    "http://localhost:{port}",
    "null",
    "garbage",
    "http://[::1",
    "http://127.0.0.1:{port}@evil.example",
    "",
]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_origin_opens_no_socket(origin: str, site: Site, alice: Person) -> None:
    origin = origin.format(port=site.ports[0])
    session = await site.do("sign_in", username="alice")
    proofs = [{}, {"Cookie": f"chatsite_session={session}"}]
    if origin:
        proofs.append({"Authorization": f"Bearer {alice.token}"})
    for headers in proofs:
        # Autobahn, below Daphne, answers 400 itself to what is no origin at all.
        with pytest.raises(Refused, match=r"403|400"):
            await WebSocket.connect(site.bases[0], "/stream/ws?follow=clock", headers=headers, origin=origin)


async def test_a_missing_origin_needs_a_token(site: Site, alice: Person) -> None:
    with pytest.raises(Refused, match="403"):
        await WebSocket.connect(site.bases[0], "/stream/ws?follow=clock")
    async with Talker(alice, follow=["clock"]) as socket:
        assert (await socket.until("welcome"))["streams"] == ["clock"]


async def test_following_and_unfollowing_on_the_open_socket(site: Site, alice: Person, bob: Person) -> None:
    first, second = await alice.new_room(), await alice.new_room()
    hidden = await alice.new_room("private")
    async with bob.follower("ws", first.stream, after=first.start) as f:
        await f.reach(first.stream, await alice.posted(first))
        socket = f.door.socket  # type: ignore[attr-defined]  # by WebSocket
        await socket.send({"type": "follow", "streams": [second.stream], "after": second.start})
        await f.until(lambda f: f.positions(second.stream) == [1])
        await socket.send({"type": "follow", "streams": [hidden.stream]})
        await f.until(lambda f: f.told("error"))
        assert f.told("error")[0]["status"] == 403
        await socket.send({"type": "unfollow", "streams": [first.stream]})
        await socket.send({"type": "ping"})
        await f.until(lambda f: f.told("pong"))
        await alice.posted(first, "not for bob")
        await alice.posted(hidden, "not for bob")
        await f.reach(second.stream, await alice.posted(second))
        assert f.positions(first.stream) == [1, 2]
        assert "not for bob" not in str(f.events)
        await socket.send({"type": "follow", "streams": [first.stream], "after": f"{first.stream}:2"})
        await f.until(lambda f: f.positions(first.stream) == [1, 2, 3])


async def test_following_twice_delivers_once(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    async with Talker(alice, follow=[room.stream, room.stream], after=room.start) as socket:
        await socket.until("events")
        await socket.send({"type": "follow", "streams": [room.stream], "after": room.start})
        position = await alice.posted(room)
        await socket.until(lambda f: f["type"] == "events" and f["events"][-1]["position"] == position)
        await socket.send("ping")
        await socket.until("pong")
    positions = [event["position"] for f in socket.frames if f["type"] == "events" for event in f["events"]]
    assert positions == [1, 2]


async def test_watching_tells_heads_and_unread(site: Site, alice: Person, bob: Person) -> None:
    room = await alice.new_room("public", bob)
    async with Talker(bob, watch=[room.stream]) as socket:
        await socket.until("welcome")
        for n in range(5):
            position = await alice.posted(room, f"{n}")
        frame = await socket.until(
            lambda f: f["type"] == "heads" and f["heads"][room.stream]["position"] == position, timeout_s=5
        )
        assert frame["heads"][room.stream]["unread"] == 5
        heads = [f for f in socket.frames if f["type"] == "heads"]
        assert len(heads) <= 3, "heads come at most once a second"
        assert not any(f["type"] == "events" for f in socket.frames)


async def test_typing_is_seen_by_the_others(site: Site, alice: Person, bob: Person) -> None:
    room = await alice.new_room("public", bob)
    async with Talker(bob, follow=[room.stream]) as socket:
        await socket.until("welcome")
        assert (await alice.api()("POST", f"rooms/{room.id}/typing")).status in (200, 202, 204)
        signal = await socket.until(lambda f: f["type"] == "signal" and f["name"] == "typing", timeout_s=2)
        assert signal["stream"] == room.stream


async def test_a_ping_is_a_frame_or_a_word(site: Site, alice: Person) -> None:
    async with Talker(alice) as socket:
        for ping in ({"type": "ping"}, "ping"):
            await socket.send(ping)
            assert await socket.until("pong") == {"type": "pong"}


async def test_a_command_is_answered_like_the_request(site: Site, alice: Person, bob: Person) -> None:
    room = await alice.new_room("public", bob)
    hidden = await alice.new_room("private")
    cases: list[tuple[str, dict[str, Any], str, str, object]] = [
        ("message.post", {"room": room.id, "body": "x"}, "POST", f"rooms/{room.id}/messages", {"body": "x"}),
        ("room.join", {"room": hidden.id}, "POST", f"rooms/{hidden.id}/join", None),
        ("message.edit", {"message": 99999999, "body": "x"}, "PATCH", "messages/99999999", {"body": "x"}),
        ("message.like", {"message": 99999999}, "PUT", "messages/99999999/like", None),
        ("room.update", {"room": room.id, "name": "mine"}, "PATCH", f"rooms/{room.id}", {"name": "mine"}),
        ("room.read", {"room": room.id, "position": -1}, "PUT", f"rooms/{room.id}/read", {"position": -1}),
    ]
    async with Talker(bob) as socket:
        for name, args, method, path, body in cases:
            frame = await socket.command(name, **args)
            answer = await bob.api()(method, path, body)
            assert frame["type"] == "error", frame
            assert (frame["status"], frame["code"]) == (answer.status, answer.code), name


BAD_FRAMES: dict[str, tuple[str, int]] = {
    "not JSON": ("{not json", 400),
    "an array": ("[]", 400),
    "a number": ("7", 400),
    "no type": ("{}", 400),
    "unknown type": ('{"type": "dance"}', 400),
    "a type that is no text": ('{"type": {"a": 1}}', 400),
    "nested deeply": ("[" * 1000 + "]" * 1000, 400),
    "NaN": ('{"type": "ping", "x": NaN}', 400),
    "a lone surrogate": ('{"type": "command", "id": "1", "name": "message.post", "args": {"body": "\\ud800"}}', 400),
    "U+0000": ('{"type": "command", "id": "1", "name": "message.post", "args": {"body": "\\u0000"}}', 400),
    "unknown command": ('{"type": "command", "id": "1", "name": "no.such", "args": {}}', 404),
    "no args": ('{"type": "command", "id": "1", "name": "message.post"}', 422),
    "args that are no object": ('{"type": "command", "id": "1", "name": "message.post", "args": []}', 400),
    "streams that are no list": ('{"type": "follow", "streams": "room-1"}', 400),
    "a stream that is no name": ('{"type": "follow", "streams": ["Room 1"]}', 403),
    "an unknown stream": ('{"type": "follow", "streams": ["room-99999999"]}', 403),
    "a room that no database counts to": ('{"type": "follow", "streams": ["room-9223372036854775808"]}', 403),
    "a room that is written oddly": ('{"type": "follow", "streams": ["room-01"]}', 403),
    "a cursor that is no text": ('{"type": "follow", "streams": ["clock"], "after": 7}', 400),
    "a cursor that is a list": ('{"type": "follow", "streams": ["clock"], "after": []}', 400),
    "a broken cursor": ('{"type": "follow", "streams": ["clock"], "after": "%%%"}', 400),
    "65 KiB": (json.dumps({"type": "ping", "x": "x" * 65 * 1024}), 413),
}


async def test_bad_frames_are_refused_and_the_socket_lives(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    async with Talker(alice, follow=[room.stream]) as socket:
        answers = {}
        for name, (text, _) in BAD_FRAMES.items():
            await socket.send(text)
            error = await socket.until("error", timeout_s=5)
            assert {"code", "detail"} <= error.keys()
            answers[name] = error["status"]
            if '"id"' in text:
                assert error["id"] == "1"
        assert answers == {name: status for name, (_, status) in BAD_FRAMES.items()}
        await alice.posted(room)
        await socket.until("events")


async def test_bad_posts_store_nothing(site: Site, alice: Person, newcomer: Person) -> None:
    room, hidden = await alice.new_room(), await alice.new_room("private")
    bodies: list[dict[str, Any]] = [
        {"body": ""},
        {"body": " \n "},
        {"body": "x" * 20_000},
        {"body": None},
        {"body": ["x"]},
        {"client_id": "not a uuid", "body": "x"},
        {"client_id": None, "body": "x"},
        {"body": "x", "reply_to": 99999999},
        {"body": "x", "kind": "shout"},
    ]
    async with Talker(alice) as socket, Talker(newcomer, process=1) as stranger:
        for body in bodies:
            args = {"client_id": str(uuid.uuid4()), **body}
            frame = await socket.command("message.post", room=room.id, **args)
            assert (frame["type"], frame["status"] in (400, 404, 413, 422)) == ("error", True), (body, frame)
            answer = await alice.api()("POST", f"rooms/{room.id}/messages", args)
            assert (answer.status, answer.code) == (frame["status"], frame["code"]), body
        fine = {"client_id": str(uuid.uuid4()), "body": "let me in"}
        assert (await stranger.command("message.post", room=hidden.id, **fine))["status"] in (403, 404)
        assert (await newcomer.api()("POST", f"rooms/{hidden.id}/messages", fine)).status in (403, 404)
    for place in (room, hidden):
        assert await site.do("messages", room=place.id) == 0


async def test_bad_requests_are_refused_in_json(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    path = f"/api/v1/rooms/{room.id}/messages"
    headers = {**alice.api().headers(), "Content-Type": "application/json"}
    cases = {
        "not JSON": (b"{not json", 400),
        "nothing": (b"", 422),
        "an array": (b"[]", 422),
        "not UTF-8": (b'{"body": "\xff"}', 400),
        "nested deeply": (b"[" * 100_000, 400),
        "NaN": (b'{"client_id": NaN, "body": "x"}', 400),
    }
    answers = {}
    for name, (body, _) in cases.items():
        answer = await ask(site.bases[0], "POST", path, headers=headers, body=body)
        assert {"status", "code", "detail"} <= answer.json.keys()
        answers[name] = answer.status
    assert answers == {name: status for name, (_, status) in cases.items()}
    assert await site.do("messages", room=room.id) == 0


async def test_a_body_of_300_kb_is_refused(site: Site, alice: Person) -> None:
    """The head goes first: who keeps sending after an early refusal may see a reset connection instead of it."""
    room = await alice.new_room()
    body = json.dumps({"client_id": str(uuid.uuid4()), "body": "x" * 300_000}).encode()
    headers = {**alice.api().headers(), "Content-Type": "application/json", "Content-Length": str(len(body))}
    reader, writer = await connect(site.bases[0])
    writer.write(request_bytes(site.bases[0], "POST", f"/api/v1/rooms/{room.id}/messages", headers))
    head = asyncio.create_task(read_head(reader, writer))
    if not (await asyncio.wait({head}, timeout=0.3))[0]:  # Daphne reads all of it before anybody else does
        writer.write(body)
    answer = await head
    assert answer.status == 413
    assert {"status", "code", "detail"} <= json.loads(await answer.body()).keys()
    answer.close()
    assert await site.do("messages", room=room.id) == 0


async def test_a_binary_frame_that_nobody_announced_is_an_error(site: Site, alice: Person) -> None:
    async with Talker(alice) as socket:
        await socket.socket.send_frame(BINARY, b"\x00\x01\x02")
        assert (await socket.until("error"))["status"] in (400, 415)
        await socket.send("ping")
        await socket.until("pong")


async def test_more_than_a_mebibyte_closes_with_1009(site: Site, alice: Person) -> None:
    async with Talker(alice) as socket:
        await socket.until("welcome")
        await socket.send("x" * (1024 * 1024 + 1))
        assert await socket.ended() == 1009
    async with Talker(alice) as socket:
        await socket.until("welcome")
        piece = "x" * 200_000
        socket.socket.writer.write(frame(TEXT, piece.encode(), final=False))
        for _ in range(6):
            socket.socket.writer.write(frame(0, piece.encode(), final=False))
        assert await socket.ended() == 1009


async def test_frames_in_pieces_and_byte_by_byte(site: Site, alice: Person) -> None:
    async with Talker(alice) as socket:
        await socket.until("welcome")
        writer = socket.socket.writer
        whole = frame(TEXT, b'{"type": ', final=False) + frame(0, b'"ping"}')
        for byte in whole:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.001)
        await socket.until("pong")


async def test_talking_and_listening_on_one_socket(site: Site, alice: Person, bob: Person) -> None:
    room = await alice.new_room("public", bob)
    async with (
        bob.follower("ws", room.stream, after=room.start, process=1) as f,
        Talker(alice, follow=[room.stream]) as socket,
    ):
        f.read()
        await socket.until("welcome")
        for n in range(10):
            ack = await socket.command("message.post", room=room.id, client_id=str(uuid.uuid4()), body=f"{n}")
            assert ack["status"] == 201
        last = ack["result"]["position"]
        await f.reach(room.stream, last)
        if not any(frame["type"] == "events" and frame["events"][-1]["position"] == last for frame in socket.frames):
            await socket.until(lambda frame: frame["type"] == "events" and frame["events"][-1]["position"] == last)
    heard = [event["position"] for f in socket.frames if f["type"] == "events" for event in f["events"]]
    assert heard == f.positions(room.stream)[-10:]
    await judge(site, [f])
