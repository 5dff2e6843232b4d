"""What the site does by itself against floods: mutes who goes on and on, slows a room that boils.

Each is marked as automatic, ends by itself and can be undone by a moderator before that.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext

from chat import events, rates
from chat.actions import audit
from chat.actions.sanctions import mute_automatically
from chat.models import Room, User

MUTE_MINUTES = 5
SLOW_MODE_S = 10
SLOW_MODE_FOR = timedelta(minutes=5)


def note_refusal(person: User, room: Room, at: datetime) -> None:
    """Somebody was too fast once more; who does not stop is muted for a while."""
    if rates.floods(person.pk):
        reason = gettext("Flood: many messages in a short time.")
        mute_automatically(person=person, room=room, reason=reason, minutes=MUTE_MINUTES, at=at)


def note_post(room: Room, at: datetime) -> None:
    """Something was said; a room in which nobody can follow any more is slowed down for a while."""
    if rates.boils(room.pk) and not room.slow_mode_at(at):
        _slow_down(room, at)


def _slow_down(room: Room, at: datetime) -> None:
    locked = Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    if locked.slow_mode_at(at):
        return
    until = at + SLOW_MODE_FOR
    for one in (locked, room):
        one.slow_mode_s, one.slow_mode_until = SLOW_MODE_S, until
    locked.save(update_fields=["slow_mode_s", "slow_mode_until"])
    after = {"slow_mode_s": SLOW_MODE_S, "slow_mode_until": until}
    audit.record(None, "room.update", room=locked, before={"slow_mode_s": 0}, after=after, at=at)
    events.room_updated(locked, at=at)
