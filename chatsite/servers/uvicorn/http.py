"""HTTP on uvicorn: a request's head in time, a response as fast as it is read.

Bodies need no bound here: uvicorn reads only as fast as the application does.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from chatsite.servers.flow import Outflow, Stalls
from chatsite.servers.limits import Limits


class Connection(H11Protocol):
    """One HTTP connection: where it stands decides how long it may be silent."""

    def __init__(self, *, limits: Limits, stalls: Stalls, **uvicorns: Any) -> None:
        super().__init__(**uvicorns)
        self.limits = limits
        self.stalls = stalls
        self.phase = ""
        self.deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.outflow = Outflow(self.stalls, transport.get_write_buffer_size, transport.abort)
        self.keep_time()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.enter("lost")
        self.outflow.resume()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.phase != "upgraded":
            self.keep_time()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        super().handle_websocket_upgrade(event)
        self.enter("upgraded")

    def keep_time(self) -> None:
        """A head has one deadline; a body has a new one with each byte; while we answer there is none."""
        match self.conn.their_state:
            case h11.IDLE:
                if self.phase != "head":
                    self.enter("head", self.limits.head_s)
            case h11.SEND_BODY:
                self.enter("body", self.limits.body_s)
            case _:
                self.enter("answering")

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
            if self.conn.our_state is h11.SEND_BODY:
                self.end_body()
        self.transport.close()

    def end_body(self) -> None:
        try:
            self.transport.write(self.conn.send(h11.EndOfMessage()))
        except h11.LocalProtocolError:  # it announced a length and has not reached it
            self.transport.abort()
