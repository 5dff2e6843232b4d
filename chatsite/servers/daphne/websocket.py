"""WebSocket on Daphne: the protocol between autobahn's parser and the application."""

import asyncio
from http import HTTPStatus
from typing import Any, cast

from autobahn.util import encode_truncate
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

from chatsite.servers.daphne.http import unsent_bytes, write_at_once
from chatsite.servers.flow import TURN_S, Inbox, Message, Outflow

# The longest reason a close frame holds (RFC 6455, section 5.5).
REASON_BYTES = 123
TEXT, BINARY = 1, 2  # its opcodes


class WebSocket(WebSocketProtocol):
    """One connection. Twisted calls the camelCase methods, and the server the others."""

    task: "asyncio.Task[None] | None" = None
    denial: Message | None = None
    gone = False  # the application has been told that it is over

    # The connection

    def connectionMade(self) -> None:
        self.server = self.factory.server_class
        limits = self.server.limits
        self.inbox = Inbox(limits.inbox_messages, limits.inbox_bytes, self.read_soon)
        self.outflow = Outflow(self.server.stalls, lambda: unsent_bytes(self.transport), self.too_slow)
        self.transport.unregisterProducer()  # the HTTP connection this was until now
        self.transport.registerProducer(self, True)
        super().connectionMade()

    def onConnect(self, request: object) -> Any:
        handshake = super().onConnect(request)
        self.server.websockets.add(self)
        return handshake

    def failHandshake(self, reason: str, code: int = 400, responseHeaders: object = None) -> None:
        """A malformed Origin is a foreign one."""
        super().failHandshake(reason, 403 if "Origin header" in reason else code, responseHeaders)

    def onClose(self, wasClean: bool, code: int | None, reason: str | None) -> None:
        self.outflow.resume()
        self.server.websockets.discard(self)
        self.tell_gone(1005 if code is None else code, (wasClean and reason) or "")  # else autobahn's own words
        self.server.hurry(self)

    def tell_gone(self, code: int, reason: str) -> None:
        if not self.gone:
            self.gone = True
            self.inbox.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})

    # From the client

    def dataReceived(self, data: bytes) -> None:
        self._dataReceived(data)

    def consumeData(self) -> None:
        """Parses for one turn; what is left waits for the next one, and the connection is not read."""
        if self.state not in {self.STATE_OPEN, self.STATE_CLOSING}:
            super().consumeData()
            return
        now = self.server.loop.time
        turn_ends = now() + TURN_S
        while not self.held() and self.processData() and self.state != self.STATE_CLOSED:
            if now() > turn_ends:
                self.transport.pauseProducing()
                self.read_soon()
                return
        if self.held():
            self.transport.pauseProducing()
        else:
            self.transport.resumeProducing()

    def held(self) -> bool:
        """Whether the client has to wait. What follows a close frame is thrown away, and so never waits."""
        return self.state == self.STATE_OPEN and (self.inbox.full or self.outflow.paused)

    def read_soon(self) -> None:
        self.server.loop.call_soon(self.consumeData)

    # A message arrives in one growing buffer: however small a client cuts it, it takes no more memory.

    def onMessageBegin(self, isBinary: bool) -> None:
        super().onMessageBegin(isBinary)
        self.message_data = bytearray()

    def onMessageFrameData(self, payload: bytes) -> None:
        if not self.failedByMe:
            self.message_data += payload

    def onMessageFrameEnd(self) -> None:
        pass

    def onMessageEnd(self) -> None:
        if not self.failedByMe and not self.gone:
            self.inbox.put_nowait({"type": "websocket.receive"} | self.received())
        self.message_data = bytearray()

    def received(self) -> Message:
        return {"bytes": bytes(self.message_data)} if self.message_is_binary else {"text": self.message_data.decode()}

    # To the client

    async def send(self, message: Message) -> None:
        """ASGI's send: waits for a client that reads slowly, and does nothing for one that is gone."""
        if self.outflow.paused:
            await self.outflow.room()
        if not self.gone:
            self.handle_reply(message)

    def handle_reply(self, message: Message) -> None:
        match message["type"], self.state:
            case "websocket.send", self.STATE_OPEN:
                self.send_message(message)
            case "websocket.accept", self.STATE_CONNECTING:
                self.accept(message.get("subprotocol"), message.get("headers", []))
            case "websocket.close", self.STATE_CONNECTING:
                self.refuse(403, [], b"")
            case "websocket.close", _:
                self.close(message.get("code", 1000), message.get("reason") or "")
            case "websocket.http.response.start", self.STATE_CONNECTING:
                self.denial = {"body": b"", "headers": []} | message
            case "websocket.http.response.body", self.STATE_CONNECTING if self.denial is not None:
                self.denial["body"] += message.get("body", b"")
                if not message.get("more_body", False):
                    self.refuse(self.denial["status"], self.denial["headers"], self.denial["body"])
            case unknown, (self.STATE_CONNECTING | self.STATE_OPEN):
                raise ValueError(f"{unknown} cannot be sent to this WebSocket now.")

    def accept(self, subprotocol: str | None, headers: list[tuple[bytes, bytes]]) -> None:
        handshake = self.handshake_deferred
        del self.handshake_deferred
        handshake.callback((subprotocol, {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}))

    def refuse(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        """Answers the handshake with HTTP (ASGI's extension websocket.http.response)."""
        self.tell_gone(1006, "")
        length = (b"content-length", b"%d" % len(body))
        lines = [b"%s: %s" % header for header in (*headers, length, (b"connection", b"close"))]
        start = b"HTTP/1.1 %d %s" % (status, HTTPStatus(status).phrase.encode())
        self.transport.write(b"\r\n".join([start, *lines, b"", body]))
        self.dropConnection()

    def send_message(self, message: Message) -> None:
        text = message.get("text")
        if text is None:
            self.sendFrame(BINARY, message["bytes"])
        else:
            self.sendFrame(TEXT, text.encode())

    def sendData(self, data: bytes, sync: bool = False, chopsize: int | None = None) -> None:
        """Autobahn's own formats three values for a log line that is never written."""
        write_at_once(self.transport, data)

    def write_framed(self, data: bytes) -> bool:
        """Sends whole frames; False where ASGI's `send` has to."""
        if self.outflow.paused or self.gone or self.state != self.STATE_OPEN:
            return False
        write_at_once(self.transport, data)
        return True

    def close(self, code: int, reason: str) -> None:
        if self.state == self.STATE_OPEN:
            # str(): autobahn insists on the very type, and an enumeration's member is a subclass of it.
            self.sendCloseFrame(code, encode_truncate(str(reason), REASON_BYTES))

    def sendCloseFrame(self, code: int | None = None, reasonUtf8: bytes | None = None, isReply: bool = False) -> None:
        super().sendCloseFrame(code, reasonUtf8, isReply)
        if not isReply:
            self.tell_gone(code or 1005, (reasonUtf8 or b"").decode())
            self.outflow.resume()  # whoever waits to send need not wait any more

    def dropConnection(self, abort: bool = False) -> None:
        """Autobahn resets a connection also after a clean close; the client would see an error."""
        super().dropConnection(abort and not self.wasClean)

    # The server's part

    def pauseProducing(self) -> None:
        self.outflow.pause()
        self.transport.pauseProducing()

    def resumeProducing(self) -> None:
        self.outflow.resume()
        self.read_soon()

    def stopProducing(self) -> None:
        """The connection is lost; onClose follows."""

    def too_slow(self) -> None:
        """4408 waits behind what the client has not read; if that stays unread, the connection is cut."""
        self.close(4408, "too slow")

    def handle_exception(self, exception: BaseException) -> None:
        if self.state == self.STATE_CONNECTING:
            self.refuse(500, [], b"")
        else:
            self.close(1011, "internal error")

    def application_ended(self) -> None:
        if self.state == self.STATE_CONNECTING:
            self.refuse(500, [], b"")
        else:
            self.close(1000, "")

    def depart(self) -> None:
        if self.state == self.STATE_CONNECTING:
            self.dropConnection(abort=True)
        else:
            self.close(1012, "restart")

    def check_timeouts(self) -> None:
        """Autobahn's own timers do what Daphne does here with the wall clock."""


class Factory(WebSocketFactory):
    protocol = WebSocket

    def freeze_options(self) -> None:
        """Makes the options attributes of the protocol's class.

        Autobahn copies them to each connection and formats them for a log line that is never written,
        which is half the cost of a handshake when everybody comes back at once.
        """
        options = {name: getattr(self, name) for name in WebSocket.CONFIG_ATTRS}
        options["perMessageCompressionAccept"] = staticmethod(self.perMessageCompressionAccept)
        self.protocol = cast("type[WebSocket]", type("WebSocket", (WebSocket,), options | {"CONFIG_ATTRS": []}))
