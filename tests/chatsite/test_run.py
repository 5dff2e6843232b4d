"""`bin/run` as a person sees it: real processes, a database of its own, a port of its own.

Each start takes two to four seconds, which is what the slow ones of these tests are made of.
"""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.processes import PYTHON, spawn
from tests.support.workshop import workshop

START_S = 40.0


class Site:
    """One `manage.py run`; what it says goes to a file."""

    def __init__(self, folder: Path, *options: str, env: dict[str, str] | None = None) -> None:
        self.log = folder / f"run-{time.monotonic_ns()}.log"
        command = [PYTHON, "manage.py", "run", "--port", "0", *options]
        self.process = spawn(command, env=environment(folder, **(env or {})), log=self.log)

    def said(self) -> str:
        return self.log.read_text()

    def url(self) -> str:
        """Waits for the greeting, which stands there only when the site answers."""
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            if found := re.search(r"http://127\.0\.0\.1:\d+(?=\s)", self.said()):
                return found.group()
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)
        raise AssertionError(self.said())

    def children(self) -> dict[int, str]:
        """Process ids and command lines of everything it started."""
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return {int(pid): line for pid, line in (row.split(None, 1) for row in listed.stdout.splitlines())}

    def workers(self) -> list[int]:
        return [pid for pid, line in self.children().items() if "chatsite.servers" in line]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(20)


def environment(folder: Path, **values: str) -> dict[str, str]:
    foreign = ("REDIS_URL", "BASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DJANGO_SETTINGS_MODULE")
    ours = {name: value for name, value in os.environ.items() if name not in foreign}
    return {**ours, "DEBUG": "1", "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3", "TMPDIR": str(folder), **values}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    sites: list[Site] = []

    def start_site(*options: str, env: dict[str, str] | None = None) -> Site:
        sites.append(Site(tmp_path, *options, env=env))
        return sites[-1]

    yield start_site
    for site in sites:
        if site.process.poll() is None:
            site.stop()


def run_to_the_end(folder: Path, *options: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [PYTHON, "manage.py", "run", *options]
    return subprocess.run(
        command, env=environment(folder, **env), capture_output=True, text=True, check=False, timeout=60
    )


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as response:
        return json.loads(response.read())


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return False


def is_alive(pid: int) -> bool:
    """An orphan is reaped by init, in a container perhaps by none: then it stays as a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def answers(url: str) -> bool:
    try:
        return bool(get(url)["status"] == "ready")
    except (urllib.error.URLError, OSError):
        return False


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_is_clean_and_leaves_nothing_behind(start: Callable[..., Site], how: signal.Signals) -> None:
    site = start("--no-demo")
    assert get(f"{site.url()}/readyz") == {"status": "ready"}
    assert within(10, lambda: len(site.children()) == 3), "a web process, a worker and an embedded server"
    children = site.children()
    assert site.stop(how) == 0
    assert not [line for pid, line in children.items() if is_alive(pid)]
    assert "Traceback" not in site.said()


def test_the_first_start_makes_demo_people_and_says_who_they_are(start: Callable[..., Site]) -> None:
    site = start()
    rooms = get(f"{site.url()}/api/v1/rooms")
    assert "lobby" in json.dumps(rooms)
    assert all(name in site.said() for name in ("alice", "bob", "carol", "mona", "admin", "embedded Valkey"))


def test_a_second_start_takes_seconds(start: Callable[..., Site]) -> None:
    first = start()
    first.url()
    first.stop()
    began = time.monotonic()
    second = start()
    second.url()
    assert time.monotonic() - began < 15
    assert "Migrating" not in second.said()
    assert "demo people and rooms" not in second.said()


def test_two_at_once_on_one_new_database_share_one_embedded_server(start: Callable[..., Site]) -> None:
    sites = [start(), start("--server", "uvicorn")]
    assert all(get(f"{site.url()}/readyz") == {"status": "ready"} for site in sites)
    lines = [line for site in sites for line in site.children().values()]
    assert sum("valkey-server" in line for line in lines) == 1
    assert sum("Migrating" in site.said() for site in sites) == 1
    assert sum("Making demo" in site.said() for site in sites) == 1


def test_two_at_once_on_one_new_postgresql_database_prepare_it_once(start: Callable[..., Site]) -> None:
    postgres = workshop().postgres
    env = {"DATABASE_URL": postgres.url(postgres.create())}
    sites = [start(env=env), start("--workers", "2", env=env)]
    assert all(get(f"{site.url()}/readyz") == {"status": "ready"} for site in sites)
    assert sum("Migrating" in site.said() for site in sites) == 1
    assert sum("Making demo" in site.said() for site in sites) == 1


def test_the_survivor_of_two_starts_the_embedded_server_anew(start: Callable[..., Site]) -> None:
    owner = start("--no-demo")
    owner.url()
    survivor = start("--no-demo")
    url = survivor.url()
    owner.process.kill()
    assert within(5, lambda: any("valkey-server" in line for line in survivor.children().values()))
    assert within(5, lambda: answers(f"{url}/readyz"))


def test_nothing_survives_when_it_is_killed(start: Callable[..., Site]) -> None:
    site = start("--no-demo", "--workers", "2")
    site.url()
    assert within(10, lambda: len(site.children()) == 4), "two web processes, a worker and an embedded server"
    children = site.children()
    site.process.kill()
    site.process.wait()
    assert within(10, lambda: not any(is_alive(pid) for pid in children))


def test_a_web_process_that_dies_is_replaced_while_the_others_serve(start: Callable[..., Site]) -> None:
    site = start("--no-demo", "--workers", "2")
    url = site.url()
    victim, other = site.workers()
    os.kill(victim, signal.SIGKILL)
    assert get(f"{url}/healthz")
    assert within(10, lambda: len(site.workers()) == 2 and victim not in site.workers())
    assert other in site.workers()


def test_all_web_processes_may_hold_many_connections(start: Callable[..., Site]) -> None:
    site = start("--no-demo")
    site.url()
    limits = Path(f"/proc/{site.workers()[0]}/limits").read_text()
    found = re.search(r"Max open files\s+(\d+)\s+(\d+)", limits)
    assert found
    soft, hard = map(int, found.groups())
    assert soft >= min(hard, 65_536)


def test_a_taken_port_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_to_the_end(tmp_path, "--port", str(port))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"chatsite: cannot listen on 127.0.0.1 port {port}: Address already in use\n"


@pytest.mark.parametrize(
    ("options", "env", "word"),
    [
        (["--host", "0.0.0.0"], {}, "DEBUG"),
        (["--host", "no-such-host.invalid"], {}, "no-such-host.invalid"),
        ([], {"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        (["--port", "0"], {"DATABASE_URL": "sqlite:////no/such/folder/site.sqlite3"}, "DATABASE_URL"),
        (["--port", "0"], {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}, "DATABASE_URL"),
        ([], {"POST_RATE": "fast"}, "POST_RATE"),
        ([], {"DEBUG": "0"}, "SECRET_KEY"),
    ],
)
def test_what_cannot_be_is_one_line_and_exit_code_2(
    tmp_path: Path, options: list[str], env: dict[str, str], word: str
) -> None:
    done = run_to_the_end(tmp_path, *options, **env)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("chatsite: ")
    assert word in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_database_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "site.sqlite3").write_text("This is a letter. " * 100)
    done = run_to_the_end(tmp_path, "--port", "0")
    assert done.returncode == 2
    assert done.stderr == "chatsite: the database that DATABASE_URL names cannot be used: file is not a database\n"


@pytest.mark.parametrize("options", [["--port", "70000"], ["--workers", "0"], ["--server", "apache"], ["--colour"]])
def test_an_unknown_option_is_explained(tmp_path: Path, options: list[str]) -> None:
    done = run_to_the_end(tmp_path, *options)
    assert done.returncode == 2
    assert "usage: bin/run" in done.stderr


def test_help_says_what_it_takes(tmp_path: Path) -> None:
    done = run_to_the_end(tmp_path, "--help")
    assert done.returncode == 0
    assert all(option in done.stdout for option in ("--host", "--port", "--server", "--workers", "--no-demo"))


def test_without_debug_it_makes_no_demo_and_prints_the_link_for_the_first_administrator(
    start: Callable[..., Site],
) -> None:
    env = {"DEBUG": "0", "SECRET_KEY": "only-for-this-test", "ALLOWED_HOSTS": "127.0.0.1"}
    site = start(env=env)
    url = site.url()
    assert "demo" not in site.said()
    assert get(f"{url}/api/v1/rooms") in ([], {"rooms": []})
    assert within(5, lambda: "/setup/" in site.said())
    link = next(line for line in site.said().splitlines() if line.startswith(f"{url}/setup/"))
    with urllib.request.urlopen(link) as response:
        assert response.status == 200


def test_without_any_redis_it_serves_and_says_what_is_lost(
    start: Callable[..., Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever laid the folder of the socket open to others gets no server put into it.
    (tmp_path / f"chatsite-{os.getuid()}").mkdir(mode=0o755)
    site = start("--no-demo")
    assert get(f"{site.url()}/readyz") == {"status": "ready"}
    assert within(5, lambda: "No channel layer between processes" in site.said())
    assert within(10, lambda: len(site.children()) == 2), "a web process and a worker, and no server of ours"
