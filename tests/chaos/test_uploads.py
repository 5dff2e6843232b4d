"""kill -9 in the middle of an upload, over both doors and on both servers: it goes on, or nothing of it stays."""

import asyncio
import contextlib
import random
from collections.abc import Callable

import pytest

from tests.support.http import Cut
from tests.support.people import Person, Room, known
from tests.support.site import Server, Site
from tests.support.talker import Talker
from tests.support.uploader import BINARY, CHUNK_BYTES, Door, Upload, frame

SIZE = 1_500_000
Note = Callable[[int], None]


@pytest.mark.parametrize("door", ["http", "websocket"])
async def test_a_killed_server_loses_no_chunk_that_it_acknowledged(server: Server, door: Door) -> None:
    """Killed three times while chunks are on their way; the other door brings it to its end."""
    async with Site.running(server=server) as site:
        alice = await known(site, "alice")
        room = await alice.new_room()
        upload = Upload(alice, room, random.Random(1).randbytes(SIZE))
        await upload.begin()
        for cut in (1, 5, 12):
            acknowledged = await _send_until_killed(site, upload, door, cut)
            await site.restart()
            stands_at = await upload.stands_at()
            assert acknowledged <= stands_at <= SIZE
        await upload.send("websocket" if door == "http" else "http")
        assert (await upload.finish()).status == 200
        await upload.post()
        assert (await upload.fetch()).raw == upload.data
        await _leaves_nothing(site, alice, room, door)


async def _leaves_nothing(site: Site, alice: Person, room: Room, door: Door) -> None:
    given_up = Upload(alice, room, random.Random(2).randbytes(SIZE))
    await given_up.begin()
    await _send_until_killed(site, given_up, door, 3)
    await site.restart()
    await site.do("expire", hours=25)
    assert await site.do("kept", attachment=given_up.id) == []


async def _send_until_killed(site: Site, upload: Upload, door: Door, chunks: int) -> int:
    """Send, kill the server once so many chunks were acknowledged and the next are under way; where it stood."""
    acknowledged = await upload.stands_at()
    killed = asyncio.Event()

    def note(offset: int) -> None:
        nonlocal acknowledged
        acknowledged = max(acknowledged, offset)
        if acknowledged >= chunks * CHUNK_BYTES and not killed.is_set():
            killed.set()
            site.kill()

    with contextlib.suppress(Cut, ConnectionError, AssertionError):
        await (_request_on(upload, note) if door == "http" else _frame_on(upload, note))
    assert killed.is_set()
    return acknowledged


async def _request_on(upload: Upload, note: Note) -> None:
    offset = await upload.stands_at()
    while offset < len(upload.data):
        sent = await upload.patch(offset, upload.data[offset : offset + CHUNK_BYTES])
        offset = sent.json["offset"]
        note(offset)


async def _frame_on(upload: Upload, note: Note) -> None:
    """Several frames are always under way."""
    async with Talker(upload.person) as socket:
        handle, begin = await upload.announce(socket)
        for offset in range(begin, len(upload.data), CHUNK_BYTES):
            data = upload.data[offset : offset + CHUNK_BYTES]
            await socket.socket.send_frame(BINARY, frame(handle, offset, data))
            if offset >= begin + 3 * CHUNK_BYTES:
                note((await socket.until("ack"))["result"]["offset"])
