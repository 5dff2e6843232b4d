"""What people wish: who is told what, in which language, and when they want to be left alone."""

from collections.abc import Collection, Iterable
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from notifications.inbox import kinds
from notifications.inbox.facts import Fact
from notifications.inbox.models import KindChoice, PlaceChoice, Wishes

Level = PlaceChoice.Level


def languages(user_ids: Collection[int]) -> dict[int, str]:
    """In which language each person is told."""
    chosen = Wishes.objects.filter(user__in=user_ids).exclude(language="").values_list("user_id", "language")
    return dict.fromkeys(user_ids, settings.LANGUAGE_CODE) | dict(chosen)


def unwanted(facts: Iterable[Fact]) -> set[tuple[int, str, str]]:
    """Who does not want which kind at which place, as (person, kind, place); two statements."""
    people = {user_id for fact in facts for user_id in fact.recipients}
    asked = {(fact.kind, fact.place) for fact in facts}
    off = set(
        KindChoice.objects.filter(user__in=people, kind__in={kind for kind, _ in asked}, bell=False).values_list(
            "user_id", "kind"
        )
    )
    choices = PlaceChoice.objects.filter(user__in=people, place__in={place for _, place in asked})
    levels = {(user_id, place): level for user_id, place, level in choices.values_list("user_id", "place", "level")}
    return {
        (user_id, kind, place)
        for kind, place in asked
        for user_id in people
        if (user_id, kind) in off or levels.get((user_id, place), Level.MENTIONS) not in kinds.named(kind).levels
    }


def is_quiet(wishes: Wishes, at: datetime) -> bool:
    """Does the person want to be left alone: no push, no sound, no toast? Pure."""
    if wishes.paused_until and at < wishes.paused_until:
        return True
    if wishes.quiet_from is None or wishes.quiet_until is None:
        return False
    now = at.astimezone(zone(wishes)).time()
    if wishes.quiet_from <= wishes.quiet_until:
        return wishes.quiet_from <= now < wishes.quiet_until
    return now >= wishes.quiet_from or now < wishes.quiet_until


def zone(wishes: Wishes) -> tzinfo:
    """The person's time zone; the site's until they have named one."""
    return ZoneInfo(wishes.time_zone) if wishes.time_zone else timezone.get_default_timezone()


def of(user_id: int) -> Wishes:
    """What a person wishes; a row that is not stored where they never said anything."""
    return Wishes.objects.filter(pk=user_id).first() or Wishes(user_id=user_id)
