"""HTTP on Daphne: a request's head in time, its body in bounds, a response as fast as it is read."""

import asyncio
from typing import Any

from daphne.http_protocol import HTTPFactory, WebRequest
from twisted.web import http

from chatsite.servers.flow import Message, Outflow, sleep_in, wake
from chatsite.servers.limits import Limits
from chatsite.servers.shortcuts import HELD_BYTES, Question


class Body:
    """The application's end of a request: the body, read from its file as it is asked for, then the end.

    Daphne puts the whole body into a queue before the application runs; what it puts is not kept here.
    """

    CHUNK_BYTES = 64 * 1024

    def __init__(self, request: "Request") -> None:
        self._request = request
        self._offset: int | None = 0
        self._gone = False
        self._waiting: list[asyncio.Future[None]] = []

    def put_nowait(self, message: Message) -> None:
        if message["type"] == "http.disconnect":
            self._gone = True
            wake(self._waiting)

    async def get(self) -> Message:
        while self._offset is None and not self._gone:
            await sleep_in(self._waiting)
        if self._gone or self._offset is None:
            return {"type": "http.disconnect"}
        content = self._request.content
        content.seek(self._offset)
        chunk = content.read(self.CHUNK_BYTES)
        more = len(chunk) == self.CHUNK_BYTES
        self._offset = self._offset + len(chunk) if more else None
        return {"type": "http.request", "body": chunk, "more_body": more}


class Request(WebRequest):
    """One request and its response."""

    # Kept out of Twisted's dictionary: Python shares the keys of one up to 30, and a fourth of its size is left.
    __slots__ = ("_response_started", "application_queue", "client_addr", "inbox", "outflow", "server_addr", "task")

    _response_started: bool

    def __init__(self, channel: "Channel", queued: object = False) -> None:
        self.task: asyncio.Task[None] | None = None
        # Twisted would read forms into memory as well, for an attribute that Daphne does not use.
        super().__init__(channel, queued, parsePOSTFormSubmission=False)
        self.outflow = channel.outflow
        self.inbox = Body(self)

    def process(self) -> object:
        self.requestHeaders.removeHeader(b"Daphne-Root-Path")  # Daphne believes it from any client
        if not b"".join(self.requestHeaders.getRawHeaders(b"Sec-WebSocket-Protocol", [])).isascii():
            self.basic_error(400, b"Bad Request", "Invalid subprotocol")  # Daphne would fail over it
            return None
        processed = super().process()
        if self.task is not None and self.channel.persistent:
            self.server.shortcuts.learn(self.channel.segment, self.clean_headers)
        return processed

    async def send(self, message: Message) -> None:
        """ASGI's send: waits for a client that reads slowly, and does nothing for one that is gone."""
        if self.outflow.paused:
            await self.outflow.room()
        self.server.check_headers_type(message)
        self.handle_reply(message)

    def write_framed(self, data: bytes) -> bool:
        """Sends a piece of a chunked answer, already framed; False where ASGI's `send` has to."""
        if self.outflow.paused or self.finished or not self.chunked or self.channel is None:
            return False
        write_at_once(self.channel.transport, data)
        return True

    def answer(self, data: bytes) -> bool:
        """Sends the whole answer; False where ASGI's `send` has to."""
        if self.outflow.paused or self.finished or self._response_started or self.channel is None:
            return False
        if not self.channel.persistent or self.method == b"HEAD":
            return False
        self._response_started = True
        self.startedWriting = True  # type: ignore[misc]  # it is in the dictionary of Twisted's
        write_at_once(self.channel.transport, data)
        self.finish()
        return True

    def handleContentChunk(self, data: bytes) -> None:
        if self.content.tell() + len(data) > self.server.limits.body_bytes:
            self.channel.refuse_body()
        else:
            super().handleContentChunk(data)

    def connectionLost(self, reason: object) -> None:
        super().connectionLost(reason)
        self.server.hurry(self)

    def handle_exception(self, exception: BaseException) -> None:
        """The application failed: 500, or a response that visibly lacks its end."""
        if self.finished or self.channel is None:
            return
        if self._response_started:
            self.channel.loseConnection()
        else:
            super().handle_exception(exception)

    def application_ended(self) -> None:
        if not self.finished and self.channel is not None:
            self.handle_exception(RuntimeError("The application ended without a complete response."))

    def basic_error(self, status: int, status_text: bytes, body: str) -> None:
        self.handle_reply(
            {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]}
        )
        self.handle_reply({"type": "http.response.body", "body": body.encode()})

    def depart(self) -> None:
        """Ends what is still being sent, cleanly; a request without an answer may be made again."""
        if self.finished or self.channel is None:
            return
        if self._response_started:
            self.finish()
        else:
            self.channel.loseConnection()


class Channel(http.HTTPChannel):
    """One HTTP connection: where it stands decides how long it may be silent."""

    __slots__ = ("early", "limits", "outflow", "phase", "question", "segment")  # as above

    abortTimeout = 5  # seconds between a polite close and an abort

    def connectionMade(self) -> None:
        self.phase = "head"
        self.question: Question | None = None
        self.early = b""  # what came before the question was answered
        self.segment = b""  # what is being parsed, if the parser had seen nothing of it before
        self.limits: Limits = self.factory.server.limits
        self.timeOut = self.limits.head_s  # type: ignore[misc]  # as above
        self.outflow = Outflow(
            self.factory.server.stalls, lambda: unsent_bytes(self.transport), self.transport.abortConnection
        )
        super().connectionMade()

    def connectionLost(self, reason: object) -> None:
        super().connectionLost(reason)
        self.outflow.resume()
        if self.question is not None:
            self.question.end()

    def dataReceived(self, data: bytes) -> None:
        if self.question is not None:
            self.early += data
            if len(self.early) > HELD_BYTES:
                self.transport.pauseProducing()
        elif self.requests or self._buffer:
            self.parse(data)
        elif not self.takes_shortcut(data):
            self.segment = data
            self.parse(data)
            self.segment = b""

    def takes_shortcut(self, data: bytes) -> bool:
        server, peer = self.factory.server, self.transport.getPeer()
        if server.draining or self.outflow.paused or self.transport.disconnecting:
            return False
        client = [str(peer.host), peer.port] if hasattr(peer, "host") else None
        taken: bool = server.shortcuts.take(data, client, "http", self.ask)
        if not taken:
            self.question = None
        return taken

    def ask(self) -> Question:
        self.question = Question(self.reply)
        return self.question

    def reply(self, data: bytes) -> None:
        write_at_once(self.transport, data)
        if self.early:
            asyncio.get_running_loop().call_soon(self.rest)  # after whoever answers
        else:
            self.rest()

    def rest(self) -> None:
        """The question is answered; what came meanwhile is the next request."""
        self.question = None
        data, self.early = self.early, b""
        if self.transport.connected:
            self.phase = "idle"
            self.setTimeout(self.limits.idle_s)
            if data:
                self.transport.resumeProducing()
                self.dataReceived(data)

    def timeoutConnection(self) -> None:
        """A client that waits for an answer is not idle; who answers it has a time of their own."""
        if self.question is None:
            super().timeoutConnection()
        else:
            self.setTimeout(self.limits.idle_s)

    def parse(self, data: bytes) -> None:
        if self.phase == "idle":
            self.phase = "head"
            self.setTimeout(self.limits.head_s)
        super().dataReceived(data)

    def resetTimeout(self) -> None:
        """Twisted's timeouts start again with each byte; a head's does not."""
        if self.phase == "body":
            super().resetTimeout()

    def allHeadersReceived(self) -> None:
        if self.length is not None and self.length > self.limits.body_bytes:
            return self.refuse_body()
        self.phase = "body"
        self.setTimeout(self.limits.body_s)
        super().allHeadersReceived()

    def allContentReceived(self) -> None:
        if self.phase == "refused":  # and what was kept of the body is not the body
            return
        self.phase = "answering"
        self.setTimeout(self.limits.idle_s)  # which Twisted suspends now and restores with the next line
        super().allContentReceived()

    def requestDone(self, request: Request) -> None:
        self.phase = "idle"
        super().requestDone(request)

    def checkPersistence(self, request: Request, version: bytes) -> bool:
        if self.factory.server.draining:
            request.responseHeaders.setRawHeaders(b"Connection", [b"close"])
            return False
        return bool(super().checkPersistence(request, version))

    def refuse_body(self) -> None:
        self.phase = "refused"
        self.transport.write(b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        self.loseConnection()

    def pauseProducing(self) -> None:
        super().pauseProducing()
        self.outflow.pause()

    def resumeProducing(self) -> None:
        super().resumeProducing()
        self.outflow.resume()


class Factory(HTTPFactory):
    protocol = Channel

    def buildProtocol(self, addr: object) -> Channel:
        channel: Channel = super().buildProtocol(addr)
        channel.requestFactory = Request
        return channel

    def startFactory(self) -> None:
        """Twisted would format a line for its own access log with each request."""

    def stopFactory(self) -> None:
        pass

    def log(self, request: Request) -> None:
        pass


def write_at_once(transport: Any, data: bytes) -> None:
    """To the kernel now, if nothing waits before it; Twisted would call epoll twice, and its loop in between."""
    if not unsent_bytes(transport) and not transport.disconnecting and transport.connected:
        taken = transport.writeSomeData(data)
        if taken == len(data):
            return
        if isinstance(taken, int):
            data = data[taken:]
    transport.write(data)  # which also notices that the connection is lost


def unsent_bytes(transport: Any) -> int:
    """What waits in a Twisted transport; it has no public way to ask."""
    return int(len(transport.dataBuffer) - transport.offset + transport._tempDataLen)  # noqa: SLF001  (see above)
