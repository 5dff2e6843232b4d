"""Nchan, the publish/subscribe module for nginx (https://nchan.io), as Debian ships it."""

import getpass
from pathlib import Path

from benchmarks import wire
from benchmarks.client import Door
from benchmarks.peers.base import Program, Transport
from benchmarks.workshop import PROGRAMS, Missing, need

MODULE = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")


class Nchan(Program):
    name = "Nchan"
    transports = ("websocket", "sse", "longpoll")

    def command(self) -> list[str]:
        nginx = need("nginx", "nginx libnginx-mod-nchan")
        if not MODULE.exists():
            raise Missing("nginx's module Nchan is missing (apt-get install libnginx-mod-nchan)")
        text = (PROGRAMS / "nchan.conf").read_text()
        filled = {"PORT": self.port, "FOLDER": self.folder, "USER": getpass.getuser(), "FILES": 20000}
        for name, value in {**filled, "CONNECTIONS": 15000}.items():
            text = text.replace(name, str(value))
        conf = self.folder / "nginx.conf"
        conf.write_text(text)
        return [nginx, "-p", "/usr/share/nginx", "-c", str(conf), "-e", str(self.folder / "nginx.log")]

    def door(self, transport: Transport, chars: int) -> Door:
        published = wire.post(self.port, "/pub", wire.text(chars))
        if transport == "longpoll":
            cursor = ("If-Modified-Since: %C", "If-None-Match: %E")
            asked = wire.get(self.port, "/poll", *cursor)
            return Door(self.port, asked, published, "http", poll=1, cursors="nchan")
        ways = {
            "websocket": wire.websocket(self.port, "/ws"),
            "sse": wire.get(self.port, "/sse", "Accept: text/event-stream"),
        }
        return Door(self.port, ways[transport], published, "http")
