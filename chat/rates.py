"""How fast one person may be: POST_RATE for messages, ATTACHMENT_RATE, COMMAND_RATE for all changes; a room: ROOM_RATE.

Counted in the memory of each process: a shared counter would cost ten times as much and hang
when Redis does, and nothing depends on the limit being exact.
"""

from collections.abc import Callable
from functools import cache
from math import ceil
from time import time

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from chat.refusals import TooFast


class Repeated(TooFast):
    """Said before, more than once."""

    code = "repeated"
    detail = _("You have said this already.")


Limit = Callable[[int], None]
"""Counts one more for the person with that id, or raises `TooFast`."""


def of_posts(user_id: int) -> None:
    """One more message of that person."""
    _count("POST_RATE", user_id)


def of_uploads(user_id: int) -> None:
    """One more file by that person."""
    _count("ATTACHMENT_RATE", user_id)


def of_changes(user_id: int) -> None:
    """One more change by that person, of whatever kind."""
    _count("COMMAND_RATE", user_id)


def of_values(token_id: int) -> None:
    """One more live value, published with that token."""
    _count("COMMAND_RATE", f"publish-{token_id}")


# The same text so often is a bot, or somebody who leans on Enter.
SAME = (3, 30)
# Who tries every network of a building sends some; more is noise.
CONNECTION_REPORTS = (10, 600)
# So many refusals are no haste any more.
REFUSALS = (30, 30)


def of_repeats(user_id: int, digest: str) -> None:
    """The same text once more by that person.

    Raises:
        Repeated: too often.
    """
    if settings.POST_RATE is not None and not _limiter().hit(_item(*SAME), "same", str(user_id), digest):
        raise Repeated(retry_after=SAME[1])


def floods(user_id: int) -> bool:
    """One more of that person's messages was refused for haste: is it a flood? Then counting starts anew."""
    if _limiter().hit(_item(*REFUSALS), "refused", str(user_id)):
        return False
    _limiter().clear(_item(*REFUSALS), "refused", str(user_id))
    return True


def boils(room_id: int) -> bool:
    """One more message in that room: are there more than anybody can read? Never where POST_RATE is off."""
    rate = settings.ROOM_RATE
    return (
        settings.POST_RATE is not None and rate is not None and not _limiter().hit(_item(*rate), "room", str(room_id))
    )


def of_connection_reports(who: int | str) -> None:
    """One more report of a connection, by the person with that id or a guest of that address."""
    _hit(_item(*CONNECTION_REPORTS), "connection report", str(who))


def _count(name: str, who: int | str) -> None:
    rate = getattr(settings, name)
    if rate is not None:
        _hit(_item(*rate), name, str(who))


def _hit(item: RateLimitItem, *key: str) -> None:
    if not _limiter().hit(item, *key):
        window = _limiter().get_window_stats(item, *key)
        raise TooFast(retry_after=max(1, ceil(window.reset_time - time())))


@cache
def _item(count: int, seconds: int) -> RateLimitItem:
    return RateLimitItemPerSecond(count, seconds)


@cache
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())
