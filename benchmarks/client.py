"""The load client (`programs/load.c`), driven line by line."""

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from benchmarks import kernel
from benchmarks.workshop import compiled

# The client waits so long for stragglers after the last message was sent.
PATIENCE_MS = 20_000


@dataclass(frozen=True, slots=True)
class Door:
    """How the load client comes in: what it sends to follow, and how a message is published.

    Texts may hold %M (the mark that is looked for, 28 characters), %U (a UUID), %C and %E (the cursor),
    %K (a line of `keys`).
    """

    port: int
    request: str
    """What a follower sends first."""
    say: str = ""
    """A message to be published: a WebSocket text or a whole HTTP request."""
    publish_by: str = ""
    """`ws` or `http`."""
    publisher_request: str = ""
    """The handshake of a publisher that speaks WebSocket."""
    hello: str = ""
    """What a WebSocket follower says once it is connected."""
    prefix: str = "@@"
    """What stands before the mark in what is received, once in each message."""
    poll: int = 0
    """1: each answer is followed by the next request."""
    cursors: str = ""
    """Where a poll's answer holds the next cursor: `json` or `nchan`."""
    loop_http: int = 0
    """1: `loop` counts HTTP answers, else `answered` on the WebSocket."""
    answered: str = ""
    keys: str = ""
    """A file with one line for each connection, where a request holds %K."""
    not_answered: str = "HTTP/1.1 5"


@dataclass(frozen=True, slots=True)
class Count:
    """What the client saw; times in microseconds unless they say otherwise."""

    seconds: float
    delivered: int
    lost: int
    repeated: int
    disordered: int
    answers: int
    failed: int
    lost_connections: int
    p50_us: float
    p90_us: float
    p99_us: float
    max_us: float

    @classmethod
    def read(cls, line: str) -> Self:
        given: Mapping[str, Any] = json.loads(line)
        return cls(**{one.name: given[one.name] for one in fields(cls)})

    @property
    def faults(self) -> dict[str, int]:
        """What a correct server has none of."""
        wrong = ("lost", "repeated", "disordered", "failed", "lost_connections")
        return {name: value for name in wrong if (value := getattr(self, name))}


@dataclass(slots=True)
class Client:
    """Connections that are open for as long as the `with` block lasts; `opened` says how that went."""

    door: Door
    followers: int
    in_flight: int = 200
    opened: Count = field(init=False)
    process: subprocess.Popen[str] = field(init=False)

    def __enter__(self) -> Self:
        given = {one.name: getattr(self.door, one.name) for one in fields(Door)}
        given |= {"followers": self.followers, "in_flight": self.in_flight}
        pipe = subprocess.PIPE
        command = [str(compiled("load")), *(f"{name}={value}" for name, value in given.items())]
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        kernel.pin([self.process.pid], [kernel.cores()[1]])
        self.opened = self._answer()
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def publish(self, messages: int, per_second: float) -> Count:
        """Send messages at a steady rate and wait until every follower has them all."""
        return self._ask(f"publish {messages} {per_second} {PATIENCE_MS}")

    def listen(self, messages: int) -> Callable[[], Count]:
        """Wait for what another client publishes; call the answer for the count."""
        self._tell(f"listen {messages} {PATIENCE_MS}")
        return self._answer

    def loop(self, seconds: float) -> Count:
        """Every connection sends again as soon as it is answered."""
        return self._ask(f"loop {round(seconds * 1000)}")

    def _ask(self, command: str) -> Count:
        self._tell(command)
        return self._answer()

    def _tell(self, command: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def _answer(self) -> Count:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the load client ended with {self.process.wait()}")
        return Count.read(line)
