"""The command line and the socket."""

import socket
import subprocess

import pytest

from chatsite.servers.limits import Limits
from chatsite.servers.listener import UNACKNOWLEDGED_MS, UNSENT_BYTES, adopted, listener
from tests.chatsite.servers.conftest import TOYS
from tests.support.processes import PYTHON, ROOT


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [PYTHON, "-m", "chatsite.servers", "daphne", "--app", f"{TOYS}:application", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = run("--port", str(port))
    assert outcome.returncode == 2
    assert outcome.stderr == f"Cannot listen on 127.0.0.1:{port}: Address already in use.\n"


@pytest.mark.parametrize("limit", ["patience_s=1", "stall_s=soon"])
def test_a_wrong_limit_is_one_clear_line(limit: str) -> None:
    outcome = run("--limit", limit)
    assert outcome.returncode == 2
    assert outcome.stderr.startswith("A limit is wrong: ")
    assert outcome.stderr.count("\n") == 1


def test_limits_are_changed_by_name() -> None:
    assert Limits().changed(["stall_s=2.5", "inbox_messages=3"]) == Limits(stall_s=2.5, inbox_messages=3)


def test_accepted_connections_give_up_on_dead_peers_and_hold_little() -> None:
    with listener("127.0.0.1", 0) as bound:
        bound.listen()
        with socket.create_connection(bound.getsockname()):
            accepted, _ = bound.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == UNACKNOWLEDGED_MS
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT) == UNSENT_BYTES


def test_a_socket_is_adopted_by_its_number() -> None:
    with socket.create_server(("127.0.0.1", 0)) as given:
        assert adopted(socket.dup(given.fileno())).getsockname() == given.getsockname()
