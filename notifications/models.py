"""The tables of this application, gathered where Django looks for them."""

from notifications.streams.models import Event, Presence, Stream

__all__ = ["Event", "Presence", "Stream"]
