"""A web site of somebody else: an empty page, and addresses that have moved."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.support.ports import free_port


class OtherSite:
    """Serves until `stop`; `base` is its origin. `/moved?status=301&to=<url>` redirects, and counts in `asked`."""

    def __init__(self) -> None:
        asked = self.asked = list[str]()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                where = urlsplit(self.path)
                asked.append(where.path)
                query = parse_qs(where.query)
                self.send_response(int(query["status"][0]) if where.path == "/moved" else 200)
                if where.path == "/moved":
                    self.send_header("Location", query["to"][0])
                self.send_header("Content-Type", "text/html")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Nobody reads it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
