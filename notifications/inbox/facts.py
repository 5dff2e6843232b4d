"""What an application tells the inbox: a fact, and what is to be shown of it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is shown of a fact."""

    subject: str = ""
    """Whose content it shows, as in `log.append`: `message-17`."""
    data: Mapping[str, Any]
    """For the kind's sentence and address. `room`, `message`, `where` and `excerpt` are told to clients by name."""
    mark: int | None = None
    """A position on the stream of its place: who has read that far has seen it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened and that people may want to be told."""

    kind: str
    key: str
    """Which fact of its kind; telling it again tells nobody twice. At most 100 characters."""
    group: str
    """Facts of one kind and group become one alert until it is read. At most 100 characters."""
    actor: int
    """Whose deed it is; nobody is told of their own."""
    recipients: Collection[int]
    at: datetime
    details: Details | Callable[[], Details]
    """A function where they are only known when the transaction ends; see `log.before_insert`."""
    place: str = ""
    """The stream on which it happened, if there is one: `room-42`."""

    def known_details(self) -> Details:
        """The details, once they can be known."""
        return self.details() if callable(self.details) else self.details
