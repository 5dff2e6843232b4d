"""One `@room` to a room of five thousand: the one who calls, those who are called, and who posts beside them."""

import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from benchmarks.parts.plan import Plan
from benchmarks.peers import Chatsite
from benchmarks.samples import Said, Sample
from benchmarks.workshop import ROOT
from tests.support.inside import Inside
from tests.support.processes import end, spawn

MEMBERS = 5000
PATIENCE_S = 300.0
LOOK_EVERY_S = 0.2


def mention(plan: Plan, say: Said) -> Iterator[Sample]:
    """`ack_ms` for the caller, `told_s` until all have their alert, `beside_ms`: the slowest post meanwhile."""
    members = plan.followers or MEMBERS
    for site in plan.pick([Chatsite("uvicorn")]):
        say(f"starting {site.name}, with a room of {members:,}")
        with site, worker(site):
            inside = Inside(site.site.env, site.site.folder / "crowd.log", "benchmarks.deeds")
            try:
                for _ in range(plan.rounds):
                    for measure, value in one_round(site, inside, members).items():
                        yield Sample("mention", f"@room to {members}", site.name, measure, value)
            finally:
                inside.stop()


def one_round(site: Chatsite, inside: Inside, members: int) -> dict[str, float]:
    room = inside.do("crowd", members=members)
    beside = Beside(site)
    ack_ms = posted_ms(site, room, "@room: dinner is ready")
    began = time.monotonic()
    beside.start()
    told = 0
    while told < members and time.monotonic() - began < PATIENCE_S:
        time.sleep(LOOK_EVERY_S)
        told = inside.do("told", room=room)
    told_s = time.monotonic() - began
    return {"ack_ms": ack_ms, "told_s": told_s, "beside_ms": beside.stop(), "wrong": members - told}


@contextmanager
def worker(site: Chatsite) -> Iterator[subprocess.Popen[str]]:
    """The site's background worker, for as long as the block lasts."""
    command = [sys.executable, str(ROOT / "manage.py"), "worker"]
    process = spawn(command, env=site.site.env, log=site.site.folder / "worker.log")
    try:
        yield process
    finally:
        end(process)


class Beside(threading.Thread):
    """Somebody who posts in another room, again and again."""

    def __init__(self, site: Chatsite) -> None:
        super().__init__(daemon=True)
        self.site = site
        self.slowest_ms = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(LOOK_EVERY_S):
            self.slowest_ms = max(self.slowest_ms, posted_ms(self.site, self.site.room, "and life goes on"))

    def stop(self) -> float:
        self.over.set()
        self.join()
        return self.slowest_ms


def posted_ms(site: Chatsite, room: int, body: str) -> float:
    """Milliseconds until a message is acknowledged."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{site.port}/api/v1/rooms/{room}/messages",
        json.dumps({"client_id": str(uuid4()), "body": body}).encode(),
        {"Authorization": f"Bearer {site.token}", "Content-Type": "application/json"},
    )
    began = time.perf_counter()
    with urllib.request.urlopen(asked, timeout=60) as answer:
        answer.read()
    return (time.perf_counter() - began) * 1000
