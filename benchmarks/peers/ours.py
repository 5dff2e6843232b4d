"""Chatsite itself: the whole site, with permission, log, event and rendering for each message."""

import asyncio
import json
import urllib.request
from collections.abc import Mapping
from http.client import HTTPResponse
from typing import Literal, Self

from benchmarks import kernel, wire
from benchmarks.client import Door
from benchmarks.peers.base import Peer, Transport
from tests.support.postgres import Postgres
from tests.support.site import Site
from tests.support.workshop import Database, workshop

Server = Literal["uvicorn", "daphne"]


class Chatsite(Peer):
    transports = ("websocket", "sse", "longpoll")

    def __init__(
        self, server: Server, database: Database = "sqlite", processes: int = 1, env: Mapping[str, str] | None = None
    ) -> None:
        self.server, self.database, self.processes = server, database, processes
        self.env = dict(env or {})
        self.name = f"Chatsite, {server}"

    def __enter__(self) -> Self:
        self.site = Site(self.server, self.database, "redis", self.processes, self.env)
        if self.database == "postgres":
            _write_to_disk(workshop().postgres)
        self.site.wait()
        self.folder = self.site.folder
        self.port = self.site.ports[0]
        self._pin()
        self.token: str = self.site.inside.do("token", username="alice")
        self.room = self._lobby()
        return self

    def __exit__(self, *_: object) -> None:
        self.site.stop()

    def forget(self) -> None:
        """Start the web process anew, so that it knows nobody and has nothing in memory."""
        self.site.kill()
        asyncio.run(self.site.restart())
        self._pin()

    def pids(self) -> list[int]:
        return [process.pid for process in self.site.processes]

    @property
    def bearer(self) -> str:
        return f"Authorization: Bearer {self.token}"

    @property
    def stream(self) -> str:
        return f"room-{self.room}"

    def said(self, chars: int) -> str:
        """The command that posts a message."""
        args = {"room": self.room, "client_id": "%U", "body": wire.text(chars)}
        return json.dumps({"type": "command", "id": 1, "name": "message.post", "args": args})

    def speaker(self, port: int | None = None, token: str = "") -> str:
        """The handshake of somebody who only speaks: alice, or whose token it is."""
        return wire.websocket(port or self.port, "/stream/ws", f"Authorization: Bearer {token or self.token}")

    def door(self, transport: Transport, chars: int, port: int | None = None) -> Door:
        where = port or self.port
        asked = f"follow={self.stream}"
        # A socket is open a moment before its welcome says from where on it hears; so it is told from where.
        since = f"{asked}&after={self._cursor()}"
        ways = {
            "websocket": wire.websocket(where, f"/stream/ws?{since}", self.bearer),
            "sse": wire.get(where, f"/stream/sse?{since}", self.bearer),
            "longpoll": wire.get(where, f"/stream/poll?{asked}&wait=50&after=%C", self.bearer),
        }
        return Door(
            where,
            ways[transport],
            self.said(chars),
            "ws",
            publisher_request=self.speaker(where),
            prefix='"body":"@@',
            poll=int(transport == "longpoll"),
            cursors="json" if transport == "longpoll" else "",
            not_answered='"type":"error"',
        )

    def get(self, path: str) -> HTTPResponse:
        """Ask with alice's token."""
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        asked.add_header("Authorization", f"Bearer {self.token}")
        answer: HTTPResponse = urllib.request.urlopen(asked, timeout=60)
        return answer

    def _pin(self) -> None:
        mine, others = kernel.cores()
        if self.processes == 1:
            kernel.pin(self.pids(), [mine])
        assert self.site.redis
        kernel.pin([self.site.redis.process.pid], [others])
        if self.database == "postgres":
            kernel.pin(kernel.family(workshop().postgres.process.pid), [others])

    def _cursor(self) -> str:
        with self.get(f"/stream/poll?follow={self.stream}") as answer:
            return str(json.load(answer)["cursor"])

    def _lobby(self) -> int:
        with self.get("/api/v1/rooms/by-slug/lobby") as answer:
            return int(json.load(answer)["id"])


def _write_to_disk(cluster: Postgres) -> None:
    """As in production: the tests' clusters leave it to the kernel when something reaches the disk."""
    with cluster.connect("postgres") as connection:
        connection.execute("ALTER SYSTEM SET fsync = on")
        connection.execute("ALTER SYSTEM SET full_page_writes = on")
        connection.execute("SELECT pg_reload_conf()")
