"""What kinds of alerts there are. An application registers each with one declaration (docs/alerts.md)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from notifications.inbox.models import Alert, PlaceChoice
from notifications.streams.refusal import Text

Level = PlaceChoice.Level
Data = Mapping[str, Any]
MaySee = Callable[[Collection[int], str, str], Collection[int]]
"""From people's ids, a place and a subject ("" where there is none) to the ids of those who may see it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an alert says, for the sentence about it."""

    count: int
    """How many facts."""
    people: int
    """How many different people they are from."""
    names: list[str]
    """The names of the latest of them, the newest first; at most `ACTORS_MAX`."""
    data: Data
    """What the newest fact is about, as the application gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of alerts."""

    name: str
    label: Text
    """What it is called among the preferences; "": it is not among them."""
    text: Callable[[Told], str]
    """The sentence, in the language that is active; pure."""
    url: Callable[[Data], str]
    """The page on which it happened, as a path; pure."""
    may_see: MaySee
    """Is asked inside the transaction that tells, and has to lock what its answer depends on, so that
    nobody loses access between the answer and the commit; and again before a push or a mail.
    """
    excerpt: Callable[[str], str] | None = None
    """What a subject says now, locked like `may_see`: for a crowd, which is told of it later. Without it the
    `excerpt` of the data waits with the tasks, where no edit and no removal finds it.
    """
    addressed: bool = False
    """Is it meant for the person? Then it counts in the number on the bell; else it is a dot."""
    bell: bool = True
    push: bool = False
    mail: bool = False
    """The channels it uses unless the person chose otherwise."""
    levels: frozenset[str] = frozenset({Level.ALL, Level.MENTIONS})
    """At which levels of its place it is told."""


class UnknownKind(LookupError):
    """There are no alerts of that kind."""


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known; in the `ready()` of the application they belong to."""
    for kind in kinds:
        _kinds[kind.name] = kind


def unregister(*kinds: Kind) -> None:
    """Forget kinds; their alerts stay, and are shown to nobody."""
    for kind in kinds:
        del _kinds[kind.name]


def named(name: str) -> Kind:
    """The kind of that name.

    Raises:
        UnknownKind: no application has registered it.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(f"no application has registered {name!r}; there are: {', '.join(_kinds)}") from None


def may_still_see(alert: Alert) -> bool:
    """May its person be told of it now, before it leaves the site?"""
    return alert.recipient_id in named(alert.kind).may_see([alert.recipient_id], alert.place, alert.subject)


def chosen() -> Iterable[Kind]:
    """The kinds among which people choose, in the order in which they were registered."""
    return [kind for kind in _kinds.values() if kind.label]


def names() -> Collection[str]:
    """The names of all kinds."""
    return _kinds.keys()
