"""Everybody comes back at once: each with a session and a ticket of their own, to a process that knows nobody."""

from collections.abc import Iterator

from benchmarks import kernel, wire
from benchmarks.client import Client, Door
from benchmarks.parts.plan import Plan
from benchmarks.peers import Chatsite
from benchmarks.samples import Said, Sample
from tests.support.inside import Inside

VISITORS = 2000
# Handshakes that wait at the same time.
IN_FLIGHT = 200


def storm(plan: Plan, say: Said) -> Iterator[Sample]:
    """`per_second`, handshakes; `seconds` until all are in; refusals are `wrong`."""
    for site in plan.pick([Chatsite("uvicorn"), Chatsite("daphne")]):
        say(f"starting {site.name}")
        with site:
            keys = site.folder / "cookies"
            keys.write_text("\n".join(cookies(site, plan.followers or VISITORS)))
            for _ in range(plan.rounds):
                site.forget()
                for measure, value in one_round(site, str(keys), plan.followers or VISITORS).items():
                    yield Sample("storm", f"{plan.followers or VISITORS} come back", site.name, measure, value)


def one_round(site: Chatsite, keys: str, visitors: int) -> dict[str, float]:
    origin = f"Origin: http://127.0.0.1:{site.port}"
    handshake = wire.websocket(site.port, f"/stream/ws?follow={site.stream}", origin, "Cookie: %K")
    before = kernel.cpu_ns(site.pids())
    with Client(Door(site.port, handshake, keys=keys), visitors, IN_FLIGHT) as client:
        spent = kernel.cpu_ns(site.pids()) - before
        count = client.opened
    return {
        "per_second": visitors / count.seconds,
        "seconds": count.seconds,
        "cpu_us": spent / 1000 / visitors,
        "p99_us": count.p99_us,
        "wrong": sum(count.faults.values()),
    }


def cookies(site: Chatsite, visitors: int) -> list[str]:
    inside = Inside(site.site.env, site.site.folder / "cookies.log", "benchmarks.deeds")
    try:
        made: list[str] = inside.do("visitors", count=visitors, stream=site.stream)
    finally:
        inside.stop()
    return made
