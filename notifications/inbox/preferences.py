"""Showing and changing what a person wishes."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from notifications.inbox import kinds, vapid, wishes
from notifications.inbox.kinds import Kind
from notifications.inbox.models import Keyword, KindChoice, PlaceChoice, PushSubscription
from notifications.inbox.reading import Admit, always
from notifications.inbox.shapes import Shape
from notifications.streams import access, log
from notifications.streams.encoding import timestamp
from notifications.streams.names import MalformedName, canonical
from notifications.streams.refusal import Refusal
from notifications.streams.viewer import Viewer

CHANNELS = ("bell", "push", "mail")


class Unknown(Refusal):
    """A kind or a place that is not there, or not theirs to know of."""

    def __init__(self) -> None:
        super().__init__(422, "invalid", _("There is no such kind of alerts, or no such place."))


class HalfQuiet(Refusal):
    """Quiet hours have a beginning and an end."""

    def __init__(self) -> None:
        super().__init__(422, "invalid", _("Say when the quiet hours begin and when they end."))


def show(user_id: int, at: datetime) -> Shape:
    """All of it (`schemas.Preferences`)."""
    with log.snapshot():
        own = wishes.of(user_id)
        choices = {choice.kind: choice for choice in KindChoice.objects.filter(user=user_id)}
        places = PlaceChoice.objects.filter(user=user_id).values_list("place", "level")
        return {
            "language": own.language,
            "time_zone": own.time_zone,
            "quiet_from": _clock(own.quiet_from),
            "quiet_until": _clock(own.quiet_until),
            "paused_until": timestamp(own.paused_until) if own.paused_until else None,
            "quiet": wishes.is_quiet(own, at),
            "digest": own.digest,
            "email": _email(user_id),
            "keywords": list(Keyword.objects.filter(user=user_id).order_by("word").values_list("word", flat=True)),
            "kinds": [_kind(kind, choices.get(kind.name)) for kind in kinds.chosen()],
            "places": dict(places),
            "push_key": vapid.public_key(),
            "subscriptions": [_subscription(one) for one in PushSubscription.objects.filter(user=user_id)],
        }


@log.transaction()
def update(*, actor: int, at: datetime, admit: Admit = always, **changes: Any) -> int:
    """Change what is named (`schemas.PreferencesBody`); returns whose preferences they are.

    Raises:
        Unknown, HalfQuiet: what the names say.
    """
    admit()
    if "keywords" in changes:
        _set_keywords(actor, changes.pop("keywords") or [])
    for name, channels in (changes.pop("kinds", None) or {}).items():
        _set_kind(actor, name, channels)
    _set_places(actor, changes.pop("places", None) or {})
    own = wishes.of(actor)
    for field, value in changes.items():
        setattr(own, field, value)
    if (own.quiet_from is None) != (own.quiet_until is None):
        raise HalfQuiet
    own.save()
    return actor


def _set_keywords(user_id: int, words: list[str]) -> None:
    Keyword.objects.filter(user=user_id).exclude(word__in=words).delete()
    Keyword.objects.bulk_create([Keyword(user_id=user_id, word=word) for word in set(words)], ignore_conflicts=True)


def _set_kind(user_id: int, name: str, channels: Mapping[str, bool | None]) -> None:
    if name not in kinds.names():
        raise Unknown
    kind = kinds.named(name)
    chosen = {channel: value for channel, value in channels.items() if value is not None}
    default = {channel: getattr(kind, channel) for channel in CHANNELS}
    KindChoice.objects.update_or_create(
        user_id=user_id, kind=name, defaults=chosen, create_defaults={**default, **chosen}
    )


def _set_places(user_id: int, places: Mapping[str, str]) -> None:
    try:
        levels = {canonical(name): level for name, level in places.items()}
    except MalformedName:
        raise Unknown from None
    if access.allowed(Viewer(user_id), levels.keys()) != levels.keys():
        raise Unknown
    for place, level in levels.items():
        if level == PlaceChoice.Level.MENTIONS:
            PlaceChoice.objects.filter(user=user_id, place=place).delete()
        else:
            PlaceChoice.objects.update_or_create(user_id=user_id, place=place, defaults={"level": level})


def _kind(kind: Kind, choice: KindChoice | None) -> Shape:
    said = choice or kind
    channels = {channel: getattr(said, channel) for channel in CHANNELS}
    return {"name": kind.name, "label": str(kind.label), "addressed": kind.addressed, **channels}


def _subscription(one: PushSubscription) -> Shape:
    return {"id": one.pk, "endpoint": one.endpoint, "label": one.label, "created_at": timestamp(one.created_at)}


def _email(user_id: int) -> str:
    return get_user_model()._default_manager.values_list("email", flat=True).get(pk=user_id)


def _clock(moment: time | None) -> str | None:
    return moment.strftime("%H:%M") if moment else None
