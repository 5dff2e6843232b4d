"""The little project as real processes: two of Daphne's own, one of WSGI, a worker, and one that does deeds."""

import asyncio
import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.support.eventsource import Block, Parser
from tests.support.http import PATIENCE_S, Answer, Result, ask, query, send
from tests.support.inside import Inside
from tests.support.ports import free_port
from tests.support.processes import PYTHON, end, spawn

START_S = 30.0


class Project:
    """Where the project answers: `asgi` (two processes) and `wsgi`; `do` works inside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.standalone.project.settings",
            "STANDALONE_DATABASE": str(folder / "standalone.sqlite3"),
        }
        self.inside = Inside(self.env, folder / "inside.log", "tests.standalone.deeds")
        self.inside.do("fill")
        ports = [free_port() for _ in range(3)]
        self.asgi = [f"http://127.0.0.1:{port}" for port in ports[:2]]
        self.wsgi = f"http://127.0.0.1:{ports[2]}"
        daphne = [PYTHON, "-m", "daphne", "-b", "127.0.0.1", "tests.standalone.project.asgi:application", "-p"]
        commands = [[*daphne, str(port)] for port in ports[:2]]
        commands.append([PYTHON, "-m", "tests.standalone.project.wsgi", str(ports[2])])
        commands.append([PYTHON, "-m", "django", "worker"])
        self.processes = [spawn(command, env=self.env, log=folder / "servers.log") for command in commands]

    async def do(self, deed: str, **args: Any) -> Any:
        return await asyncio.to_thread(self.inside.do, deed, **args)

    async def person(self, *, staff: bool = False) -> "Person":
        name = f"p-{uuid4().hex[:8]}"
        pk = await self.do("person", username=name, staff=staff)
        return Person(pk, name, await self.do("sign_in", username=name))

    async def ask(self, base: str, path: str, headers: dict[str, str] | None = None) -> Result:
        return await ask(base, "GET", path, headers=headers)

    async def wait(self) -> None:
        until = time.monotonic() + START_S
        for base in [*self.asgi, self.wsgi]:
            while True:
                with contextlib.suppress(Exception):
                    assert (await ask(base, "GET", "/django/poll?follow=news")).status == 200
                    break
                assert time.monotonic() < until, (self.folder / "servers.log").read_text()[-3000:]
                await asyncio.sleep(0.1)

    def stop(self) -> None:
        self.inside.stop()
        for process in self.processes:
            end(process)
        log = (self.folder / "servers.log").read_text()
        shutil.rmtree(self.folder)
        assert "Traceback" not in log, log[log.index("Traceback") :][:3000]


class Person:
    """Somebody who is signed in."""

    def __init__(self, id: int, username: str, session: str) -> None:
        self.id, self.username, self.session = id, username, session
        self.headers = {"Cookie": f"sessionid={session}"}


class Stream:
    """An event stream, read block by block."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.parser = Parser()
        self._blocks = self._read()

    @property
    def id(self) -> str:
        """What a browser would send as Last-Event-ID."""
        return self.parser.id

    async def _read(self) -> AsyncIterator[Block]:
        async for piece in self.answer.pieces():
            for block in self.parser.feed(piece):
                yield block

    async def next(self) -> Block:
        """The next block that is not a sign of life; raises StopAsyncIteration at the end."""
        async with asyncio.timeout(PATIENCE_S):
            while (block := await anext(self._blocks)).event == "keep-alive":
                pass
            return block

    async def told(self) -> tuple[str, str]:
        """Its type and its data."""
        block = await self.next()
        return block.event, block.data

    async def ended(self) -> bool:
        """Does nothing more come, because the answer has come to its end?"""
        async with asyncio.timeout(PATIENCE_S):
            return await anext(self._blocks, None) is None


Open = Callable[..., Any]


@pytest.fixture(scope="session")
def running() -> Iterator[Project]:
    project = Project(Path(tempfile.mkdtemp(prefix="standalone-tests-", dir="/tmp")))
    try:
        asyncio.run(project.wait())
        yield project
    finally:
        project.stop()


@pytest.fixture
def project(running: Project) -> Project:
    return running


@pytest.fixture
async def open_stream(project: Project) -> AsyncIterator[Open]:
    """Opens a stream and reads its first block; `process` says where."""
    answers: list[Answer] = []

    async def open(
        path: str, *, process: int = 0, headers: dict[str, str] | None = None, opened: bool = True, **params: Any
    ) -> Stream:
        answer = await send(project.asgi[process], "GET", path + query(**params), headers=headers)
        answers.append(answer)
        assert answer.status == 200
        stream = Stream(answer)
        if opened:
            assert (await stream.next()).event == "stream-open"
        return stream

    yield open
    for answer in answers:
        answer.abort()


def fresh(prefix: str = "news") -> str:
    """A channel that no other test uses."""
    return f"{prefix}-{uuid4().hex[:8]}"
