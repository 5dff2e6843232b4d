"""The server process: it starts when the application is ready and ends when everybody has been told."""

import asyncio
import logging
import socket
from typing import Any

from chatsite.servers.daphne.reactor import loop, reactor  # isort: skip  (before anything of Daphne)
import daphne.server
from asgiref.typing import ASGI3Application
from twisted.logger import (
    FilteringLogObserver,
    LogLevel,
    LogLevelFilterPredicate,
    STDLibLogObserver,
    globalLogBeginner,
)

from chatsite.servers.daphne import http, websocket
from chatsite.servers.flow import Inbox, Stalls
from chatsite.servers.limits import Limits
from chatsite.servers.listener import BACKLOG
from chatsite.servers.shortcuts import Shortcuts
from chatsite.servers.stopping import STOP_SIGNALS, OnDrain, drain, nothing_to_say, stop_for_good
from chatsite.servers.writing import EXTENSION

logger = logging.getLogger("chatsite.servers")

Protocol = http.Request | websocket.WebSocket


def serve(
    application: ASGI3Application,
    *,
    listener: socket.socket,
    drain_s: float,
    on_drain: OnDrain = nothing_to_say,
    limits: Limits | None = None,
) -> None:
    """Serves the bound socket until SIGTERM or SIGINT, then for at most `drain_s` more."""
    Server(application, listener=listener, drain_s=drain_s, on_drain=on_drain, limits=limits or Limits()).run()


class Server(daphne.server.Server):
    """Daphne's server, of which it keeps the protocols' side and replaces the process's side."""

    def __init__(
        self,
        application: ASGI3Application,
        *,
        listener: socket.socket,
        drain_s: float,
        on_drain: OnDrain,
        limits: Limits,
    ) -> None:
        super().__init__(
            application,
            endpoints=[f"fd:{listener.fileno()}"],
            action_logger=log_action if logger.isEnabledFor(logging.DEBUG) else None,
            request_buffer_size=http.Body.CHUNK_BYTES,
            server_name="",
        )
        self.loop = loop
        self.listener = listener
        self.drain_s = drain_s
        self.on_drain = on_drain
        self.limits = limits
        self.stalls = Stalls(limits.stall_s)
        self.shortcuts = Shortcuts(application)
        self.draining = False
        self.running: dict[asyncio.Task[None], Protocol] = {}
        self.websockets: set[websocket.WebSocket] = set()

    def run(self) -> None:
        asyncio.set_event_loop(loop)
        tell_of_failures()
        self.ws_factory = self.websocket_factory()
        self.listener.listen(BACKLOG)
        self.port = reactor.adoptStreamPort(self.listener.fileno(), self.listener.family, http.Factory(self))
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, self.stop)
        reactor.run(installSignalHandlers=False)

    def websocket_factory(self) -> websocket.Factory:
        factory = websocket.Factory(self, server="")
        factory.setProtocolOptions(
            maxMessagePayloadSize=self.limits.message_bytes,
            failByDrop=False,  # say why with a close frame: 1009 for a message that is too big
            openHandshakeTimeout=self.limits.connect_s,
            closeHandshakeTimeout=self.limits.close_s,
            autoPingInterval=self.limits.ping_s,
            autoPingTimeout=self.limits.pong_s,
            allowNullOrigin=True,  # the application decides about origins
        )
        factory.freeze_options()
        return factory

    # What Daphne's protocols ask of it

    def protocol_connected(self, protocol: Protocol) -> None:
        """Applications are what is counted here, not connections."""

    def protocol_disconnected(self, protocol: Protocol) -> None:
        pass

    def create_application(self, protocol: Protocol, scope: dict[str, Any]) -> Inbox | http.Body:
        scope["asgi"] = {"version": "3.0", "spec_version": "2.3"}
        scope["extensions"] = {EXTENSION: {"write": protocol.write_framed}}
        if isinstance(protocol, http.Request):
            scope["extensions"][EXTENSION]["answer"] = protocol.answer
        else:
            scope["extensions"]["websocket.http.response"] = {}
        protocol.task = loop.create_task(self.run_application(protocol, scope))
        self.running[protocol.task] = protocol
        protocol.task.add_done_callback(self.running.pop)
        return protocol.inbox

    async def run_application(self, protocol: Protocol, scope: dict[str, Any]) -> None:
        try:
            await self.application(scope, protocol.inbox.get, protocol.send)
        except Exception as error:  # whatever an application raises: it is told once, and ends its connection
            logger.exception("Exception inside application")
            protocol.handle_exception(error)
        else:
            protocol.application_ended()

    def hurry(self, protocol: Protocol) -> None:
        """The client is gone: its application has a while to end by itself."""
        task = protocol.task
        if task is not None and not task.done():
            timer = loop.call_later(self.limits.farewell_s, task.cancel)
            task.add_done_callback(lambda _: timer.cancel())

    # The end

    def stop(self) -> None:
        stop_for_good(self.drain_s)
        self.draining = True
        self.port.stopListening()
        self.listener.close()  # the port had a copy
        self.goodbye = loop.create_task(self.drain())

    async def drain(self) -> None:
        await drain(self, self.on_drain, self.drain_s)
        reactor.stop()

    def close_websockets(self) -> None:
        for protocol in list(self.websockets):
            protocol.depart()

    def end_responses(self) -> None:
        for protocol in list(self.running.values()):
            protocol.depart()

    def cancel_applications(self) -> None:
        for task in list(self.running):
            task.cancel()

    def empty(self) -> bool:
        return not self.running and not self.websockets


def tell_of_failures() -> None:
    """Twisted's log is noise, except where something broke."""
    critical = LogLevelFilterPredicate(LogLevel.critical)
    globalLogBeginner.beginLoggingTo(
        [FilteringLogObserver(STDLibLogObserver("chatsite.servers"), [critical])],
        redirectStandardIO=False,
        discardBuffer=True,
    )


def log_action(protocol: str, action: str, details: dict[str, Any]) -> None:
    """One line for each request or connection, in debugging only."""
    logger.debug("%s %s %s", protocol, action, " ".join(f"{name}={value}" for name, value in details.items()))
