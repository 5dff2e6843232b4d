"""Where `send_event` keeps events: our log (`EVENTSTREAM_STORAGE_CLASS`)."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django_eventstream.event import Event
from django_eventstream.storage import EventDoesNotExist, StorageBase

from notifications.streams import log
from notifications.streams.eventstream.channels import stream_of
from notifications.streams.eventstream.payload import pack, unpack


class Later(str):
    """Stands for data that is made when the transaction ends: `send_event(…, Later.of(…), json_encode=False)`.

    It is a text because django-eventstream hands on nothing else.
    """

    __slots__ = ("at", "draft", "make")
    make: Callable[[int], Mapping[str, Any]]
    at: datetime
    draft: log.Draft

    @classmethod
    def of(cls, make: Callable[[int], Mapping[str, Any]], at: datetime) -> "Later":
        """Data that `make` gives from the event's position; once it is sent, `draft` is the event."""
        later = cls()
        later.make, later.at = make, at
        return later


class LogStorage(StorageBase):
    """Events of a channel are those of its stream; an id is a position."""

    def append_event(self, channel: str, event_type: str, data: Any) -> Event:
        """Append in the transaction that is open, if one is: what is rolled back was never sent.

        The id is 0 inside `log.transaction()`, whose end gives positions out.

        Raises:
            MalformedName, MalformedType: not the name of a channel, of an event.
        """
        with log.transaction():
            draft = _append(stream_of(channel), event_type, data)
        return Event(channel, event_type, data, id=draft.position)

    def get_events(self, channel: str, last_id: int, limit: int = 100) -> list[Event]:
        """At most `limit` events behind `last_id`.

        Raises:
            EventDoesNotExist: `last_id` is beyond the head or below what is kept.
        """
        stream = stream_of(channel)
        with log.snapshot():
            reach = log.reach([stream])[stream]
            entries = log.read({stream: last_id}, limit).entries
        if not reach.floor <= last_id <= reach.head:
            raise EventDoesNotExist(f"No such event {last_id}", reach.head)
        return [Event(channel, one.type, unpack(one.data), id=one.position) for one in entries]

    def get_current_id(self, channel: str) -> int:
        """The position of the newest event."""
        return log.head(stream_of(channel))


def _append(stream: str, event_type: str, data: Any) -> log.Draft:
    if isinstance(data, Later):
        data.draft = log.append(stream, event_type, data.make, at=data.at)
        return data.draft
    text = data if isinstance(data, str) else json.dumps(data, cls=DjangoJSONEncoder)
    return log.append(stream, event_type, pack(text))
