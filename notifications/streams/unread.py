"""How much of a stream a person has not read; the application says it (`STREAM_UNREAD`)."""

from collections.abc import Callable, Collection, Mapping
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

Count = Callable[[int | None, Collection[str]], Mapping[str, int]]
"""From a person's id and names of streams to numbers; what is missing counts as 0."""


def count(user_id: int | None, names: Collection[str]) -> Mapping[str, int]:
    """The numbers for those streams the application counts in."""
    return _rule()(user_id, names)


@cache
def _rule() -> Count:
    path = getattr(settings, "STREAM_UNREAD", None)
    return import_string(path) if path else lambda user_id, names: {}
