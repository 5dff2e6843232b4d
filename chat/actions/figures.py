"""Telling how the site is doing: public figures for everybody, traffic for moderators.

Done by whichever process takes the turn, at most once in five seconds, and told only where
something has changed. Each telling is whole, so a reader needs no other than the newest.
"""

from datetime import datetime, timedelta

from chat import events, measuring, tallies
from chat.models import Room, Tally
from chat.shapes import Shape
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
    _store_minutes(found)
    # Everything that takes time is done before the transaction, for which all who post would wait.
    told = tell_figures(figures=measuring.figures(found), traffic=measuring.traffic(found), at=at)
    if told:
        for stream in (events.SITE, events.TRAFFIC):
            _tidy(stream)
    return told


@log.transaction()
def tell_figures(*, figures: Shape, traffic: Shape, at: datetime) -> bool:
    """Tell what was measured, where it has changed; False: another process was faster."""
    if not turns.take(TURN, EVERY, at):
        return False
    _leave_closed_out(figures, traffic)
    if figures != measuring.told(events.SITE).data:
        events.figures_changed(figures, at=at)
    if traffic != measuring.told(events.TRAFFIC).data:
        events.traffic_changed(traffic, at=at)
    return True


def _store_minutes(found: measuring.Measurement) -> None:
    counted = tallies.count(tallies.untallied(found.at, TALLIES))
    if counted and found.at - counted[-1].minute < 2 * tallies.MINUTE:
        # How many were here at the end of a minute long past nobody knows any more.
        counted[-1].people = found.people
    if counted:
        Tally.objects.bulk_create(counted, ignore_conflicts=True)
        Tally.objects.filter(minute__lt=found.at - TALLIES_KEPT).delete()


def _leave_closed_out(*told: Shape) -> None:
    """Leave out the rooms that were closed since they were measured; none of the others closes before the commit."""
    named = {room["id"] for shape in told for room in shape["rooms"]}
    still = Room.objects.filter(pk__in=named, visibility=Room.Visibility.PUBLIC).order_by("pk")
    open_now = {room.pk for room in still.select_for_update(no_key=True)}
    for shape in told:
        shape["rooms"] = [room for room in shape["rooms"] if room["id"] in open_now]


def _tidy(stream: str) -> None:
    reach = log.reach([stream])[stream]
    if reach.head - reach.floor > KEPT_AT_MOST:
        log.keep_newest(stream, KEPT)
