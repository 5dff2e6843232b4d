"""One message to many: the server's CPU for each delivery, and how long it takes to arrive.

Publishing is part of what a server does, and a message that is checked, stored and rendered costs more
than one that is passed on. So each round is run with ten followers and with many: the difference is what
delivering costs by itself (`cpu_us`), and the whole is told beside it (`all_us`).
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import product

from benchmarks import kernel
from benchmarks.client import Client, Count
from benchmarks.parts.plan import Plan
from benchmarks.peers import Peer, Transport, everybody
from benchmarks.samples import Said, Sample, started

TRANSPORTS: tuple[Transport, ...] = ("websocket", "sse", "longpoll")
CROWDS = {"websocket": (1000, 5000, 10_000), "sse": (1000, 5000, 10_000), "longpoll": (1000,)}
# Beyond this only those whose growth is asked for, with the peer they are compared with, and fewer rounds.
CROWD = 1000
CROWDS_ROUNDS = 2
GROWING = ("Chatsite", "Nchan")
MESSAGE_CHARS = 200
FEW = 10
# A round lasts about so long for each subject.
ROUND_S = 3.0
FEWEST_MESSAGES = 6
MOST_PER_SECOND = 20.0
# With each delivery comes the next request.
POLLED_PER_SECOND = 2_000
WARM_UP = 3
SETTLE_S = 2.0


def fanout(plan: Plan, say: Said) -> Iterator[Sample]:
    """`cpu_us` and `all_us` for each delivery, `p50_us` and `p90_us` one way, and what went `wrong`."""
    transports = [plan.transport] if plan.transport else TRANSPORTS
    cases = [(one, many) for one in transports for many in ([plan.followers] if plan.followers else CROWDS[one])]
    asked = [peer for peer in plan.pick(everybody()) if {*transports} & {*peer.transports}]
    with ExitStack() as stack:
        running = started(asked, stack, say)
        for transport, followers in cases:
            subjects = [one for one in running if transport in one.transports and followers <= one.most_followers]
            rounds = plan.rounds
            if followers > CROWD and not plan.followers:
                subjects = [one for one in subjects if one.name.startswith(GROWING)]
                rounds = min(rounds, CROWDS_ROUNDS)
            for _, peer in product(range(rounds), subjects):
                for measure, value in one_round(peer, transport, followers).items():
                    yield Sample("fanout", f"{transport}, {followers}", peer.name, measure, value)


def one_round(peer: Peer, transport: Transport, followers: int, round_s: float = ROUND_S) -> dict[str, float]:
    """One measurement of one subject."""
    pace = peer.deliveries_per_second if transport != "longpoll" else min(peer.deliveries_per_second, POLLED_PER_SECOND)
    per_second = min(MOST_PER_SECOND, max(1.0, pace / followers))
    messages = max(FEWEST_MESSAGES, round(per_second * round_s))
    few, few_ns = published(peer, transport, FEW, messages, per_second)
    many, many_ns = published(peer, transport, followers, messages, per_second)
    return {
        "cpu_us": (many_ns - few_ns) / 1000 / max(many.delivered - few.delivered, 1),
        "all_us": many_ns / 1000 / max(many.delivered, 1),
        "p50_us": many.p50_us,
        "p90_us": many.p90_us,
        "wrong": sum((*few.faults.values(), *many.faults.values())),
    }


def published(peer: Peer, transport: Transport, followers: int, messages: int, per_second: float) -> tuple[Count, int]:
    """What the followers got of these messages, and the nanoseconds of CPU that it took."""
    with Client(peer.door(transport, MESSAGE_CHARS), followers) as client:
        if transport == "longpoll":
            # A poll is asked and not answered: nobody knows when all of them wait.
            time.sleep(SETTLE_S)
        client.publish(WARM_UP, per_second)
        before = kernel.cpu_ns(peer.pids())
        count = client.publish(messages, per_second)
        return count, kernel.cpu_ns(peer.pids()) - before
