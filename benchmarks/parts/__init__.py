"""What is measured; each part yields samples, round by round, its subjects taking turns."""

from collections.abc import Callable, Iterator

from benchmarks.parts import catching_up, fanout, memory, mention, polling, processes, storm, words, writes
from benchmarks.parts.plan import Plan
from benchmarks.samples import Said, Sample

__all__ = ["PARTS", "Plan"]

PARTS: dict[str, Callable[[Plan, Said], Iterator[Sample]]] = {
    "fanout": fanout.fanout,
    "memory": memory.memory,
    "writes": writes.writes,
    "storm": storm.storm,
    "polling": polling.polling,
    "catching-up": catching_up.catching_up,
    "processes": processes.processes,
    "mention": mention.mention,
    "words": words.words,
}
