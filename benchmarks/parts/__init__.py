"""What is measured; each part yields samples, round by round, its subjects taking turns."""

from collections.abc import Callable, Iterator

from benchmarks.parts.catching_up import catching_up
from benchmarks.parts.fanout import fanout
from benchmarks.parts.memory import memory
from benchmarks.parts.plan import Plan
from benchmarks.parts.polling import polling
from benchmarks.parts.processes import processes
from benchmarks.parts.storm import storm
from benchmarks.parts.writes import writes
from benchmarks.samples import Said, Sample

__all__ = ["PARTS", "Plan"]

PARTS: dict[str, Callable[[Plan, Said], Iterator[Sample]]] = {
    "fanout": fanout,
    "memory": memory,
    "writes": writes,
    "storm": storm,
    "polling": polling,
    "catching-up": catching_up,
    "processes": processes,
}
