"""How fast one person may be: POST_RATE for messages, COMMAND_RATE for all changes.

Counted in the memory of each process: a shared counter would cost ten times as much and hang
when Redis does, and nothing depends on the limit being exact.
"""

from collections.abc import Callable
from functools import cache
from math import ceil
from time import time

from django.conf import settings
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from chat.refusals import TooFast

Limit = Callable[[int], None]
"""Counts one more for the person with that id, or raises `TooFast`."""


def of_posts(user_id: int) -> None:
    """One more message of that person."""
    _count("POST_RATE", user_id)


def of_changes(user_id: int) -> None:
    """One more change by that person, of whatever kind."""
    _count("COMMAND_RATE", user_id)


def _count(name: str, user_id: int) -> None:
    rate = getattr(settings, name)
    if rate is None:
        return
    item = _item(*rate)
    if not _limiter().hit(item, name, str(user_id)):
        window = _limiter().get_window_stats(item, name, str(user_id))
        raise TooFast(retry_after=max(1, ceil(window.reset_time - time())))


@cache
def _item(count: int, seconds: int) -> RateLimitItem:
    return RateLimitItemPerSecond(count, seconds)


@cache
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())
