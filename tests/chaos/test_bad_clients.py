"""C7: clients that never read, or never stop writing, cost no memory, and the others notice nothing."""

import asyncio
import socket
import time
from contextlib import AsyncExitStack, closing

from tests.support.doors import Transport
from tests.support.http import query, request_bytes
from tests.support.people import Person, Room, known
from tests.support.site import Server, Site
from tests.support.websocket import TEXT, frame

#: How far the process may grow while bad clients do their worst.
MAY_GROW_KIB = 8 * 1024
#: What is sent past each client that does not read: far more than any buffer on the way holds.
MESSAGES, CHARS = 200, 9000
#: Of each transport.
MUTE_CLIENTS = 2
#: Let malloc give back at once what is freed, so that the size tells what is held (mallopt(3)).
HONEST = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "65536", "MALLOC_MMAP_THRESHOLD_": "32768"}
STREAMS: tuple[Transport, ...] = ("ws", "sse", "frame")
ANSWERED_S, PROMPT_S = 3.0, 1.0


def mute(person: Person, transport: Transport, room: Room) -> socket.socket:
    """A connection that follows the room and never reads; its receive buffer is as small as the kernel lets it be."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.connect(("127.0.0.1", person.site.ports[0]))
    headers = person.api().headers()
    if transport == "ws":
        headers |= {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version": "13",
        }
    path = f"/stream/{transport}{query(follow=[room.stream], after=room.start)}"
    made.sendall(request_bytes(person.site.bases[0], "GET", path, headers))
    return made


async def _talk(alice: Person, room: Room) -> None:
    for _ in range(MESSAGES // 50):
        await alice.site.do("post_bulk", room=room.id, username="alice", times=50, chars=CHARS)
        await asyncio.sleep(0.05)


async def _heard(alice: Person, room: Room) -> None:
    """Let a well-behaved follower read along, so that everything passes through the process."""
    async with alice.follower("ws", room.stream, after=room.start) as f:
        f.read()
        await _talk(alice, room)
        await f.reach(room.stream, await alice.site.do("head", stream=room.stream))


async def _replayed(alice: Person, transport: Transport, room: Room) -> None:
    """Let somebody read the room from its first event, which keeps the process's readers busy."""
    async with alice.follower(transport, room.stream, after=room.start) as f:
        await f.reach(room.stream, await alice.site.do("head", stream=room.stream))


async def _rehearsed(alice: Person) -> int:
    """The process's size in KiB once everything has happened to it that well-behaved people do."""
    for _ in range(3):
        room = await alice.new_room()
        await _heard(alice, room)
        await asyncio.gather(*(_replayed(alice, transport, room) for transport in STREAMS * 3))
        await _is_prompt(alice, room)
    return alice.site.rss_kib()


async def test_clients_that_never_read_cost_no_memory(server: Server) -> None:
    async with Site.running(server=server, env=HONEST) as site:
        alice = await known(site, "alice")
        before = await _rehearsed(alice)
        async with AsyncExitStack() as stack:
            for transport in STREAMS:
                room = await alice.new_room()
                for _ in range(MUTE_CLIENTS):
                    stack.enter_context(closing(mute(alice, transport, room)))
                await _heard(alice, room)
            during = site.rss_kib()
            await _is_prompt(alice, await alice.new_room())
        assert during - before <= MAY_GROW_KIB, f"grew by {during - before} KiB"


async def test_a_client_that_floods_is_made_to_wait(server: Server) -> None:
    """It sends as fast as it can and reads no answer; with the rate limit off, which would end it at once."""
    async with Site.running(server=server, env=HONEST) as site:
        alice, bob = await known(site, "alice"), await known(site, "bob")
        room = await alice.new_room("public", bob)
        before = await _rehearsed(alice)
        pings, long_frame = frame(TEXT, b"ping") * 2000, frame(TEXT, b'{"type":"' + b"x" * 60_000 + b'"}')
        async with AsyncExitStack() as stack:
            flooders = [stack.enter_context(closing(mute(bob, "ws", room))) for _ in range(4)]
            flood = asyncio.gather(
                *(asyncio.to_thread(_flood, s, long_frame if n % 2 else pings) for n, s in enumerate(flooders))
            )
            await asyncio.sleep(1)
            await _is_prompt(alice, room)
            sent = await flood
            during = site.rss_kib()
        assert during - before <= MAY_GROW_KIB, f"grew by {during - before} KiB"
        assert all(sent), "a flooder was not heard at all"


def _flood(client: socket.socket, piece: bytes, seconds: float = 4.0) -> float:
    """Send for a while, as much as is taken; MiB."""
    sent, end = 0, time.monotonic() + seconds
    client.settimeout(0.5)
    while time.monotonic() < end:
        try:
            sent += client.send(piece)
        except TimeoutError:
            continue
        except OSError:
            break
    return sent / 2**20


async def _is_prompt(alice: Person, room: Room) -> None:
    """Somebody else posts, is answered, and is heard in time (C8), ten times."""
    async with alice.follower("ws", room.stream) as f:
        await f.until(lambda f: f.told("welcome"))
        for n in range(10):
            started = time.monotonic()
            position = await alice.posted(room, f"prompt {n}")
            assert time.monotonic() - started < ANSWERED_S
            await f.reach(room.stream, position, timeout_s=PROMPT_S)
