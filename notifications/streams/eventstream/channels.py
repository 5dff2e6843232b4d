"""Channels are streams: their names, and who may read them (`EVENTSTREAM_CHANNELMANAGER_CLASS`)."""

from collections.abc import Iterable
from typing import Any, Self
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
    """Channels that a request asks for, and by what proof.

    Their view keeps this object for as long as it waits. Once it is `over`, because the
    proof was taken back, none of its channels may be read any more.
    """

    def __init__(self, channels: Iterable[str], session: str | None) -> None:
        """`session`: the key of the session that says who asks."""
        super().__init__(_Asked(channel, self) for channel in channels)
        self.session = session
        self.over = False


class _Asked(str):
    """A channel that knows by whom it was asked for."""

    __slots__ = ("asked",)
    asked: Asked

    def __new__(cls, channel: str, asked: Asked) -> Self:
        made = super().__new__(cls, channel)
        made.asked = asked
        return made

    def __deepcopy__(self, memo: Any) -> str:
        return str(self)


class ChannelManager(DefaultChannelManager):
    """Every channel is durable, and our access rules decide who may read it."""

    def get_channels_for_request(self, request: Any, view_kwargs: dict[str, Any]) -> Asked:
        """By the address or by `channel=a&channel=b`, as theirs; also by `channels=a,b`, as their viewsets."""
        channels = super().get_channels_for_request(request, view_kwargs)
        if not channels:
            channels = {name for name in request.GET.get("channels", "").split(",") if name}
        session: Any = getattr(request, "session", {})
        return Asked(channels, session.session_key if SESSION_KEY in session else None)

    def can_read_channel(self, user: Any, channel: str) -> bool:
        """What the access rule of the stream says; `user` is None for a guest."""
        if isinstance(channel, _Asked) and channel.asked.over:
            return False
        try:
            stream = stream_of(channel)
        except MalformedName:
            return False
        return stream in access.allowed(Viewer(user.pk if user else None), [stream])
