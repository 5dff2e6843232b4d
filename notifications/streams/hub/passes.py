"""What a process remembers of who may do what, so that a reconnect costs no query.

A pass holds from the position of the control stream at which it was found out; it is good
for as long as no revocation after that touches it.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import time
from typing import Any

from notifications.streams.tickets import LIFETIME_S
from notifications.streams.viewer import Viewer

MAX_PASSES = 20_000
MAX_REVOCATIONS = 4_096


@dataclass(slots=True, eq=False)
class Pass:
    """Who somebody is and what they may follow, as of a position of the control stream."""

    viewer: Viewer
    generation: str
    control: int
    names: set[str] = field(default_factory=set)
    expires: int = field(default_factory=lambda: int(time()) + LIFETIME_S)


class Revocations:
    """What was revoked lately, by position in the control stream."""

    def __init__(self, since: int) -> None:
        """`since`: revocations up to this position are not known here."""
        self._since = since
        self._known: deque[tuple[int, dict[str, Any]]] = deque()

    def add(self, position: int, revoked: dict[str, Any]) -> None:
        """Remember one."""
        self._known.append((position, revoked))
        if len(self._known) > MAX_REVOCATIONS:
            self._since, _ = self._known.popleft()

    def spare(self, held: Pass) -> bool:
        """Does `held` still hold, as far as is known here?"""
        if held.control < self._since:
            return False
        for position, revoked in reversed(self._known):
            if position <= held.control:
                break
            if _touches(revoked, held):
                return False
        return True


class Passes:
    """The passes of this process, by what proved them."""

    def __init__(self) -> None:
        self._held: dict[str, Pass] = {}

    def find(self, proof: str) -> Pass | None:
        """The pass for this proof, unless it is too old."""
        held = self._held.get(proof)
        return held if held is not None and held.expires > time() else None

    def keep(self, proof: str, held: Pass) -> None:
        """Remember a pass."""
        self._held.pop(proof, None)
        self._held[proof] = held
        if len(self._held) > MAX_PASSES:
            del self._held[next(iter(self._held))]

    def drop(self, proofs: Iterable[str]) -> None:
        """Forget passes."""
        for proof in proofs:
            self._held.pop(proof, None)


def _touches(revoked: dict[str, Any], held: Pass) -> bool:
    person, stream = revoked.get("person"), revoked.get("stream")
    viewer = held.viewer
    if stream is not None:
        return stream in held.names and person in (None, viewer.user_id)
    return (
        (person is not None and person == viewer.user_id)
        or ("session" in revoked and revoked["session"] == viewer.session)
        or ("token" in revoked and revoked["token"] == viewer.token)
    )
