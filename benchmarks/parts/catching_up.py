"""Coming back to a log of a million events: near its head, and ten thousand behind it."""

import socket
from collections.abc import Iterator
from contextlib import closing
from time import perf_counter

from benchmarks import wire
from benchmarks.parts.plan import Plan
from benchmarks.peers import Chatsite
from benchmarks.samples import Said, Sample
from tests.support.inside import Inside
from tests.support.workshop import Database

EVENTS = 1_000_000
NEAR, FAR = 10, 10_000
DATABASES: tuple[Database, ...] = ("sqlite", "postgres")
PATIENCE_S = 20.0


def catching_up(plan: Plan, say: Said) -> Iterator[Sample]:
    """`near_ms` and `far_ms`: from the request to the last missed event."""
    for database in DATABASES:
        for site in plan.pick([Chatsite("uvicorn", database), Chatsite("daphne", database)]):
            say(f"starting {site.name} on {database}, with {EVENTS:,} events")
            with site:
                generation, head = lengthened(site, EVENTS)
                for _ in range(plan.rounds):
                    # Behind the tail that the process keeps in memory: these come from the database.
                    near = resumed_ms(site, generation, head, NEAR)
                    far = resumed_ms(site, generation, head, FAR)
                    yield Sample("catching-up", database, site.name, "near_ms", near)
                    yield Sample("catching-up", database, site.name, "far_ms", far)


def lengthened(site: Chatsite, events: int) -> tuple[str, int]:
    """Make the lobby's log longer, and the process forget what it knew; the log's generation and its head."""
    inside = Inside(site.site.env, site.site.folder / "lengthen.log", "benchmarks.deeds")
    try:
        made = inside.do("lengthen", stream=site.stream, events=events)
    finally:
        inside.stop()
    site.forget()
    # The first visitor of a process waits for its hub to start; here it is somebody else.
    site.get("/stream/poll?follow=clock")
    return made["generation"], made["head"]


def resumed_ms(site: Chatsite, generation: str, head: int, missed: int) -> float:
    """Milliseconds from sending the request to having all missed events, by Server-Sent Events."""
    after = f"g{generation}.{site.stream}:{head - missed}"
    request = wire.get(site.port, f"/stream/sse?follow={site.stream}&after={after}", site.bearer)
    last = f'"position":{head},'.encode()
    with closing(socket.create_connection(("127.0.0.1", site.port), PATIENCE_S)) as connection:
        began = perf_counter()
        connection.sendall(request.encode())
        tail = b""
        while last not in tail:
            received = connection.recv(1 << 20)
            if not received:
                raise RuntimeError(f"{site.name} ended the answer before everything was replayed")
            tail = tail[-len(last) :] + received
        return (perf_counter() - began) * 1000
