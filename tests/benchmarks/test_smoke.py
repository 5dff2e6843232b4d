"""The benchmarks themselves, small: nothing may be lost, repeated or out of order. Times are not looked at."""

from collections.abc import Iterator

import pytest

from benchmarks.client import Client
from benchmarks.parts import polling, writes
from benchmarks.peers import Chatsite, Floor, Peer, Transport
from benchmarks.samples import Sample, table

FOLLOWERS, MESSAGES = 20, 10


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def site(request: pytest.FixtureRequest) -> Iterator[Chatsite]:
    with Chatsite(request.param) as site:
        yield site


@pytest.fixture(scope="module")
def floor() -> Iterator[Floor]:
    with Floor() as floor:
        yield floor


@pytest.mark.parametrize("transport", ["websocket", "sse", "longpoll"])
def test_everybody_gets_everything_once_and_in_order(site: Chatsite, transport: Transport) -> None:
    assert_all_arrives(site, transport)


@pytest.mark.parametrize("transport", ["websocket", "sse"])
def test_the_floor_is_correct_too(floor: Floor, transport: Transport) -> None:
    assert_all_arrives(floor, transport)


def test_posts_are_acknowledged(site: Chatsite) -> None:
    found = writes.one_round(site, writes.speakers(site), seconds=0.5)
    assert found["per_second"] > 0
    assert found["wrong"] == 0


def test_nothing_new_is_answered_without_fault(site: Chatsite) -> None:
    found = polling.one_round(site, seconds=0.5)
    assert found["per_second"] > 0
    assert found["wrong"] == 0


def test_a_table_holds_median_and_range() -> None:
    samples = [Sample("part", "case", "subject", "cpu_us", value) for value in (3.0, 1.0, 2.0)]
    summary = table(samples)["part"]["case"]["subject"]["cpu_us"]
    assert (summary.median, summary.least, summary.most, summary.rounds) == (2.0, 1.0, 3.0, 3)


def assert_all_arrives(peer: Peer, transport: Transport) -> None:
    with Client(peer.door(transport, 200), FOLLOWERS) as client:
        count = client.publish(MESSAGES, 20)
    assert count.delivered == FOLLOWERS * MESSAGES
    assert count.faults == {}
