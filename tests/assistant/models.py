"""A server that speaks OpenAI's protocol, as well or as badly as a test wants."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def chunk(text: str | None, finish: str | None = None) -> bytes:
    delta = {} if text is None else {"content": text}
    return b"data: " + json.dumps({"choices": [{"delta": delta, "finish_reason": finish}]}).encode() + b"\n\n"


DONE = chunk(None, "stop") + b"data: [DONE]\n\n"


def said(*pieces: str) -> list[bytes]:
    return [*map(chunk, pieces), DONE]


@dataclass
class Speech:
    """One answer: a status, headers, and what is sent, with a pause before each piece."""

    pieces: list[bytes]
    status: int = 200
    kind: str = "text/event-stream"
    headers: dict[str, str] = field(default_factory=dict)
    pause_s: float = 0.0


@dataclass
class Talker:
    """What it says, one speech for each request (the last again and again), and what it was asked."""

    url: str = ""
    speeches: list[Speech] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def says(self, *speeches: Speech) -> None:
        self.speeches, self.asked = [*speeches], []


class _Handler(BaseHTTPRequestHandler):
    talker: Talker

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.talker.asked.append(json.loads(self.rfile.read(length)) | {"path": self.path})
        self.talker.headers.append(dict(self.headers))
        speeches = self.talker.speeches
        speech = speeches.pop(0) if len(speeches) > 1 else speeches[0]
        self.send_response(speech.status)
        for name, value in {"Content-Type": speech.kind, **speech.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for piece in speech.pieces:
                time.sleep(speech.pause_s)
                self.wfile.write(piece)
                self.wfile.flush()
        except OSError:
            pass

    def log_message(self, *_args: Any) -> None:
        """Quietly."""


@contextmanager
def talking() -> Iterator[Talker]:
    """A server on this machine."""
    talker = Talker()
    handler = type("Handler", (_Handler,), {"talker": talker})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    talker.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield talker
    finally:
        server.shutdown()
        server.server_close()
