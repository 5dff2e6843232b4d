"""A private PostgreSQL cluster in a temporary folder, one database per site."""

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cached_property
from pathlib import Path

import psycopg

from tests.support.processes import end, spawn

START_S = 20.0
#: initdb refuses to run as root, so the cluster belongs to the user that Debian's package made.
USER = "postgres"
#: Nothing here has to survive the machine; a test of durability kills our processes, not the kernel.
FAST = "fsync = off\nfull_page_writes = off\nmax_connections = 300\nshared_buffers = 32MB\n"


class Postgres:
    """One cluster, reached over a unix socket in its own folder; started on creation."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self.log = self.folder / "postgres.log"
        self.numbers = itertools.count(1)
        self.log.touch()
        if os.geteuid() == 0:
            shutil.chown(self.folder, USER, USER)
        made = spawn(
            [
                self._program("initdb"),
                "-D",
                str(self.folder / "data"),
                "-A",
                "trust",
                "-U",
                USER,
                "-E",
                "UTF8",
                "--no-sync",
            ],
            log=self.log,
            user=USER,
        )
        if made.wait(60):
            raise RuntimeError(f"initdb failed: {self.log.read_text()}")
        with (self.folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(FAST)
        self.process = self._run()

    @staticmethod
    def _program(name: str) -> str:
        found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
        return str(found[-1]) if found else name

    def _run(self) -> subprocess.Popen[str]:
        options = ["-D", str(self.folder / "data"), "-k", str(self.folder), "-c", "listen_addresses="]
        process = spawn([self._program("postgres"), *options], log=self.log, user=USER, death_signal=signal.SIGQUIT)
        until = time.monotonic() + START_S
        while not self._answers():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL does not start: {self.log.read_text()}")
            time.sleep(0.02)
        return process

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._where("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def _where(self, database: str) -> str:
        return f"host={self.folder} user={USER} dbname={database}"

    def url(self, database: str) -> str:
        """The `DATABASE_URL` of `database`; the socket's folder takes the place of the host."""
        return f"postgres://{USER}@{str(self.folder).replace('/', '%2F')}/{database}"

    def connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(self._where(database), autocommit=True)

    @cached_property
    def _admin(self) -> psycopg.Connection:
        return self.connect("postgres")

    def create(self, template: str = "template0") -> str:
        """The name of a fresh database, a copy of `template`, to which nobody may be connected."""
        name = f"site{next(self.numbers)}"
        self._admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, database: str) -> None:
        self._admin.execute(f'DROP DATABASE "{database}" WITH (FORCE)')

    def crash(self) -> None:
        """Immediate shutdown: every connection is cut, the log is replayed at the next start."""
        self.__dict__.pop("_admin", None)
        end(self.process, signal.SIGQUIT)

    def restart(self) -> None:
        self.process = self._run()

    def stop(self) -> None:
        self.crash()
        shutil.rmtree(self.folder, ignore_errors=True)
