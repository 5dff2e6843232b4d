"""Chaos: processes die, services vanish, clients misbehave. `--long` runs the same for longer."""

import resource

import pytest

from tests.support.site import Server


@pytest.fixture(params=["daphne", "uvicorn"])
def server(request: pytest.FixtureRequest) -> Server:
    wanted: Server = request.param
    return wanted


@pytest.fixture
def endurance(request: pytest.FixtureRequest) -> int:
    """How many times as long a test goes on: once, or ten times with `--long`."""
    return 10 if request.config.getoption("--long") else 1


@pytest.fixture(autouse=True, scope="session")
def many_files() -> None:
    """As many sockets as the system lets us have; the servers inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
