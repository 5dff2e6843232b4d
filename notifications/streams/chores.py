"""What has to be looked after from time to time in every process that has followers.

An application registers its chores in `ready()`; the hub does them once a second, one after
the other. A chore that fails is logged and done again the next time.
"""

from collections.abc import Awaitable, Callable, Sequence

Chore = Callable[[], Awaitable[object]]

_chores: list[Chore] = []


def register(chore: Chore) -> None:
    """Have this done once a second."""
    _chores.append(chore)


def every() -> Sequence[Chore]:
    """All chores, in the order in which they were registered."""
    return _chores
