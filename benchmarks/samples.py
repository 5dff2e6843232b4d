"""Measurements, and what is made of them: medians, ranges, ratios."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from benchmarks.peers import Peer
from benchmarks.workshop import Missing

Said = Callable[[str], None]
"""Tells whoever waits what is going on."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One number: `measure` of `subject` in the `case` of a `part`."""

    part: str
    case: str
    subject: str
    measure: str
    value: float


@dataclass(frozen=True, slots=True)
class Summary:
    """The samples of one measure over all rounds."""

    median: float
    least: float
    most: float
    rounds: int


Table = dict[str, dict[str, dict[str, dict[str, Summary]]]]
"""part → case → subject → measure."""


def table(samples: Iterable[Sample]) -> Table:
    values: dict[tuple[str, str, str, str], list[float]] = {}
    for one in samples:
        values.setdefault((one.part, one.case, one.subject, one.measure), []).append(one.value)
    made: Table = {}
    for (part, case, subject, measure), found in values.items():
        summary = Summary(median(found), min(found), max(found), len(found))
        made.setdefault(part, {}).setdefault(case, {}).setdefault(subject, {})[measure] = summary
    return made


def started(peers: Sequence[Peer], stack: ExitStack, say: Said) -> list[Peer]:
    """Those of the peers that run here, until the stack is closed; of the others it is said why not."""
    running = []
    for peer in peers:
        say(f"starting {peer.name}")
        try:
            running.append(stack.enter_context(peer))
        except (Missing, RuntimeError) as why:
            say(f"left out: {peer.name}: {why}")
    return running
