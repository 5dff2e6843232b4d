"""A whole site as real processes: database, channel layer, one or more web processes, all private to the test."""

import asyncio
import contextlib
import itertools
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from tests.support.history import Event
from tests.support.inside import Inside
from tests.support.ports import free_port
from tests.support.processes import PYTHON, end, spawn
from tests.support.redis import Redis
from tests.support.workshop import Database, environment, workshop

Server = Literal["daphne", "uvicorn"]
Layer = Literal["redis", "memory"]

START_S = 40.0
_numbers = itertools.count(1)


class Site:
    """One site. `with`, `Site.start` and `Site.running` wait until it answers; it may outlive an event loop.

    With the layer "memory" its processes have no way to wake each other: only the sweep of the log is left.
    """

    def __init__(
        self,
        server: Server = "daphne",
        database: Database = "sqlite",
        layer: Layer = "redis",
        processes: int = 1,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.server, self.database_kind = server, database
        self.folder = workshop().folder / f"site-{next(_numbers)}"
        self.folder.mkdir()
        self.redis = Redis() if layer == "redis" else None
        self.database_url = workshop().database(database)
        layered = {"REDIS_URL": self.redis.url} if self.redis else {}
        self.env = environment(
            **{"DATABASE_URL": self.database_url, "MEDIA": str(self.folder / "media"), **layered, **(env or {})}
        )
        self.ports = [free_port() for _ in range(processes)]
        self.bases = [f"http://127.0.0.1:{port}" for port in self.ports]
        self.processes = [self._run(index) for index in range(processes)]
        self.inside = Inside(self.env, self.folder / "inside.log")
        self._tokens: dict[str, str] = {}
        self._read = [0] * processes

    def __enter__(self) -> Self:
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @classmethod
    async def start(
        cls,
        *,
        server: Server = "daphne",
        database: Database = "sqlite",
        layer: Layer = "redis",
        processes: int = 1,
        env: Mapping[str, str] | None = None,
    ) -> "Site":
        """A site that answers `/readyz` with 200 in every process."""
        site = cls(server, database, layer, processes, env)
        try:
            await asyncio.to_thread(site.wait)
        except BaseException:
            site.stop()
            raise
        return site

    @classmethod
    @contextlib.asynccontextmanager
    async def running(cls, **how: Any) -> AsyncIterator["Site"]:
        """`start`, and at the end `stop` and the check that no log holds a traceback."""
        site = await cls.start(**how)
        try:
            yield site
            site.check_logs()
        finally:
            site.stop()

    def _run(self, index: int) -> subprocess.Popen[str]:
        where = ["--host", "127.0.0.1", "--port", str(self.ports[index])]
        env = {"BASE_URL": self.bases[index], **self.env}
        return spawn([PYTHON, "-m", "chatsite.servers", self.server, *where], env=env, log=self.log(index))

    def log(self, index: int) -> Path:
        return self.folder / f"{self.server}-{index}.log"

    def wait(self, path: str = "/readyz") -> None:
        """Wait until every process answers `path` with 200; raises RuntimeError with its log when one does not."""
        for index, base in enumerate(self.bases):
            until = time.monotonic() + START_S
            while why := _knock(base + path):
                if self.processes[index].poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"{base} does not start ({why}):\n{self.log(index).read_text()[-3000:]}")
                time.sleep(0.05)

    # What happens inside

    async def do(self, deed: str, **args: Any) -> Any:
        """Run `tests.support.deeds.<deed>(**args)` inside the site, in a process of its own."""
        return await asyncio.to_thread(self.inside.do, deed, **args)

    async def token(self, username: str) -> str:
        """A Bearer token of that person, always the same one."""
        if username not in self._tokens:
            self._tokens[username] = await self.do("token", username=username)
        return self._tokens[username]

    async def committed(self, *streams: str) -> dict[str, list[Event]]:
        """The log of these streams as the database holds it."""
        rows = await self.do("committed", streams=streams)
        return {stream: [Event.of(row) for row in rows.get(stream, [])] for stream in streams}

    # Harm

    def pid(self, index: int = 0) -> int:
        return self.processes[index].pid

    def kill(self, index: int = 0) -> None:
        end(self.processes[index], signal.SIGKILL)

    async def terminate(self, index: int = 0, patience_s: float = 20.0) -> int:
        """SIGTERM; the exit status."""
        self.processes[index].send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self.processes[index].wait, patience_s)

    async def restart(self, index: int = 0) -> None:
        """Start the process again after `kill` or `terminate`, on the same port; the services may be gone meanwhile."""
        self.processes[index] = self._run(index)
        await asyncio.to_thread(self.wait, "/healthz")

    def freeze_redis(self) -> None:
        if self.redis:
            self.redis.freeze()

    def thaw_redis(self) -> None:
        if self.redis:
            self.redis.thaw()

    # What is left behind

    def rss_kib(self, index: int = 0) -> int:
        """Resident memory of the process now."""
        return self._status(index, "VmRSS")

    def threads(self, index: int = 0) -> int:
        return self._status(index, "Threads")

    def _status(self, index: int, field: str) -> int:
        lines = Path(f"/proc/{self.pid(index)}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))

    def new_log(self) -> str:
        """What the web processes wrote since the last call."""
        text = ""
        for index in range(len(self.processes)):
            with self.log(index).open("rb") as log:
                log.seek(self._read[index])
                raw = log.read()
            self._read[index] += len(raw)
            text += raw.decode("utf-8", "replace")
        return text

    def check_logs(self, forgive: str = "") -> None:
        """Fail when a traceback was logged since the last call, by any logger but `forgive`."""
        lines = [line for line in self.new_log().splitlines() if "Traceback" in line]
        bad = [line for line in lines if not forgive or f'"logger": "{forgive}' not in line]
        assert not bad, "a traceback was logged:\n" + bad[0].replace("\\n", "\n")[-3000:]

    def stop(self) -> None:
        self.inside.stop()
        for process in self.processes:
            end(process, signal.SIGKILL)
        if self.redis:
            self.redis.stop()
        if self.database_kind == "postgres":
            workshop().postgres.drop(Path(self.database_url).name)


def _knock(url: str) -> str:
    """Why `url` does not answer 200; empty when it does."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return "" if answer.status == 200 else str(answer.status)
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read()[:300]!r}"
    except OSError as error:
        return str(error)
