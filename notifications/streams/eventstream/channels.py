"""Channels are streams: their names, and who may read them (`EVENTSTREAM_CHANNELMANAGER_CLASS`)."""

from typing import Any
from urllib.parse import quote

from django.contrib.auth import SESSION_KEY
from django_eventstream.channelmanager import DefaultChannelManager

from notifications.streams import access
from notifications.streams.names import MalformedName, canonical
from notifications.streams.viewer import Viewer


def stream_of(channel: str) -> str:
    """The stream that a channel is; a channel's name is always plain text.

    Raises:
        MalformedName: it is empty, or longer than 64 characters once it is percent-encoded.
    """
    return canonical(quote(channel, safe="", errors="replace"))


class Asked(set[str]):
    """Channels that a request asks for, and the key of the session that proves who asks."""

    session: str | None = None


class ChannelManager(DefaultChannelManager):
    """Every channel is durable, and our access rules decide who may read it."""

    def get_channels_for_request(self, request: Any, view_kwargs: dict[str, Any]) -> Asked:
        """By the address or by `channel=a&channel=b`, as theirs; also by `channels=a,b`, as their viewsets."""
        asked = Asked(super().get_channels_for_request(request, view_kwargs))
        if not asked:
            asked.update(name for name in request.GET.get("channels", "").split(",") if name)
        session = getattr(request, "session", None)
        if session is not None and SESSION_KEY in session:
            asked.session = session.session_key
        return asked

    def can_read_channel(self, user: Any, channel: str) -> bool:
        """What the access rule of the stream says; `user` is None for a guest."""
        try:
            stream = stream_of(channel)
        except MalformedName:
            return False
        return stream in access.allowed(Viewer(user.pk if user else None), [stream])
