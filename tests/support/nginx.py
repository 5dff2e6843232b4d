"""A real nginx with the shipped deploy/nginx.conf; only ports, names and files are the test's."""

import http.client
import shutil
import ssl
import subprocess
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPSConnection
from pathlib import Path

from tests.support.ports import free_port

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
_WHERE = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin"

#: What somebody's nginx does to streams who knows nothing of them; what the site asks for in its headers still counts.
BUFFERING = {"proxy_buffering off;": "proxy_buffering on;"}


class Nginx:
    """nginx in front of what listens on `upstreams` (ports), with `changes` made to the shipped configuration.

    `folder` holds the certificate (`make_certificate`), the logs and the temporary files.
    """

    def __init__(self, folder: Path, upstreams: Sequence[int], changes: Mapping[str, str] | None = None) -> None:
        self.port, self.plain_port = free_port(), free_port()
        self.base = f"https://127.0.0.1:{self.port}"
        self._folder = folder
        config = folder / "nginx.conf"
        config.write_text(self._configuration(upstreams, changes or {}))
        nginx = shutil.which("nginx", path=_WHERE)
        assert nginx, "bin/test installs nginx"
        self.process = subprocess.Popen(
            [nginx, "-c", str(config), "-p", str(folder)], stderr=subprocess.PIPE, text=True
        )

    def _configuration(self, upstreams: Sequence[int], changes: Mapping[str, str]) -> str:
        servers = "\n".join(f"        server 127.0.0.1:{port} fail_timeout=1s;" for port in upstreams)
        folder = self._folder
        temporary = "".join(
            f"    {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        text = (DEPLOY / "nginx.conf").read_text()
        for old, new in {
            "        server 127.0.0.1:8000 fail_timeout=1s;": servers,
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "/etc/ssl/chat.example.org/": f"{folder}/",
            "/var/log/nginx/": f"{folder}/",
            "worker_processes auto;": "worker_processes 1; daemon off;",
            "worker_rlimit_nofile 65536;": f"pid {folder}/nginx.pid;",
            "worker_connections 16384;": "worker_connections 256;",
            "http {\n": f"http {{\n{temporary}",
            **changes,
        }.items():
            assert old in text, old
            text = text.replace(old, new)
        return text

    def connect(self) -> HTTPSConnection:
        return HTTPSConnection("127.0.0.1", self.port, context=trusting(), timeout=10)

    def get(self, path: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
        connection = self.connect()
        connection.request("GET", path, headers=headers or {})
        return connection.getresponse()

    def wait(self) -> None:
        """Wait until it answers; raises AssertionError with what it said instead."""
        for _ in range(100):
            try:
                self.connect().connect()
            except OSError:
                time.sleep(0.05)
            else:
                return
        self.process.kill()
        raise AssertionError(self.process.communicate()[1])

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(5)


def trusting() -> ssl.SSLContext:
    """Takes any certificate: the test made it itself."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def make_certificate(folder: Path) -> Path:
    """Put a self-signed certificate and its key into `folder`, and give it back."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=chat.example.org",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder
