"""One set of servers per combination of server, database and layer; every transport against each of them.

The combinations are spread over xdist's workers (`--dist loadgroup`), so a set of servers is started once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest

from tests.support.doors import TRANSPORTS, Transport
from tests.support.people import Person, known, somebody
from tests.support.site import Layer, Server, Site
from tests.support.workshop import Database


@dataclass(frozen=True, slots=True)
class Combination:
    """What a site is made of."""

    server: Server
    database: Database
    layer: Layer

    def __str__(self) -> str:
        return f"{self.server}-{self.database}-{self.layer}"


SERVERS: tuple[Server, ...] = ("daphne", "uvicorn")
DATABASES: tuple[Database, ...] = ("sqlite", "postgres")
LAYERS: tuple[Layer, ...] = ("redis", "memory")
COMBINATIONS = [Combination(*parts) for parts in product(SERVERS, DATABASES, LAYERS)]


#: Every two parts meet in one of these; all combinations take twice as long and are run with `--long`.
PAIRWISE = [
    Combination("daphne", "sqlite", "redis"),
    Combination("daphne", "postgres", "memory"),
    Combination("uvicorn", "sqlite", "memory"),
    Combination("uvicorn", "postgres", "redis"),
]

#: Harm to the channel layer that cannot be done where there is none; such cases are not collected.
HARM_TO_REDIS = {"frozen", "gone"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = COMBINATIONS if config.getoption("--long") else PAIRWISE
    for item in list(items):
        parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        combination = parameters.get("shared_site")
        if not isinstance(combination, Combination):
            continue
        harmless = combination.layer == "memory" and not HARM_TO_REDIS.isdisjoint(map(str, parameters.values()))
        if combination not in wanted or harmless:
            items.remove(item)


@pytest.fixture(
    scope="session", params=[pytest.param(c, id=str(c), marks=pytest.mark.xdist_group(str(c))) for c in COMBINATIONS]
)
def shared_site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Two processes without limits; shared by all tests of the combination."""
    wanted: Combination = request.param
    # Half of the combinations go the plain way, through ASGI's `send`.
    direct = "on" if wanted.layer == "redis" else "off"
    with Site(wanted.server, wanted.database, wanted.layer, processes=2, env={"STREAM_DIRECT_WRITES": direct}) as site:
        yield site


@pytest.fixture
def site(shared_site: Site) -> Iterator[Site]:
    """The shared site; the test fails when a traceback was logged meanwhile."""
    shared_site.new_log()
    yield shared_site
    shared_site.check_logs()


@pytest.fixture(params=TRANSPORTS)
def transport(request: pytest.FixtureRequest) -> Transport:
    wanted: Transport = request.param
    return wanted


@pytest.fixture
async def alice(site: Site) -> Person:
    return await known(site, "alice")


@pytest.fixture
async def bob(site: Site) -> Person:
    return await known(site, "bob")


@pytest.fixture
async def mona(site: Site) -> Person:
    return await known(site, "mona")


@pytest.fixture
async def newcomer(site: Site) -> Person:
    """Somebody to whom anything may be done, for nobody else knows them."""
    return await somebody(site)
