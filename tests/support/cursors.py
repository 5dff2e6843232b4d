"""Cursors as the tests read them: `g5f2c.room-42:318,user-7:3`, the generation being optional (contract §2).

Written apart from the server's own parser, so that both can only agree by following the contract.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a client has come in each stream."""

    generation: str = ""
    positions: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> "Cursor":
        generation, dot, rest = text.partition(".")
        pairs = (part.rpartition(":") for part in (rest if dot else text).split(",") if part)
        return cls(generation if dot else "", {unquote(name): int(position) for name, _, position in pairs})

    def __str__(self) -> str:
        pairs = ",".join(f"{quote(name, safe='')}:{position}" for name, position in self.positions.items())
        return f"{self.generation}.{pairs}" if self.generation else pairs

    def moved(self, stream: str, position: int) -> "Cursor":
        return Cursor(self.generation, {**self.positions, stream: position})

    def without(self, stream: str) -> "Cursor":
        return Cursor(self.generation, {name: p for name, p in self.positions.items() if name != stream})
