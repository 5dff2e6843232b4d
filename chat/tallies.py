"""Counting full minutes, each once, and reading what was counted."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncHour, TruncMinute

from chat.access import room_ids
from chat.models import Report, Room, Tally
from notifications.streams.models import Event

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
POSTED = "message.posted"

Hours = dict[datetime, int]


def minute_of(at: datetime) -> datetime:
    """The beginning of the minute in which `at` lies."""
    return at.replace(second=0, microsecond=0)


def hour_of(at: datetime) -> datetime:
    """The beginning of the hour."""
    return at.replace(minute=0, second=0, microsecond=0)


def count(minutes: Sequence[datetime]) -> list[Tally]:
    """Count full minutes, which follow each other; three queries."""
    tallies = {minute: Tally(minute=minute) for minute in minutes}
    if not minutes:
        return []
    since, until = minutes[0], minutes[-1] + MINUTE
    posted = Event.objects.filter(at__gte=since, at__lt=until, type=POSTED).annotate(minute=TruncMinute("at"))
    posts = list(posted.values_list("minute", "stream_id").annotate(Count("at")))
    numbers = room_ids({stream for _, stream, _ in posts})
    public = Room.objects.filter(pk__in=numbers, visibility=Room.Visibility.PUBLIC).values_list("pk", flat=True)
    public_streams = {numbers[number] for number in public}
    for minute, stream, messages in posts:
        tallies[minute].messages += messages
        tallies[minute].public_messages += messages if stream in public_streams else 0
    for at in Report.objects.filter(created_at__gte=since, created_at__lt=until).values_list("created_at", flat=True):
        tallies[minute_of(at)].reports += 1
    return list(tallies.values())


def untallied(at: datetime, most: int) -> list[datetime]:
    """The next full minutes that nobody has counted yet, oldest first, from a day ago on."""
    begin = max(minute_of(at) - DAY, _tallied_until() or minute_of(at) - DAY)
    missing = (minute_of(at) - begin) // MINUTE
    return [begin + ahead * MINUTE for ahead in range(min(missing, most))]


def of_minutes(minutes: Collection[datetime]) -> list[Tally]:
    """The tallies of these minutes; empty ones for those that nobody has counted."""
    found = Tally.objects.in_bulk(minutes)
    return [found.get(minute) or Tally(minute=minute) for minute in minutes]


def of_hours(since: datetime, posts: Collection[datetime]) -> tuple[Hours, Hours]:
    """Messages and reports of each hour from `since` on.

    `posts`: when the newest messages were posted, for the minutes that nobody has counted yet.
    """
    counted = Tally.objects.filter(minute__gte=since).order_by().annotate(hour=TruncHour("minute"))
    messages: Counter[datetime] = Counter()
    reports: Counter[datetime] = Counter()
    for hour, said, reported in counted.values_list("hour").annotate(Sum("messages"), Sum("reports")):
        messages[hour] += said
        reports[hour] += reported
    until = _tallied_until() or since
    messages.update(hour_of(at) for at in posts if at >= until)
    reports.update(map(hour_of, Report.objects.filter(created_at__gte=until).values_list("created_at", flat=True)))
    return messages, reports


def _tallied_until() -> datetime | None:
    last = Tally.objects.order_by("-minute").values_list("minute", flat=True).first()
    return last and last + MINUTE
