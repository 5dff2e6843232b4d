"""The private services start, can be harmed, come back, and die with the process that started them."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.ports import FIRST, LAST, free_port
from tests.support.postgres import Postgres
from tests.support.processes import PYTHON, ROOT, end, spawn
from tests.support.redis import Redis


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    cluster = Postgres()
    yield cluster
    cluster.stop()


def test_redis_can_be_frozen_killed_and_brought_back() -> None:
    redis = Redis()
    try:
        redis.freeze()
        assert redis.frozen
        redis.thaw()
        assert redis._answers()
        redis.kill()
        assert not redis._answers()
        redis.restart()
        assert redis._answers()
    finally:
        redis.stop()
    assert not redis.folder.exists()


def test_a_database_is_a_copy_of_its_template(postgres: Postgres) -> None:
    template = postgres.create()
    with postgres.connect(template) as connection:
        connection.execute("CREATE TABLE room (name text)")
    copy = postgres.create(template)
    with postgres.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM room").fetchone() == (0,)
    postgres.drop(copy)
    with pytest.raises(psycopg.OperationalError):
        postgres.connect(copy)


def test_postgres_keeps_what_was_committed_over_a_crash(postgres: Postgres) -> None:
    database = postgres.create()
    with postgres.connect(database) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    postgres.crash()
    postgres.restart()
    with postgres.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_children_die_with_a_killed_parent(tmp_path: Path) -> None:
    program = "from tests.support.redis import Redis; print(Redis().process.pid, flush=True); input()"
    parent = spawn([PYTHON, "-c", program], log=tmp_path / "log", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdout
    assert parent.stdin
    child = int(parent.stdout.readline())
    end(parent, signal.SIGKILL)
    parent.stdout.close()
    parent.stdin.close()
    until = time.monotonic() + 5
    while time.monotonic() < until and _alive(child):
        time.sleep(0.01)
    assert not _alive(child)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


def test_free_ports_are_distinct_and_in_range() -> None:
    ports = {free_port() for _ in range(20)}
    assert len(ports) == 20
    assert all(FIRST <= port <= LAST for port in ports)


def test_the_checkout_is_the_working_directory_of_children(tmp_path: Path) -> None:
    child = spawn(["pwd"], log=tmp_path / "log")
    assert child.wait(5) == 0
    assert (tmp_path / "log").read_text().strip() == os.fspath(ROOT)
