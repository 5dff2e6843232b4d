"""The two that Django developers start with."""

import os
import sys
from typing import Literal

from benchmarks import kernel, wire
from benchmarks.client import Door
from benchmarks.peers.base import Program, Transport
from benchmarks.workshop import PROGRAMS
from tests.support.redis import Redis

Server = Literal["uvicorn", "daphne"]


class Project(Program):
    """A Django project of one file, `programs/<folder>/room.py`."""

    project: str

    def __init__(self, server: Server) -> None:
        self.server = server
        self.name = f"{self.name}, {server}"

    def command(self) -> list[str]:
        where = ["--app-dir", str(PROGRAMS / self.project), "--port", str(self.port)]
        if self.server == "uvicorn":
            options = ["--ws", "websockets-sansio", "--log-level", "error", "--lifespan", "off", "--backlog", "4096"]
            return [sys.executable, "-m", "uvicorn", "room:application", *where, *options]
        waits = ["--websocket_connect_timeout", "60", "--no-server-name", "-v", "0"]
        return [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(self.port), *waits, "room:application"]

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(PROGRAMS / self.project)}


class Tutorial(Project):
    name = "Channels tutorial"
    transports = ("websocket",)
    project = "tutorial"
    deliveries_per_second = 1_000
    most_followers = 1_000

    def environment(self) -> dict[str, str]:
        self.redis = Redis()
        kernel.pin([self.redis.process.pid], [kernel.cores()[1]])
        return {**super().environment(), "REDIS_URL": self.redis.url}

    def __exit__(self, *reason: object) -> None:
        super().__exit__(*reason)
        self.redis.stop()

    def door(self, transport: Transport, chars: int) -> Door:
        handshake = wire.websocket(self.port, "/ws/chat/room/")
        said = f'{{"message":"{wire.text(chars)}"}}'
        return Door(self.port, handshake, said, "ws", publisher_request=handshake)


class Eventstream(Project):
    name = "django-eventstream's view"
    transports = ("sse",)
    project = "eventstream"
    deliveries_per_second = 2_000
    most_followers = 1_000

    def door(self, transport: Transport, chars: int) -> Door:
        return Door(self.port, wire.get(self.port, "/sse"), wire.post(self.port, "/pub", wire.text(chars)), "http")
