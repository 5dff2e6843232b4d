"""Requests that need neither parser nor task: polls, whose answer is already the next one's beginning.

An application may offer `at_once`, paths and for each a callable of the scope and a `Question`. It answers the
question, now or later, and says True; where it says False nothing has happened and ASGI takes its course. Only
requests come this way whose headers a server has parsed before, byte for byte: all that is left to read of them
is a first line without anything unusual in it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from chatsite.servers.writing import EXTENSION

Headers = tuple[tuple[bytes, bytes], ...]
Scope = dict[str, Any]

# Together some megabytes; who comes after so many others is parsed like everybody.
MOST_KNOWN = 4096
MOST_BYTES = 4096
# What follows the question before its answer is kept up to here; then the connection is not read.
HELD_BYTES = 16 * 1024

_LINE = re.compile(rb"GET (/[\w./-]*)(?:\?([\w=&.,:%~+-]*))? HTTP/1\.1\r\n")
_END = b"\r\n\r\n"
# A request that has one of these is more than its head, or not for the application alone.
_UNUSUAL = {b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"daphne-root-path"}


class Question:
    """A request outside ASGI. `gone` is called when its client hangs up before there is an answer."""

    __slots__ = ("_reply", "gone", "waits")

    def __init__(self, reply: Callable[[bytes], None]) -> None:
        self._reply = reply
        self.gone: Callable[[], None] = nothing_to_do
        self.waits = True

    def answer(self, data: bytes) -> bool:
        """Sends the whole answer, head and body; False where there has been one or nobody is there any more."""
        if not self.waits:
            return False
        self.waits = False
        self.gone = nothing_to_do
        self._reply(data)
        return True

    def end(self) -> None:
        """The client has hung up."""
        if self.waits:
            self.waits = False
            self.gone()


Way = Callable[[Scope, Question], bool]


class Shortcuts:
    """What an application answers at once, and the headers that have been seen on the way there."""

    def __init__(self, application: object) -> None:
        ways: Mapping[str, Way] = getattr(application, "at_once", {})
        self._ways = {path.encode(): way for path, way in ways.items()}
        self._known: dict[bytes, Headers] = {}

    def take(self, data: bytes, client: Any, scheme: str, ask: Callable[[], Question]) -> bool:
        """Has the application answer what was received, if it is such a request; else nothing has happened."""
        line = _LINE.match(data) if len(data) <= MOST_BYTES else None
        if line is None or (headers := self._known.get(data[line.end() :])) is None:
            return False
        path, query = line.groups(b"")
        if (way := self._ways.get(path)) is None:
            return False
        question = ask()
        scope: Scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": scheme,
            "path": path.decode(),
            "query_string": query,
            "headers": headers,
            "client": client,
            "extensions": {EXTENSION: {"answer": question.answer}},
        }
        return way(scope, question)

    def learn(self, data: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        """A server has parsed this as one whole request with these headers, and keeps the connection open."""
        line = _LINE.match(data)
        if line is None or line[1] not in self._ways or data.find(_END) != len(data) - len(_END):
            return
        if len(data) > MOST_BYTES or any(name in _UNUSUAL for name, _ in headers):
            return
        self._known[data[line.end() :]] = tuple(headers)
        if len(self._known) > MOST_KNOWN:
            del self._known[next(iter(self._known))]


def nothing_to_do() -> None:
    """Who hangs up while nobody prepares an answer is missed by nobody."""
