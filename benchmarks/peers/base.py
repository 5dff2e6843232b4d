"""What a peer is."""

import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Literal, Self

from benchmarks import kernel
from benchmarks.client import Door
from tests.support.ports import free_port
from tests.support.processes import end, spawn

Transport = Literal["websocket", "sse", "longpoll"]
START_S = 20.0


class Peer(ABC):
    """A server that hands messages to many; it runs for as long as the `with` block lasts."""

    name: str
    port: int
    transports: tuple[Transport, ...] = ()
    deliveries_per_second: int = 20_000
    """As fast as it is driven: well below what one core of it can do."""
    most_followers: int = 10_000
    """More would take it longer than anybody waits."""

    @abstractmethod
    def __enter__(self) -> Self:
        """Start it, pinned to the first core. Raises Missing where this machine cannot run it."""

    @abstractmethod
    def __exit__(self, *_: object) -> None:
        """End it."""

    @abstractmethod
    def pids(self) -> list[int]:
        """Its processes, without the databases and brokers that it uses."""

    @abstractmethod
    def door(self, transport: Transport, chars: int) -> Door:
        """How to follow by `transport` and to publish texts of `chars` characters."""


class Program(Peer):
    """A peer that one command starts."""

    process: subprocess.Popen[str]

    @abstractmethod
    def command(self) -> list[str]:
        """What starts it. Raises Missing where this machine cannot run it."""

    def environment(self) -> dict[str, str] | None:
        """The environment of its process; None for ours."""
        return None

    def __enter__(self) -> Self:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="bench-", dir="/tmp"))
        self.process = spawn(self.command(), log=self.log, env=self.environment())
        until = time.monotonic() + START_S
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{self.name} does not start: {self.log.read_text()[-1000:]}")
            time.sleep(0.05)
        kernel.pin(self.pids(), [kernel.cores()[0]])
        return self

    def __exit__(self, *_: object) -> None:
        end(self.process)

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def pids(self) -> list[int]:
        return kernel.family(self.process.pid)

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True
