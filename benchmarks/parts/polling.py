"""Short polls with nothing new: 304 from memory."""

from collections.abc import Iterator

from benchmarks import kernel, wire
from benchmarks.client import Client, Door
from benchmarks.parts.plan import Plan
from benchmarks.peers import Chatsite
from benchmarks.samples import Said, Sample

POLLERS = 32
ROUND_S = 3.0


def polling(plan: Plan, say: Said) -> Iterator[Sample]:
    """`per_second`, answers of one process on one core."""
    for site in plan.pick([Chatsite("uvicorn"), Chatsite("daphne")]):
        say(f"starting {site.name}")
        with site:
            for _ in range(plan.rounds):
                for measure, value in one_round(site).items():
                    yield Sample("polling", "nothing new", site.name, measure, value)


def one_round(site: Chatsite, seconds: float = ROUND_S) -> dict[str, float]:
    path = f"/stream/poll?follow={site.stream}"
    with site.get(path) as answer:
        etag = answer.headers["etag"]
    door = Door(site.port, wire.get(site.port, path, site.bearer, f"If-None-Match: {etag}"), loop_http=1)
    with Client(door, POLLERS) as client:
        before = kernel.cpu_ns(site.pids())
        count = client.loop(seconds)
        spent = kernel.cpu_ns(site.pids()) - before
    return {
        "per_second": count.answers / count.seconds,
        "cpu_us": spent / 1000 / max(count.answers, 1),
        "p99_us": count.p99_us,
        "wrong": sum(count.faults.values()),
    }
