"""The server process: it starts when the application is ready and ends when everybody has been told."""

import asyncio
import functools
import logging
import socket
from types import FrameType
from typing import Any

import uvicorn
from asgiref.typing import ASGI3Application

from chatsite.servers.flow import Stalls
from chatsite.servers.limits import Limits
from chatsite.servers.listener import BACKLOG
from chatsite.servers.shortcuts import Shortcuts
from chatsite.servers.stopping import OnDrain, drain, nothing_to_say, stop_for_good
from chatsite.servers.uvicorn.http import Connection
from chatsite.servers.uvicorn.websocket import WebSocket


def serve(
    application: ASGI3Application,
    *,
    listener: socket.socket,
    drain_s: float,
    on_drain: OnDrain = nothing_to_say,
    limits: Limits | None = None,
) -> None:
    """Serves the bound socket until SIGTERM or SIGINT, then for at most `drain_s` more."""
    Server(application, drain_s=drain_s, on_drain=on_drain, limits=limits or Limits()).run([listener])


class Server(uvicorn.Server):
    """uvicorn's server with another way to stop."""

    def __init__(self, application: ASGI3Application, *, drain_s: float, on_drain: OnDrain, limits: Limits) -> None:
        debugging = logging.getLogger("chatsite.servers").isEnabledFor(logging.DEBUG)
        stalls = Stalls(limits.stall_s)
        connection = functools.partial(Connection, limits=limits, stalls=stalls, shortcuts=Shortcuts(application))
        super().__init__(
            uvicorn.Config(
                cancellable(application),
                interface="asgi3",
                backlog=BACKLOG,
                lifespan="off",
                loop="auto",  # uvloop where it is installed
                http=connection,  # type: ignore[arg-type]  # uvicorn only calls it
                ws=functools.partial(WebSocket, limits=limits, stalls=stalls),  # type: ignore[arg-type]  # as above
                ws_max_size=limits.message_bytes,
                ws_ping_interval=limits.ping_s,
                ws_ping_timeout=limits.pong_s,
                ws_per_message_deflate=False,
                timeout_keep_alive=limits.idle_s,  # type: ignore[arg-type]  # any number does
                proxy_headers=False,  # it would believe the left-most X-Forwarded-For
                server_header=False,
                log_config=None,
                log_level="debug" if debugging else "error",
                access_log=debugging,
            )
        )
        self.drain_s = drain_s
        self.on_drain = on_drain

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """uvicorn's own raises the signal again when all is done, and the exit would not be 0."""
        self.should_exit = True
        stop_for_good(self.drain_s)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        await drain(self, self.on_drain, self.drain_s)

    def close_websockets(self) -> None:
        for connection in self.connections():
            connection.shutdown()

    def end_responses(self) -> None:
        for connection in self.connections():
            connection.depart()

    def cancel_applications(self) -> None:
        for task in list(self.server_state.tasks):
            task.cancel()

    def empty(self) -> bool:
        return not self.server_state.tasks and not self.server_state.connections

    def connections(self) -> list[Connection | WebSocket]:
        return list(self.server_state.connections)  # type: ignore[arg-type]  # they are all of our classes


def cancellable(application: ASGI3Application) -> ASGI3Application:
    """uvicorn reports a cancelled application as a failure; here it is the end of the window."""

    async def run(scope: Any, receive: Any, send: Any) -> None:
        try:
            await application(scope, receive, send)
        except asyncio.CancelledError:
            return

    return run
