"""The verbs: each is one transaction, takes keywords with the actor first, and may be repeated.

`actor` is a person's id, `at` the time at which it happens. `admit` is called once everything
else is settled and something will really change; it raises `TooFast` when it is too much
(order of checks, contract §3).
"""

from collections.abc import Callable

Admit = Callable[[], None]


def always() -> None:
    """The `admit` of those who need no limit: commands, tests, other actions."""
