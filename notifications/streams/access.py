"""Who may follow which stream: one rule per kind of stream, named in the settings.

    STREAM_RULES = {"room-": "chat.access.rooms", "site": "notifications.streams.access.everybody"}

The longest prefix wins, and "" is for all the rest. A person's own stream and the clock need no rule.
"""

import logging
from collections.abc import Callable, Collection
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from notifications.streams.names import CLOCK, MalformedName, can_begin, user_stream
from notifications.streams.viewer import Viewer

logger = logging.getLogger(__name__)

Rule = Callable[[int | None, Collection[str]], Collection[str]]
"""From the person's id (None: a guest) and names of streams to those they may follow."""

_registered: dict[str, Rule] = {}


def register(prefix: str, rule: Rule) -> None:
    """Let `rule` decide about the streams whose names begin with `prefix`.

    Raises:
        MalformedName: no name that is stored begins so.
    """
    if not can_begin(prefix):
        raise MalformedName(f"the name of no stream begins with {prefix!r} as it is stored")
    _registered[prefix] = rule


def allowed(viewer: Viewer, names: Collection[str]) -> set[str]:
    """Those of `names` that `viewer` may follow; one that does not exist is not among them."""
    found: set[str] = set()
    by_rule: dict[Rule, list[str]] = {}
    for name in names:
        if name == CLOCK or (viewer.user_id and name == user_stream(viewer.user_id)):
            found.add(name)
        elif rule := _rule(name):
            by_rule.setdefault(rule, []).append(name)
        else:
            # Clients are not told: it is the answer that what is hidden gets, too.
            logger.debug("no_rule: %s", name)
    for rule, asked in by_rule.items():
        found.update(rule(viewer.user_id, asked))
    return found


def is_taken(name: str) -> bool:
    """Is the stream of a declared kind? The rule for the beginning "" is for all names that are not."""
    kinds = [prefix for prefix in _named_rules() | _registered if prefix]
    return name == CLOCK or name.startswith((user_stream(""), *kinds))


def over(names: Collection[str]) -> set[str]:
    """Those of `names` that are over for good; the application says it (`STREAM_OVER`)."""
    path = getattr(settings, "STREAM_OVER", None)
    return set(import_string(path)(names)) if path and names else set()


def everybody(user_id: int | None, names: Collection[str]) -> Collection[str]:
    """The rule of public streams."""
    return names


def signed_in(user_id: int | None, names: Collection[str]) -> Collection[str]:
    """The rule of streams for all who have an account."""
    return names if user_id else ()


def _rule(name: str) -> Rule | None:
    rules = _named_rules() | _registered
    prefixes = [prefix for prefix in rules if name.startswith(prefix)]
    return rules[max(prefixes, key=len)] if prefixes else None


def named_rules() -> dict[str, str]:
    """The rules of the settings: beginnings of names, and where the rule for each is."""
    return getattr(settings, "STREAM_RULES", {})


@cache
def _named_rules() -> dict[str, Rule]:
    return {prefix: import_string(path) for prefix, path in named_rules().items()}
