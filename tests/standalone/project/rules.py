"""Who may follow what in this project."""

from collections.abc import Collection

from django.contrib.auth.models import User

from notifications.streams.eventstream.channels import ChannelManager


def staff(user_id: int | None, names: Collection[str]) -> Collection[str]:
    """Streams of the staff are for the staff."""
    return names if user_id and User.objects.filter(pk=user_id, is_active=True, is_staff=True).exists() else ()


class Channels(ChannelManager):
    """One kind of channel is not kept."""

    def is_channel_reliable(self, channel: str) -> bool:
        return not channel.startswith("_fleeting")
