"""The two bounds, without a server."""

import asyncio

from chatsite.servers.flow import Inbox, Outflow, Stalls


def inbox(**bounds: int) -> tuple[Inbox, list[str]]:
    told: list[str] = []
    bounds = {"max_messages": 4, "max_bytes": 100} | bounds
    return Inbox(**bounds, on_room=lambda: told.append("room")), told


async def test_messages_come_out_in_order() -> None:
    box, _ = inbox()
    for text in ("a", "b", "c"):
        box.put_nowait({"type": "websocket.receive", "text": text})
    assert [(await box.get())["text"] for _ in range(3)] == ["a", "b", "c"]


async def test_an_inbox_is_full_by_messages_and_has_room_when_half_empty() -> None:
    box, told = inbox(max_messages=4)
    for _ in range(4):
        assert not box.full
        box.put_nowait({"type": "websocket.receive", "text": ""})
    assert box.full
    await box.get()
    assert (box.full, told) == (True, [])
    await box.get()
    assert (box.full, told) == (False, ["room"])


async def test_an_inbox_is_full_by_bytes() -> None:
    box, told = inbox(max_bytes=100)
    box.put_nowait({"type": "websocket.receive", "bytes": b"x" * 100})
    assert box.full
    await box.get()
    assert (box.full, told) == (False, ["room"])


async def test_a_cancelled_reader_takes_no_message_with_it() -> None:
    box, _ = inbox()
    impatient = asyncio.ensure_future(box.get())
    await asyncio.sleep(0)
    impatient.cancel()
    box.put_nowait({"type": "websocket.receive", "text": "kept"})
    await asyncio.sleep(0)
    assert (await box.get())["text"] == "kept"


class Pipe:
    """A transport whose buffer the test fills and empties."""

    def __init__(self, stall_s: float) -> None:
        self.pending = 0
        self.given_up = 0
        self.outflow = Outflow(Stalls(stall_s), lambda: self.pending, self.give_up)

    def give_up(self) -> None:
        self.given_up += 1


async def test_a_sender_waits_for_room() -> None:
    pipe = Pipe(stall_s=10)
    pipe.outflow.pause()
    waiting = asyncio.ensure_future(pipe.outflow.room())
    await asyncio.sleep(0.01)
    assert not waiting.done()
    pipe.outflow.resume()
    await asyncio.wait_for(waiting, 1)


async def test_a_client_that_takes_nothing_is_given_up_once() -> None:
    pipe = Pipe(stall_s=0.1)
    pipe.pending = 100
    pipe.outflow.pause()
    await asyncio.sleep(0.05)
    pipe.pending = 110  # what is written meanwhile is no progress
    pipe.outflow.pause()
    await asyncio.sleep(0.25)
    assert pipe.given_up == 1


async def test_a_client_that_takes_a_little_is_not_given_up() -> None:
    pipe = Pipe(stall_s=0.1)
    pipe.pending = 100
    pipe.outflow.pause()
    for _ in range(10):
        pipe.pending -= 1
        await asyncio.sleep(0.03)
    assert pipe.given_up == 0


async def test_a_client_that_caught_up_is_not_given_up() -> None:
    pipe = Pipe(stall_s=0.1)
    pipe.outflow.pause()
    pipe.outflow.resume()
    await asyncio.sleep(0.25)
    assert pipe.given_up == 0
