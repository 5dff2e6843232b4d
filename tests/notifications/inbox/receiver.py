"""A push service and a browser behind it: takes what is pushed, and decrypts it (RFC 8291)."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid.utils import b64urlencode


class Browser:
    """Keys of one subscription, and what was pushed to it."""

    def __init__(self, base: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)
        self.endpoint = f"{base}/push/{self.secret.hex()}"
        self.received: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.status = 201

    def subscription(self) -> dict[str, Any]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": self.endpoint,
            "p256dh": str(b64urlencode(point)),
            "auth": str(b64urlencode(self.secret)),
        }

    def take(self, body: bytes, headers: dict[str, str]) -> None:
        text = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        self.received.append(json.loads(text))
        self.headers.append(headers)


class PushService:
    """Where browsers are reached."""

    def __init__(self) -> None:
        self.browsers: dict[str, Browser] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                browser = service.browsers[self.path]
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if browser.status < 300:
                    browser.take(body, {name.lower(): value for name, value in self.headers.items()})
                self.send_response(browser.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def browser(self) -> Browser:
        made = Browser(self.base)
        self.browsers[made.endpoint.removeprefix(self.base)] = made
        return made


@contextmanager
def push_service() -> Iterator[PushService]:
    service = PushService()
    thread = threading.Thread(target=service.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.server.shutdown()
        service.server.server_close()
