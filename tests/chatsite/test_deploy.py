"""What deploy/ ships does what it says. nginx runs for real, in front of a backend that tells what it got."""

import json
import re
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, RemoteDisconnected
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.management import get_commands

from chatsite import environment
from tests.support.nginx import DEPLOY, Nginx, make_certificate
from tests.support.ports import free_port


class Backend(BaseHTTPRequestHandler):
    """Answers with the headers it got; below /stream/ a piece at once and another one later."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if not self.path.startswith("/stream/"):
            body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
            self.send_response(503 if self.path == "/readyz" else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b": first\n\n")
        self.wfile.flush()
        time.sleep(2)
        self.wfile.write(b": second\n\n")

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("nginx"))


@pytest.fixture(scope="module")
def backend() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def proxy(certificate: Path, backend: ThreadingHTTPServer) -> Iterator[Nginx]:
    proxy = Nginx(certificate, [backend.server_port])
    proxy.wait()
    yield proxy
    proxy.stop()


def test_the_site_learns_who_asks_and_how_whatever_the_client_says(proxy: Nginx) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http", "Forwarded": "for=203.0.113.9",
        "Daphne-Root-Path": "/admin",
    }  # fmt: skip
    got = json.loads(proxy.get("/rooms/", forged).read())
    assert (got["x-forwarded-for"], got["x-forwarded-proto"]) == ("127.0.0.1", "https")
    assert got["host"] == f"127.0.0.1:{proxy.port}"
    assert not {"daphne-root-path", "forwarded"} & got.keys()


def test_a_stream_is_passed_on_piece_by_piece(proxy: Nginx) -> None:
    began = time.monotonic()
    response = proxy.get("/stream/sse")
    assert response.readline() == b": first\n"
    assert time.monotonic() - began < 1.5
    assert b"second" in response.read()


def test_an_upgrade_is_asked_for_only_where_the_client_did(proxy: Nginx) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket"}
    asked = json.loads(proxy.get("/rooms/", upgrade).read())
    assert (asked["connection"], asked["upgrade"]) == ("upgrade", "websocket")
    assert "upgrade" not in json.loads(proxy.get("/rooms/").read())


def test_figures_are_not_shown_to_the_world(proxy: Nginx) -> None:
    assert proxy.get("/metrics").status == 404


def test_a_large_body_is_refused_before_it_reaches_the_site(proxy: Nginx) -> None:
    connection = proxy.connect()
    connection.request("POST", "/api/v1/rooms", body=b"x" * 300_000)
    assert connection.getresponse().status == 413


def test_plain_http_leads_to_https(proxy: Nginx) -> None:
    connection = HTTPConnection("127.0.0.1", proxy.plain_port, timeout=5)
    connection.request("GET", "/rooms/?at=1", headers={"Host": "chat.example.org"})
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (301, "https://chat.example.org/rooms/?at=1")


def test_an_answer_of_the_site_itself_passes_even_if_it_is_503(proxy: Nginx) -> None:
    assert proxy.get("/readyz").status == 503


def test_without_an_upstream_a_stream_is_dropped_and_a_page_says_502(certificate: Path) -> None:
    proxy = Nginx(certificate, [free_port()])
    try:
        proxy.wait()
        with pytest.raises(RemoteDisconnected):
            proxy.get("/stream/sse")
        assert proxy.get("/rooms/").status == 502
    finally:
        proxy.stop()


@pytest.mark.parametrize(
    "name", ["Dockerfile", "compose.yaml", "systemd/chatsite.service", "systemd/chatsite-prune.service"]
)
def test_every_command_that_is_named_exists(name: str) -> None:
    text = (DEPLOY / name).read_text()
    named = set(re.findall(r"""manage\.py["',\s]+([a-z_]+)""", text))
    assert named
    assert named <= get_commands().keys()


def test_compose_sets_only_variables_that_the_site_reads() -> None:
    web = (DEPLOY / "compose.yaml").read_text().partition("  web:")[2].partition("ports:")[0]
    named = set(re.findall(r"^      ([A-Z_]+):", web, re.MULTILINE))
    known = {field.upper() for field in environment.Environment.__dataclass_fields__} | {"EMAIL_URL"}
    assert named
    assert named <= known


def test_the_image_holds_every_folder_of_the_site() -> None:
    copied = set(re.findall(r"^COPY (?!--from)(\S+)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE))
    assert {
        "manage.py",
        "requirements.txt",
        "chatsite",
        "chat",
        "notifications",
        "templates",
        "static",
        "locale",
    } <= copied
