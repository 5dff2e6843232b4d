"""What the kernel says of processes: time on the processor and resident memory (Linux, proc(5))."""

import os
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for children in PROC.glob(f"{pid}/task/*/children"):
        for child in children.read_text().split():
            found += family(int(child))
    return found


def cpu_ns(pids: Iterable[int]) -> int:
    """Nanoseconds that these processes, with all their living threads, have spent on a processor."""
    spent = 0
    for pid in pids:
        for schedstat in PROC.glob(f"{pid}/task/*/schedstat"):
            spent += int(schedstat.read_text().split()[0])
    return spent


def resident_kib(pids: Iterable[int]) -> int:
    """Memory that these processes have in RAM; what the kernel holds for their sockets is not in it."""
    kib = 0
    for pid in pids:
        lines = (PROC / str(pid) / "status").read_text().splitlines()
        kib += next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return kib


def pin(pids: Iterable[int], cores: Iterable[int]) -> None:
    """Keep every thread of these processes, and those that they start, on these cores."""
    wanted = set(cores)
    for pid in pids:
        for task in PROC.glob(f"{pid}/task/*"):
            os.sched_setaffinity(int(task.name), wanted)


def cores() -> tuple[int, int]:
    """The core of the server that is measured, and the core of everything else."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[-1], usable[0]
