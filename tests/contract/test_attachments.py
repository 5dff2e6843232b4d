"""Pictures and files over both doors: whole, cut, resumed elsewhere, served to those who may."""

import asyncio
import io
import random
import struct

import pytest
from PIL import Image

from tests.support.http import ask, connect, request_bytes
from tests.support.people import Person, Room, somebody
from tests.support.site import Site
from tests.support.talker import Talker
from tests.support.uploader import BINARY, CHUNK_BYTES, Door, Upload, chunk, frame

DOORS: list[Door] = ["http", "websocket"]
SIZE = 200_000
#: Before the first byte, inside the first chunk, at and around its end, in the middle, just before the end.
CUTS = [1, 4_095, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 150_000, SIZE - 1]


def noise(size: int = SIZE) -> bytes:
    return random.Random(7).randbytes(size)


@pytest.fixture
async def room(alice: Person, bob: Person) -> Room:
    return await alice.new_room("private", bob)


@pytest.mark.parametrize("door", DOORS)
async def test_a_file_arrives_whole(site: Site, alice: Person, bob: Person, room: Room, door: Door) -> None:
    upload = Upload(alice, room, noise())
    await upload.send(door)
    assert (await upload.finish()).json["attachment"]["state"] == "ready"
    assert (await upload.finish()).status == 200  # an answer that was lost is asked for again
    posted = await upload.post()
    assert posted.json["message"]["attachments"][0]["url"] == f"/attachments/{upload.id}/file"
    served = await upload.fetch(who=bob)
    assert served.raw == upload.data
    assert served.headers["content-type"] == "application/octet-stream"
    assert served.headers["content-disposition"] == "attachment; filename*=UTF-8''notes.txt"
    assert served.headers["x-content-type-options"] == "nosniff"
    assert served.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    await site.do("work")
    assert await site.do("kept", attachment=upload.id) == ["file"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("cut", CUTS)
async def test_cut_anywhere_it_goes_on_over_the_other_door(alice: Person, room: Room, door: Door, cut: int) -> None:
    """The connection is reset after `cut` bytes of what the chunks hold."""
    upload = Upload(alice, room, noise())
    await upload.begin()
    whole = cut // CHUNK_BYTES * CHUNK_BYTES
    await upload.send(door, up_to=whole)
    await (cut_request if door == "http" else cut_frame)(upload, whole, cut - whole)
    stands_at = await upload.stands_at()
    assert stands_at == whole
    await upload.send("websocket" if door == "http" else "http")
    assert (await upload.finish()).status == 200
    assert (await upload.fetch()).raw == upload.data


async def cut_request(upload: Upload, offset: int, sent: int) -> None:
    api = upload.person.api()
    headers = {**api.headers(), "Upload-Offset": str(offset)}
    whole = request_bytes(
        api.base, "PATCH", f"/api/v1/attachments/{upload.id}", headers, upload.data[offset : offset + CHUNK_BYTES]
    )
    head = whole.index(b"\r\n\r\n") + 4
    _, writer = await connect(api.base)
    writer.write(whole[: head + sent])
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.transport.abort()


async def cut_frame(upload: Upload, offset: int, sent: int) -> None:
    from tests.support.websocket import frame as masked

    async with Talker(upload.person) as socket:
        handle, stands_at = await upload.announce(socket)
        assert stands_at == offset
        whole = masked(BINARY, frame(handle, offset, upload.data[offset : offset + CHUNK_BYTES]))
        # Its head, its mask and what says where the bytes belong come before them.
        head = len(whole) - min(CHUNK_BYTES, len(upload.data) - offset)
        socket.socket.writer.write(whole[: head + sent])
        await socket.socket.writer.drain()
        await asyncio.sleep(0.05)
        socket.socket.abort()


@pytest.mark.parametrize("door", DOORS)
async def test_what_is_not_gone_on_with_disappears(site: Site, alice: Person, room: Room, door: Door) -> None:
    upload = Upload(alice, room, noise())
    await upload.begin()
    await upload.send(door, up_to=CHUNK_BYTES * 2)
    assert len(await site.do("kept", attachment=upload.id)) == 2
    await site.do("expire", hours=25)
    assert await site.do("kept", attachment=upload.id) == []
    assert (await alice.api()("GET", f"attachments/{upload.id}")).status == 404


async def test_several_at_once_on_one_socket_that_still_talks(alice: Person, room: Room) -> None:
    uploads = [Upload(alice, room, noise(100_000 + n)) for n in range(4)]
    async with Talker(alice, follow=[room.stream]) as socket:
        handles = [await upload.announce(socket) for upload in uploads]
        assert len({handle for handle, _ in handles}) == 4
        for offset in (0, CHUNK_BYTES):
            for upload, (handle, _) in zip(uploads, handles, strict=True):
                data = upload.data[offset : offset + CHUNK_BYTES]
                await socket.socket.send_frame(BINARY, frame(handle, offset, data))
            said = await socket.command("message.post", room=room.id, client_id=uploads[0].client_id, body="meanwhile")
            assert said["type"] == "ack"
    for upload in uploads:
        assert await upload.stands_at() == len(upload.data)
        assert (await upload.finish()).status == 200


async def test_a_picture_is_shown_when_it_is_made(site: Site, alice: Person, bob: Person, room: Room) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (1000, 500), "teal").save(drawn, "JPEG", comment=b"secret")
    upload = Upload(alice, room, drawn.getvalue(), "猫.jpg")
    await upload.send("websocket")
    shown = (await upload.finish()).json["attachment"]
    assert (shown["state"], shown["width"], shown["height"]) == ("processing", 1000, 500)
    async with Talker(bob, follow=[room.stream]) as socket:
        await socket.until("welcome")
        await upload.post("look")
        await site.do("work")
        event = await socket.until(
            lambda one: one["type"] == "events" and one["events"][-1]["type"] == "attachment.updated"
        )
    assert event["events"][-1]["data"]["attachment"]["url"] == f"/attachments/{upload.id}/picture"
    thumbnail = await upload.fetch("thumbnail", bob)
    assert thumbnail.headers["content-type"] == "image/webp"
    assert thumbnail.headers["content-disposition"] == "inline; filename*=UTF-8''%E7%8C%AB.webp"
    assert Image.open(io.BytesIO(thumbnail.raw)).size == (640, 320)
    again = await upload.fetch("thumbnail", bob, **{"If-None-Match": thumbnail.headers["etag"]})
    assert (again.status, again.raw) == (304, b"")
    assert (await upload.fetch("file")).status == 404


async def test_only_those_who_may_read_the_room_are_served(alice: Person, bob: Person, site: Site, room: Room) -> None:
    mallory = await somebody(site)
    upload = Upload(alice, room, noise(5_000))
    await upload.send("http")
    await upload.finish()
    assert (await upload.fetch(who=bob)).status == 404  # not said yet
    message = (await upload.post("here")).json["message"]["id"]
    assert (await upload.fetch(who=bob)).status == 200
    for path in (f"/attachments/{upload.id}/file", f"/api/v1/attachments/{upload.id}"):
        assert (await ask(site.bases[0], "GET", path)).status in (401, 404)
        assert (await ask(site.bases[0], "GET", path, headers=mallory.api().headers())).status == 404
    await site.do("kick", room=room.id, username=bob.username, by="alice")
    assert (await upload.fetch(who=bob)).status == 404
    await alice.api()("DELETE", f"messages/{message}")
    assert (await upload.fetch()).status == 200  # she moderates the room
    await alice.api()("POST", f"messages/{message}/purge", {})
    await site.do("work")
    assert (await upload.fetch()).status == 404
    assert await site.do("kept", attachment=upload.id) == []


async def test_parts_of_a_film_are_served(alice: Person, room: Room) -> None:
    film = b"\0\0\0\x20ftypisom" + noise(100_000)
    upload = Upload(alice, room, film, "film.mp4")
    await upload.send("http")
    await upload.finish()
    whole = await upload.fetch()
    assert (whole.status, whole.headers["content-type"], whole.headers["accept-ranges"]) == (200, "video/mp4", "bytes")
    for asked, first, last in [("0-9", 0, 9), ("99000-", 99_000, len(film) - 1), ("-5", len(film) - 5, len(film) - 1)]:
        part = await upload.fetch(Range=f"bytes={asked}")
        assert (part.status, part.raw) == (206, film[first : last + 1])
        assert part.headers["content-range"] == f"bytes {first}-{last}/{len(film)}"
    beyond = await upload.fetch(Range=f"bytes={len(film)}-")
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{len(film)}")
    for odd in ("bytes=5-2", "bytes=a-b", "pages=1-2", "bytes=0-1,4-5"):
        assert (await upload.fetch(Range=odd)).status in (200, 416)


async def test_what_is_not_as_agreed_is_refused_and_the_socket_lives(alice: Person, bob: Person, room: Room) -> None:
    upload = Upload(alice, room, noise())
    async with Talker(alice) as socket, Talker(bob) as other:
        handle, _ = await upload.announce(socket)
        for wrong, status in [
            (frame(handle, 5, b"x" * 5_000), 409),
            (frame(handle, 0, b"x" * 100), 422),
            (frame(handle, 0, b"x" * (256 * 1024 + 1)), 413),
            (frame(handle, 2**63, b"x" * 5_000), 409),
            (frame(handle + 1, 0, b"x" * 5_000), 400),
            (b"", 400),
            (b"\0" * 11, 400),
        ]:
            await socket.socket.send_frame(BINARY, wrong)
            assert (await socket.until("error"))["status"] == status
        await other.socket.send_frame(BINARY, frame(handle, 0, b"x" * 5_000))
        assert (await other.until("error"))["status"] == 400  # a handle is its socket's
        assert (await chunk(socket, handle, 0, upload.data[:CHUNK_BYTES]))["type"] == "ack"
        await alice.api()("DELETE", f"attachments/{upload.id}")
        gone = await chunk(socket, handle, CHUNK_BYTES, upload.data[CHUNK_BYTES : 2 * CHUNK_BYTES])
        assert gone["status"] == 404
        await socket.send("ping")
        await socket.until("pong")


async def test_a_request_takes_four_mebibytes_and_no_more(alice: Person, room: Room) -> None:
    upload = Upload(alice, room, noise(5 * 1024 * 1024))
    await upload.begin()
    assert (await upload.patch(0, upload.data)).status == 413
    assert (await upload.patch(0, upload.data[: 4 * 1024 * 1024])).json["offset"] == 4 * 1024 * 1024
    assert (await upload.patch(4 * 1024 * 1024, upload.data[4 * 1024 * 1024 :])).status == 200
    assert (await upload.finish()).status == 200


async def test_a_damaged_file_is_refused(alice: Person, room: Room) -> None:
    upload = Upload(alice, room, noise())
    await upload.send("http")
    wrong = await alice.api()("POST", f"attachments/{upload.id}/finish", {"sha256": "0" * 64})
    assert (wrong.status, wrong.code) == (409, "wrong_hash")
    assert await upload.stands_at() == 0
    early = await upload.finish()
    assert (early.status, early.code) == (409, "incomplete")
    await upload.send("websocket")
    assert (await upload.finish()).status == 200


def test_the_head_of_a_frame_is_as_documented() -> None:
    assert frame(1, 65536, b"x") == struct.pack(">I", 1) + struct.pack(">Q", 65536) + b"x"
