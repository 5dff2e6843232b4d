"""The same room spread over 1, 2 and 4 processes: does a delivery cost the same, and arrive as soon?"""

from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks import kernel
from benchmarks.client import Client
from benchmarks.parts.fanout import MESSAGE_CHARS
from benchmarks.parts.plan import Plan
from benchmarks.peers import Chatsite
from benchmarks.samples import Said, Sample

COUNTS = (1, 2, 4)
FOLLOWERS = 2000
PER_SECOND = 5.0
MESSAGES = 20


def processes(plan: Plan, say: Said) -> Iterator[Sample]:
    """`cpu_us` for each delivery, over all processes, and `p90_us` one way."""
    followers = plan.followers or FOLLOWERS
    with ExitStack() as stack:
        sites = [Chatsite(server, processes=count) for server in ("uvicorn", "daphne") for count in COUNTS]
        running = []
        for site in plan.pick(sites):
            say(f"starting {site.name} with {site.processes} processes")
            running.append(stack.enter_context(site))
        for _ in range(plan.rounds):
            for site in running:
                for measure, value in one_round(site, followers).items():
                    yield Sample("processes", f"{site.processes} of {site.server}", "Chatsite", measure, value)


def one_round(site: Chatsite, followers: int, messages: int = MESSAGES) -> dict[str, float]:
    with ExitStack() as stack:
        doors = [site.door("websocket", MESSAGE_CHARS, port) for port in site.site.ports]
        first, *others = [stack.enter_context(Client(door, followers // len(doors))) for door in doors]
        before = kernel.cpu_ns(site.pids())
        waiting = [other.listen(messages) for other in others]
        counts = [first.publish(messages, PER_SECOND), *(count() for count in waiting)]
        spent = kernel.cpu_ns(site.pids()) - before
    delivered = sum(count.delivered for count in counts)
    return {
        "cpu_us": spent / 1000 / max(delivered, 1),
        "p90_us": max(count.p90_us for count in counts),
        "wrong": sum(sum(count.faults.values()) for count in counts),
    }
