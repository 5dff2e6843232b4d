"""HTTP on uvicorn: a request's head in time and in bounds, a response as fast as it is read.

Bodies need no bound here: uvicorn reads only as fast as the application does.
"""

import asyncio
import functools
from typing import Any, cast

from uvicorn._types import HTTPScope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from chatsite.servers.flow import Bell, Outflow, Stalls
from chatsite.servers.limits import Limits
from chatsite.servers.shortcuts import HELD_BYTES, Question, Shortcuts
from chatsite.servers.writing import EXTENSION


class Ahead(list[Any]):
    """The requests that were sent ahead of their turn: as a rule none, for which a deque takes 760 bytes."""

    __slots__ = ()

    def appendleft(self, request: Any) -> None:
        self.insert(0, request)


class Connection(HttpToolsProtocol):
    """One HTTP connection: where it stands decides how long it may be silent."""

    # Kept out of uvicorn's dictionary: Python shares the keys of one up to 30, and a fourth of its size is left.
    __slots__ = (
        "arriving", "deadline", "early", "head_bytes", "limits", "outflow", "phase", "question", "shortcuts", "stalls",
    )  # fmt: skip

    def __init__(self, *, limits: Limits, stalls: Stalls, shortcuts: Shortcuts, **uvicorns: Any) -> None:
        super().__init__(**uvicorns)
        self.pipeline = cast(Any, Ahead())
        self.limits = limits
        self.stalls = stalls
        self.shortcuts = shortcuts
        self.question: Question | None = None
        self.early = b""  # what came before the question was answered
        self.phase = ""
        self.arriving = "next"  # the part of a request that comes now; between two of them the next
        self.head_bytes = 0
        self.deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # TCP's
        super().connection_made(transport)
        self.flow._is_writable_event = rung = cast(Any, Bell())  # noqa: SLF001  (each asyncio.Event is 900 bytes)
        rung.set()
        self.outflow = Outflow(self.stalls, transport.get_write_buffer_size, transport.abort)
        self.keep_time()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.enter("lost")
        self.outflow.resume()
        if self.question is not None:
            self.question.end()

    def data_received(self, data: bytes) -> None:
        if self.question is not None:
            self.early += data
            if len(self.early) > HELD_BYTES:
                self.flow.pause_reading()
        elif self.arriving != "next" or self.answering() or not self.takes_shortcut(data):
            self.parse(data)

    def takes_shortcut(self, data: bytes) -> bool:
        if self.outflow.paused or self.transport.is_closing():
            return False
        taken = self.shortcuts.take(data, self.client, self.scheme or "http", self.ask)
        if not taken:
            self.question = None
        return taken

    def ask(self) -> Question:
        self._unset_keepalive_if_required()
        self.enter("answering")
        self.question = Question(self.reply)
        return self.question

    def reply(self, data: bytes) -> None:
        self.transport.write(data)
        if self.early:
            self.loop.call_soon(self.rest)  # after whoever answers
        else:
            self.rest()

    def rest(self) -> None:
        """The question is answered; what came meanwhile is the next request."""
        self.question = None
        data, self.early = self.early, b""
        if self.phase != "lost":
            self.on_response_complete()
            if data:
                self.data_received(data)

    def parse(self, data: bytes) -> None:
        whole = self.arriving == "next"
        if self.arriving != "body":
            self.head_bytes += len(data)
        super().data_received(data)
        if self.arriving != "body" and self.head_bytes > self.limits.head_bytes:  # its parser has no bound
            self.refuse_head()
        elif self.phase not in {"upgraded", "lost"}:
            self.keep_time()
            cycle: RequestResponseCycle | None = self.cycle  # none yet after an empty line
            if whole and self.arriving == "next" and cycle is not None and cycle.keep_alive:
                self.shortcuts.learn(data, self.headers)

    def refuse_head(self) -> None:
        self.transport.write(b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n")
        self.transport.close()

    def send_400_response(self, msg: str) -> None:
        if self.head_bytes > self.limits.head_bytes:
            self.refuse_head()
        else:
            super().send_400_response(msg)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.arriving = "head"
        ways = {"write": self.write_framed, "answer": functools.partial(self.answer, self.scope)}
        self.scope["extensions"] = cast(Any, {EXTENSION: ways})

    def on_headers_complete(self) -> None:
        self.arriving = "body"
        # Exactly, since more than the head may have come with its last piece.
        self.head_bytes = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if self.head_bytes > self.limits.head_bytes:
            raise ValueError("the head is too long")  # which ends in `send_400_response`
        self.head_bytes = 0
        super().on_headers_complete()
        cycle: RequestResponseCycle | None = self.cycle  # which an upgrade does not set
        if cycle is not None and cycle.scope is self.scope:
            cycle.message_event = cast(asyncio.Event, Bell())  # its application runs in the next turn

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self.arriving = "next"

    def handle_websocket_upgrade(self) -> None:
        super().handle_websocket_upgrade()
        self.enter("upgraded")

    def keep_time(self) -> None:
        """A head has one deadline; a body has a new one with each byte; while we answer there is none."""
        if self.arriving == "body":
            self.enter("body", self.limits.body_s)
        elif self.answering():
            self.enter("answering")
        elif self.phase != "head" and (self.phase != "idle" or self.head_bytes):
            self.enter("head", self.limits.head_s)

    def answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # which uvicorn sets with the first request
        return cycle is not None and not cycle.response_complete

    def enter(self, phase: str, seconds: float | None = None) -> None:
        self.phase = phase
        if self.deadline is not None:
            self.deadline.cancel()
        self.deadline = None if seconds is None else self.loop.call_later(seconds, self.too_late)

    def too_late(self) -> None:
        if self.phase == "body" and self.flow.read_paused:  # it is the application that does not read
            self.keep_time()
        else:
            self.transport.close()

    def on_response_complete(self) -> None:
        self.enter("idle")  # uvicorn's own keep-alive timer takes over
        super().on_response_complete()

    def write_framed(self, data: bytes) -> bool:
        """Sends a piece of a chunked answer, already framed; False where ASGI's `send` has to."""
        cycle = self.cycle
        if self.outflow.paused or not cycle.chunked_encoding or cycle.response_complete or cycle.disconnected:
            return False
        self.transport.write(data)
        return True

    def answer(self, scope: HTTPScope, data: bytes) -> bool:
        """Sends the whole answer to that request; False where ASGI's `send` has to."""
        cycle = self.cycle
        if cycle.scope is not scope or cycle.response_started or cycle.disconnected:
            return False
        if self.outflow.paused or not cycle.keep_alive or scope["method"] == "HEAD":
            return False
        self.transport.write(data)
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        cycle.on_response()
        return True

    def pause_writing(self) -> None:
        super().pause_writing()
        self.outflow.pause()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.outflow.resume()

    def depart(self) -> None:
        """Ends what is still being sent, cleanly; a request without an answer may be made again."""
        cycle: RequestResponseCycle | None = self.cycle  # which uvicorn sets with the first request
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
            self.flow.resume_writing()
            if cycle.chunked_encoding:
                self.transport.write(b"0\r\n\r\n")
            elif cycle.expected_content_length:  # it announced a length and has not reached it
                self.transport.abort()
        self.transport.close()
