"""Telling how the site is doing: public figures for everybody, traffic for moderators.

Done by whichever process takes the turn, at most once in five seconds, and told only where
something has changed. Each telling is whole, so a reader needs no other than the newest.
"""

from datetime import datetime, timedelta

from chat import events, measuring, tallies
from chat.models import Room, Tally
from notifications.streams import log, turns

TURN, EVERY = "figures", timedelta(seconds=5)
# What is counted in one turn: a site that was down for a day has caught up after four.
TALLIES = 360
TALLIES_KEPT = timedelta(days=2)
# Of the tellings: enough for who was away for a moment. The rest is let go of now and then.
KEPT, KEPT_AT_MOST = 12, 60


def tell_if_open(at: datetime) -> bool:
    """Measure and tell, if no process has done so in the last seconds; was it our turn?"""
    if not turns.is_open(TURN, EVERY, at):
        return False
    found = measuring.measure(at)
    counted = tallies.count(tallies.untallied(at, TALLIES))
    if counted and at - counted[-1].minute < 2 * tallies.MINUTE:
        # How many were here at the end of a minute long past nobody knows any more.
        counted[-1].people = found.people
    if not tell_figures(found=found, counted=counted, at=at):
        return False
    for stream in (events.SITE, events.TRAFFIC):
        _tidy(stream)
    return True


@log.transaction()
def tell_figures(*, found: measuring.Measurement, counted: list[Tally], at: datetime) -> bool:
    """Store the minutes that were counted and tell what was measured; False: another process was faster."""
    if not turns.take(TURN, EVERY, at):
        return False
    Tally.objects.bulk_create(counted, ignore_conflicts=True)
    Tally.objects.filter(minute__lt=at - TALLIES_KEPT).delete()
    _keep_public(found)
    figures, traffic = measuring.figures(found), measuring.traffic(found)
    if figures != measuring.told(events.SITE).data:
        events.figures_changed(figures, at=at)
    if traffic != measuring.told(events.TRAFFIC).data:
        events.traffic_changed(traffic, at=at)
    return True


def _keep_public(found: measuring.Measurement) -> None:
    """Forget the rooms that were closed since they were measured; none of the others closes before the commit."""
    numbers = sorted(room.pk for room in found.rooms.values())
    still = Room.objects.filter(pk__in=numbers, visibility=Room.Visibility.PUBLIC).order_by("pk")
    open_now = {room.stream for room in still.select_for_update(no_key=True)}
    for stream in found.rooms.keys() - open_now:
        del found.rooms[stream]


def _tidy(stream: str) -> None:
    reach = log.reach([stream])[stream]
    if reach.head - reach.floor > KEPT_AT_MOST:
        log.keep_newest(stream, KEPT)
