"""A private redis-server on a unix socket, to be frozen, killed and brought back at will."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.support.processes import end, spawn

START_S = 5.0


class Redis:
    """One server without persistence. `url` suits `REDIS_URL`; the socket's path stays the same over restarts."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="redis-", dir="/tmp"))  # a socket path holds 107 bytes at most
        self.socket = self.folder / "redis.sock"
        self.url = f"unix://{self.socket}"
        self.process = self._run()

    def _run(self) -> subprocess.Popen[str]:
        options = [
            "--port",
            "0",
            "--unixsocket",
            str(self.socket),
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(self.folder),
        ]
        process = spawn(["redis-server", *options], log=self.folder / "redis.log")
        until = time.monotonic() + START_S
        while not self._answers():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"redis-server does not start, see {self.folder / 'redis.log'}")
            time.sleep(0.01)
        return process

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as s:
                s.settimeout(1)
                s.connect(str(self.socket))
                s.sendall(b"PING\r\n")
                return s.recv(7) == b"+PONG\r\n"
        except OSError:
            return False

    def freeze(self) -> None:
        """Stop it in its tracks: connections stay open and nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)
        while not self.frozen:
            time.sleep(0.001)

    @property
    def frozen(self) -> bool:
        """Whether the kernel has stopped it (proc(5), state T)."""
        return Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2][0] in "Tt"

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        end(self.process, signal.SIGKILL)

    def restart(self) -> None:
        """Bring it back, empty, after `kill`."""
        self.process = self._run()

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
