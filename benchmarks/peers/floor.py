"""A C epoll loop of ours: what the kernel alone costs."""

from benchmarks import wire
from benchmarks.client import Door
from benchmarks.peers.base import Program, Transport
from benchmarks.workshop import compiled


class Floor(Program):
    name = "C epoll loop"
    transports = ("websocket", "sse")

    def command(self) -> list[str]:
        return [str(compiled("floor")), str(self.port)]

    def door(self, transport: Transport, chars: int) -> Door:
        ways = {"websocket": wire.websocket(self.port, "/ws"), "sse": wire.get(self.port, "/sse")}
        return Door(self.port, ways[transport], wire.post(self.port, "/pub", wire.text(chars)), "http")
