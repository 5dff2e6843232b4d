"""Keeps the processes of a site alive, and ends them in order."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType

from django.conf import settings

from chatsite import processes

TICK_S = 0.2
# A process that dies this young will do so again: it is started anew later and later.
YOUNG_S = 5.0
PAUSE_MAX_S = 10.0
# Clients are told and closed within 10 s (chatsite.servers); a little more, then they are cut off.
STOP_WITHIN_S = 15.0


class Worker:
    """One process of the site, started again whenever it ends; `name` is what it is called to people."""

    def __init__(
        self, name: str, command: list[str], env: Mapping[str, str], listener: socket.socket | None = None
    ) -> None:
        self.name = name
        self.command = command
        self.env = env
        self.inherit = [] if listener is None else [listener.fileno()]
        self.pause_s = 0.0
        self.start()

    def start(self) -> None:
        self.again_at: float | None = None
        self.started = time.monotonic()
        self.child = processes.start(self.command, env=self.env, dies_with=signal.SIGTERM, inherit=self.inherit)

    def keep(self, say: Callable[[str], None]) -> None:
        """Starts the process anew if it has ended; one that keeps dying, after growing pauses."""
        if self.child.poll() is None:
            return
        now = time.monotonic()
        if self.again_at is None:
            self.pause_s = 0.0 if now - self.started > YOUNG_S else min(self.pause_s * 2 + 0.5, PAUSE_MAX_S)
            self.again_at = now + self.pause_s
            say(f"a {self.name} process ended ({describe(self.child)}); starting another")
        if now >= self.again_at:
            self.start()


def describe(child: subprocess.Popen[bytes]) -> str:
    code = child.returncode
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


class Stopping:
    """Turns Ctrl-C, SIGTERM and a closed terminal into a question one can ask: are we stopping?"""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask)

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def supervise(
    workers: list[Worker], *, stopping: Stopping, chores: list[Callable[[], None]], say: Callable[[str], None]
) -> None:
    """Keeps the workers alive until asked to stop; `chores` are done five times a second."""
    while not stopping.asked:
        for worker in workers:
            worker.keep(say)
        for chore in chores:
            chore()
        time.sleep(TICK_S)


def stop_all(children: list[subprocess.Popen[bytes]]) -> None:
    """Tells all of them at once, so that they say goodbye side by side."""
    for child in children:
        child.terminate()
    until = time.monotonic() + STOP_WITHIN_S
    for child in children:
        processes.stop(child, within_s=max(0.0, until - time.monotonic()))


def background_command() -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"]


def web_command(server: str, listener: socket.socket) -> list[str]:
    return [sys.executable, "-m", "chatsite.servers", server, "--fd", str(listener.fileno())]
