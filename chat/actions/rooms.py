"""Making rooms and changing what they are like."""

import secrets
from datetime import datetime
from typing import Literal, NotRequired, TypedDict

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from chat import alerts, events, policies
from chat.actions import Admit, always, audit, lookups
from chat.models import Membership, Room
from chat.refusals import Forbidden, Refused
from notifications.streams import log

Visibility = Literal["public", "private"]


class Stage(TypedDict):
    """What the stage shall show: a `StageKind`, and the address of a picture or a video."""

    kind: str
    url: NotRequired[str]


SLUG_MAX_CHARS = 64
# Addresses of pages that stand where a room's would.
RESERVED = {"new"}
# What moderators may change too.
MODERATED = {"slow_mode_s", "locked", "stage_kind", "stage_url"}


class SlugTaken(Refused):
    """Another room has that address."""

    status = 409
    code = "slug_taken"
    detail = _("Another room has this address.")


@log.transaction()
def create_room(
    *,
    actor: int,
    name: str,
    at: datetime,
    slug: str | None = None,
    topic: str = "",
    visibility: Visibility = "public",
    admit: Admit = always,
) -> Room:
    """Make a room that belongs to the one who made it. Without a slug it gets one from its name.

    Raises:
        SlugTaken: another room has that address.
    """
    person = lookups.person(actor, at)
    if slug is not None and (slug in RESERVED or Room.objects.filter(slug=slug).exists()):
        raise SlugTaken
    admit()
    room = Room.objects.create(
        slug=slug or _free_slug(name), name=name, topic=topic, visibility=visibility, created_at=at
    )
    owner = Membership.objects.create(room=room, user=person, role=Membership.Role.OWNER, joined_at=at)
    events.member_changed("member.joined", owner, at=at)
    return room


@log.transaction()
def update_room(
    *,
    actor: int,
    room: int,
    at: datetime,
    name: str | None = None,
    topic: str | None = None,
    visibility: Visibility | None = None,
    slow_mode_s: int | None = None,
    locked: bool | None = None,
    archived: bool | None = None,
    stage: Stage | None = None,
    admit: Admit = always,
) -> Room:
    """Change what is not None; moderators may lock, slow down and set the stage, the rest is the owners'.

    A room that becomes private loses its strangers at once.

    Raises:
        NotFound, Forbidden: there is none, or it is not theirs.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_room(room, person, at)
    wanted = {
        "name": name,
        "topic": topic,
        "visibility": visibility,
        "slow_mode_s": slow_mode_s,
        "locked": locked,
        "archived": archived,
        "stage_kind": stage and stage["kind"],
        "stage_url": stage and stage.get("url", ""),
    }
    changes = {field: value for field, value in wanted.items() if value not in {None, getattr(found, field)}}
    may = policies.can_calm if changes.keys() <= MODERATED else policies.can_update
    if not may(person, found, role):
        raise Forbidden
    if not changes:
        return found
    admit()
    before = {field: getattr(found, field) for field in changes}
    for field, value in changes.items():
        setattr(found, field, value)
    if "slow_mode_s" in changes:
        found.slow_mode_until = None
    if changes.keys() & {"stage_kind", "stage_url"}:
        found.stage_since = at if found.has_stage else None
    found.save(update_fields=[*changes, "slow_mode_until", "stage_since"])
    audit.record(person, "room.update", room=found, before=before, after=changes, at=at)
    if changes.get("visibility") == Room.Visibility.PRIVATE:
        events.room_closed_to_strangers(found)
        alerts.closed_to_strangers(found, at=at)
    events.room_updated(found, at=at)
    if changes.get("archived"):
        events.room_over(found)
    return found


def _free_slug(name: str) -> str:
    slug = slugify(name)[: SLUG_MAX_CHARS - 9].strip("-_")
    if slug and slug not in RESERVED and not Room.objects.filter(slug=slug).exists():
        return slug
    return f"{slug or 'room'}-{secrets.token_hex(4)}"
