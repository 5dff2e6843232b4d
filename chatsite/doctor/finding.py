"""What one check found out, and how a check that fails in an unforeseen way is told."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

State = Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table: what was looked at, how it is, and what to do about it."""

    check: str
    state: State
    result: str
    cure: str = ""


Check = Callable[[], Finding]


def good(check: str, result: str) -> Finding:
    return Finding(check, "good", result)


def warning(check: str, result: str, cure: str) -> Finding:
    return Finding(check, "warning", result, cure)


def bad(check: str, result: str, cure: str) -> Finding:
    return Finding(check, "bad", result, cure)


def carefully(name: str, check: Check) -> Finding:
    """What the check finds; one that breaks is a finding too."""
    try:
        return check()
    except Exception as error:  # whatever a driver or a network raises: its name says most
        return bad(name, f"{type(error).__name__}: {error}"[:300], "See the log of the site.")


def side_by_side(checks: dict[str, Check]) -> list[Finding]:
    """All of them at once, since most of their time is waiting; in the order in which they were named."""
    with ThreadPoolExecutor(len(checks)) as pool:
        return list(pool.map(carefully, checks.keys(), checks.values()))


class Stopwatch:
    """Milliseconds since it was made."""

    def __init__(self) -> None:
        self._began = time.perf_counter()

    @property
    def ms(self) -> float:
        return (time.perf_counter() - self._began) * 1_000
