"""Real server processes that run the toys."""

import asyncio
import contextlib
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.ports import free_port
from tests.support.processes import PYTHON, end, spawn

TOYS = "tests.chatsite.servers.toys"
START_S = 20


@dataclass
class Running:
    """One server process."""

    port: int
    process: subprocess.Popen[str]
    log: Path
    read: int = 0  # characters of the log that belong to earlier tests

    async def noted(self, line: str, within_s: float = 5) -> str:
        """Waits until the log has the line; returns the log."""
        until = time.monotonic() + within_s
        while line not in (text := self.log.read_text()[self.read :]):
            assert time.monotonic() < until, f"{line!r} is not in the log:\n{text[-2000:]}"
            await asyncio.sleep(0.02)
        return text

    def memory_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)


Start = Callable[..., contextlib.AbstractContextManager[Running]]


@pytest.fixture(params=["daphne", "uvicorn"], scope="module")
def start(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Start:
    """`with start("stall_s=1", on_drain="bye") as server:`"""

    @contextlib.contextmanager
    def start(*limits: str, on_drain: str = "bye", drain_s: float = 2) -> Iterator[Running]:
        port = free_port()
        log = tmp_path_factory.mktemp("server") / "log"
        where = ["--port", str(port), "--drain", str(drain_s)]
        what = ["--app", f"{TOYS}:application", "--on-drain", f"{TOYS}:{on_drain}"]
        changed = [f"--limit={limit}" for limit in limits]
        process = spawn([PYTHON, "-m", "chatsite.servers", request.param, *where, *what, *changed], log=log)
        try:
            wait_for(port, process, log)
            yield Running(port, process, log)
        finally:
            end(process, signal.SIGKILL)

    return start


@pytest.fixture(scope="module")
def shared(start: Start) -> Iterator[Running]:
    with start() as running:
        yield running


@pytest.fixture
def server(shared: Running) -> Running:
    """A server with the limits it has by default, shared by the tests of a module."""
    shared.read = len(shared.log.read_text())
    return shared


@pytest.fixture(scope="module")
def shared_hasty(start: Start) -> Iterator[Running]:
    with start("head_s=1", "body_s=1", "stall_s=1", "ping_s=1", "pong_s=2", "close_s=2", "farewell_s=0.3") as running:
        yield running


@pytest.fixture
def hasty(shared_hasty: Running) -> Running:
    """A server that loses its patience after a second, shared by the tests of a module."""
    shared_hasty.read = len(shared_hasty.log.read_text())
    return shared_hasty


def wait_for(port: int, process: subprocess.Popen[str], log: Path) -> None:
    until = time.monotonic() + START_S
    while True:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.02)
