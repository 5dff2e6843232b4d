"""Durable, acknowledged posts a second: permission, rendering, insert, event; 64 people at once."""

from collections.abc import Iterator
from typing import Any

from benchmarks import kernel
from benchmarks.client import Client, Door
from benchmarks.parts.fanout import MESSAGE_CHARS
from benchmarks.parts.plan import Plan
from benchmarks.peers import Chatsite
from benchmarks.samples import Said, Sample
from tests.support.inside import Inside
from tests.support.workshop import Database

SENDERS = 64
ROUND_S = 4.0
SINGLE_POSTS = 500
DATABASES: tuple[Database, ...] = ("sqlite", "postgres")


def writes(plan: Plan, say: Said) -> Iterator[Sample]:
    """`per_second` over WebSocket, and of the same action called directly with a transaction each."""
    for database in DATABASES:
        for site in plan.pick([Chatsite("uvicorn", database), Chatsite("daphne", database)]):
            say(f"starting {site.name} on {database}")
            with site:
                tokens = speakers(site)
                for _ in range(plan.rounds):
                    for measure, value in one_round(site, tokens).items():
                        yield Sample("writes", database, site.name, measure, value)
                if site.server == "uvicorn":
                    yield from singly(site, database, plan.rounds)


def speakers(site: Chatsite) -> str:
    """The file with the tokens of those who will post, members of the lobby like any other."""
    tokens = site.folder / "tokens"
    tokens.write_text("\n".join(inside(site, "speakers", count=SENDERS, room=site.room)))
    return str(tokens)


def one_round(site: Chatsite, tokens: str, seconds: float = ROUND_S) -> dict[str, float]:
    """Everybody posts again as soon as the last post is acknowledged; `tokens`: from `speakers`."""
    door = Door(
        site.port,
        site.speaker(token="%K"),
        site.said(MESSAGE_CHARS),
        "ws",
        publisher_request=site.speaker(),
        keys=tokens,
        answered='"type":"ack"',
        not_answered='"type":"error"',
    )
    with Client(door, SENDERS) as client:
        before = kernel.cpu_ns(site.pids())
        count = client.loop(seconds)
        spent = kernel.cpu_ns(site.pids()) - before
    return {
        "per_second": count.answers / count.seconds,
        "cpu_us": spent / 1000 / max(count.answers, 1),
        "p50_us": count.p50_us,
        "p99_us": count.p99_us,
        "wrong": sum(count.faults.values()),
    }


def singly(site: Chatsite, database: Database, rounds: int) -> Iterator[Sample]:
    """The action alone, in a process that does nothing else: no socket, no parsing, no waiting."""
    for _ in range(rounds):
        seconds = inside(site, "post_singly", room=site.room, times=SINGLE_POSTS, chars=MESSAGE_CHARS)
        yield Sample("writes", database, "a transaction each", "per_second", SINGLE_POSTS / seconds)


def inside(site: Chatsite, deed: str, **given: Any) -> Any:
    """What a deed gives that is done in a process of its own, on the server's core."""
    process = Inside(site.site.env, site.site.folder / "inside.log", "benchmarks.deeds")
    kernel.pin([process.process.pid], [kernel.cores()[0]])
    try:
        return process.do(deed, **given)
    finally:
        process.stop()
