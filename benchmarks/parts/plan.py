"""What somebody asked to have measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from benchmarks.peers import Transport


class Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


@dataclass(frozen=True, slots=True)
class Plan:
    """The limits that the command line sets; None and "" set none."""

    followers: int | None = None
    transport: Transport | None = None
    rounds: int = 3
    only: str = ""

    def pick(self, subjects: Sequence[T]) -> list[T]:
        """Those of the subjects that were asked for."""
        words = [word.strip().lower() for word in self.only.split(",") if word.strip()]
        return [one for one in subjects if not words or any(word in one.name.lower() for word in words)]
