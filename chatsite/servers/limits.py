"""What a connection may take: times in seconds, sizes in bytes. The same on both servers."""

from dataclasses import dataclass, fields, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Limits:
    """Each value can be changed on the command line: `--limit stall_s=10`."""

    # A request's head must have arrived this long after its first byte: a drip cannot hold a connection.
    head_s: float = 10
    # Longest silence within a request's body.
    body_s: float = 30
    # An idle connection stays open longer than nginx keeps it (60 s): nginx never writes into a closed one.
    idle_s: float = 75
    # The application's time to accept a WebSocket. In a storm of reconnects Daphne's 5 s failed all of them.
    connect_s: float = 30
    # A client that takes nothing of what waits for it is let go after this long: a WebSocket with 4408.
    stall_s: float = 30
    # A WebSocket is pinged this often, and dropped when the answer takes longer than pong_s.
    ping_s: float = 20
    pong_s: float = 20
    # A peer's time to answer a close frame.
    close_s: float = 5
    # The application's time to end once its client is gone.
    farewell_s: float = 10
    # Longest WebSocket message; a longer one closes the connection with 1009.
    message_bytes: int = 1024 * 1024
    # Longest head of a request on uvicorn; Twisted allows 500 lines of 16 KiB each.
    head_bytes: int = 64 * 1024
    # Received but not yet asked for by the application: beyond either, the connection is not read.
    inbox_messages: int = 64
    inbox_bytes: int = 256 * 1024
    # Daphne writes a request's body to disk before the application sees it: no more than this.
    body_bytes: int = 64 * 1024 * 1024

    def changed(self, changes: list[str]) -> Self:
        """These limits with the named ones changed, each given as `name=value`. Raises ValueError."""
        known = {field.name: field.type for field in fields(self)}
        values: dict[str, float] = {}
        for change in changes:
            name, _, text = change.partition("=")
            if name not in known:
                raise ValueError(f"no limit is called {name!r}; there are {', '.join(known)}")
            values[name] = (int if known[name] is int else float)(text)
        return replace(self, **values)  # type: ignore[arg-type]  # mypy cannot follow names into fields
