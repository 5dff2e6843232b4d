"""Stands where django-eventstream keeps its listeners (`django_eventstream.views.listener_manager`).

`send_event` announces nothing here: the log does, after the commit, in every process. What
waits in one of their views is woken by our hub and reads the log again.
"""

import asyncio
import threading
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from django.db import transaction
from django_eventstream import views
from django_eventstream.event import Event
from django_eventstream.utils import get_channelmanager

from notifications.streams import hub as hubs
from notifications.streams import identity, log, signals, threads
from notifications.streams.encoding import encode
from notifications.streams.entry import Batch
from notifications.streams.eventstream.channels import Asked, stream_of
from notifications.streams.eventstream.payload import pack, unpack
from notifications.streams.hub import Ending, Follower
from notifications.streams.names import plain
from notifications.streams.signals import Signal
from notifications.streams.viewer import Viewer, session_digest

_GUEST = "anonymous"


class Waiting:
    """The transport of a follower that waits in one of their views."""

    name: ClassVar[str] = "sse"
    all_or_nothing: ClassVar[bool] = True

    def __init__(self, lock: threading.Lock, listener: Any) -> None:
        self._lock = lock
        self._listener = listener
        self._serving = asyncio.current_task()
        self._joining = asyncio.ensure_future(self._join())
        self._follower: Follower | None = None

    async def _join(self) -> None:
        listener = self._listener
        hub = await hubs.current()
        session = listener.channels.session if isinstance(listener.channels, Asked) else None
        streams = [stream_of(channel) for channel in listener.channels]
        await hub.load(streams)
        self._follower = Follower(hub, _viewer(listener.user_id, session), self)
        hub.join(self._follower, {name: hub.feeds[name].head for name in streams}, ())
        self._follower.release()
        # What was written or revoked before we joined; nobody told us of that.
        self._read_again()
        if session and await threads.read(identity.from_session, session) != self._follower.viewer:
            self._follower.end(Ending.SESSION)
        elif hub.draining:
            self._break_off()

    def leave(self) -> None:
        """Their view waits no longer."""
        self._joining.cancel()
        if self._follower is not None:
            self._follower.close()

    def at_once(self, batch: Batch) -> bool:
        """They read the log themselves, as `events` says."""
        return False

    async def events(self, batch: Batch) -> None:
        """Their loop asks the storage, as it does after an overflow, and the access rule once more."""
        self._read_again()

    async def reset(self, streams: Mapping[str, Mapping[str, Any]]) -> None:
        """Their loop finds out by itself."""
        self._read_again()

    async def heads(self, heads: Mapping[str, Mapping[str, int]]) -> None:
        """Their views watch nothing."""

    async def signal(self, signal: Signal) -> None:
        """An event of a channel that is not durable; where one is, their loop would lose its place."""
        channel = plain(signal.stream)
        if not get_channelmanager().is_channel_reliable(channel):
            event = Event(channel, signal.name, unpack(encode(signal.data)))
            with self._lock:
                self._listener.channel_items.setdefault(channel, []).append(event)
            self._listener.aevent.set()

    async def beat(self) -> None:
        """Their loop keeps its connection alive by itself."""

    async def unfollowed(self, streams: list[str], reason: str) -> None:
        """Their loop asks the access rule and says no in its own words."""
        self._read_again()

    async def end(self, ending: Ending) -> None:
        """Have their loop end as it can: by finding that it may not read on, or by being broken off."""
        asked = self._listener.channels
        if hubs.draining():
            # No error of theirs, after which a client could not resume; the server does the rest.
            self._break_off()
        elif ending in {Ending.FORBIDDEN, Ending.RESTART}:
            # Access may be back before their loop asks for it, and then it waits on.
            self._joining = asyncio.ensure_future(self._join())
        elif isinstance(asked, Asked):
            asked.over = True
            self._read_again()
        else:
            self._break_off()

    def _break_off(self) -> None:
        if self._serving is not None:
            self._serving.cancel()

    def _read_again(self) -> None:
        with self._lock:
            self._listener.overflow = True
        self._listener.aevent.set()


class Bridge:
    """Their listener manager, on our hub."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._waiting: dict[Any, Waiting] = {}

    def add_listener(self, listener: Any) -> None:
        """One of their views begins to wait; called in its task."""
        self._waiting[listener] = Waiting(self.lock, listener)

    def remove_listener(self, listener: Any) -> None:
        """It waits no longer."""
        self._waiting.pop(listener).leave()

    def add_to_queues(self, channel: str, event: Event) -> None:
        """Nothing to do for an event that is in the log; any other goes as a signal after the commit."""
        if event.id is None:
            send = partial(signals.send, stream_of(channel), event.type, pack(event.data))
            transaction.on_commit(send, robust=True)

    def kick(self, user_id: Any, channel: str) -> None:
        """Take the channel away from a person, or ask anew for everybody if it is a guest."""
        with log.transaction():
            log.revoke(person=None if user_id == _GUEST else user_id, stream=stream_of(channel))


def install() -> None:
    """Take the place of their listener manager."""
    views.listener_manager = Bridge()


def _viewer(user_id: Any, session: str | None) -> Viewer:
    if user_id == _GUEST:
        return Viewer.guest
    return Viewer(user_id, session=session_digest(session) if session else None)
