"""What moderators read: reports with their evidence, a person's record, the audit record, words, figures.

`user_id` is who reads. The site's moderators see everything that was reported; a room's
moderators what concerns the room that they name.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import TruncDay, TruncHour
from django.utils import timezone

from chat import policies, shapes
from chat.models import AuditEntry, Evidence, Membership, Message, Report, Room, Sanction, User, WordRule
from chat.refusals import Forbidden, NotFound, Sanctioned, Unauthenticated
from chat.shapes import Shape
from notifications.streams import log, presence
from notifications.streams.names import user_stream

MODERATION = "moderation"
PAGE_MAX = 200
PAGE_DEFAULT = 50
AUTOMATIC = "automatic"
ROOM = "room-"


class Page(NamedTuple):
    """Which part of a list: below this id, at most so many; newest first."""

    before: int | None = None
    limit: int = PAGE_DEFAULT


class Wanted(NamedTuple):
    """Which reports or sanctions: what is None does not matter."""

    state: str | None = None
    room: int | None = None
    person: str | None = None
    q: str | None = None
    kind: str | None = None
    """The reason of a report, or `automatic`."""


class Acts(NamedTuple):
    """Which lines of the audit record: what is None does not matter."""

    action: str | None = None
    actor: str | None = None
    person: str | None = None
    room: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def reports(user_id: int, wanted: Wanted, page: Page) -> Shape:
    """`{"reports": […], "position"}`: newest first, and the position of `moderation` that they reflect."""
    with log.snapshot():
        require_moderator(user_id, wanted.room)
        found = _page(matching(wanted), page)
        return {"reports": [shapes.report(one) for one in found], "position": log.head(MODERATION)}


def report_groups(user_id: int, wanted: Wanted, page: Page) -> Shape:
    """The same by target: `{"groups": [{"message", "said", "count", "last", …, "reports"}], "position"}`.

    `said` is the evidence of what the message said; null once it was purged.
    """
    with log.snapshot():
        require_moderator(user_id, wanted.room)
        counted = matching(wanted).order_by().values("message")
        targets = counted.annotate(
            count=Count("pk"), last=Max("pk"), first_at=Min("created_at"), last_at=Max("created_at")
        )
        if page.before is not None:
            targets = targets.filter(last__lt=page.before)
        groups = list(targets.order_by("-last")[: page.limit])
        by_message: dict[int, list[Shape]] = {group["message"]: [] for group in groups}
        for one in matching(wanted).filter(message__in=by_message).order_by("pk"):
            by_message[one.message_id].append(shapes.report(one))
        said = _said(by_message)
        return {
            "groups": [
                {
                    "message": group["message"],
                    "said": said.get(group["message"]),
                    "count": group["count"],
                    "last": group["last"],
                    "first_at": shapes.moment(group["first_at"]),
                    "last_at": shapes.moment(group["last_at"]),
                    "reports": by_message[group["message"]],
                }
                for group in groups
            ],
            "position": log.head(MODERATION),
        }


def report(user_id: int, report_id: int) -> Shape:
    """A report with its evidence: the message and those around it as they were when it was reported.

    `evidence` is empty once it was purged; `message` is the message as it is now, and `original`
    what it said before it was removed or masked, if that is still known. `others`: the other reports of it.
    """
    with log.snapshot():
        found = Report.objects.ready().filter(pk=report_id).first()
        if found is None:
            raise NotFound
        require_moderator(user_id, found.message.room_id)
        kept = Evidence.objects.filter(report=found).select_related("message__author").order_by("message")
        others = Report.objects.ready().filter(message=found.message).exclude(pk=found.pk)
        originals = Evidence.objects.originals().filter(message=found.message)
        sanctions = Sanction.objects.ready().filter(report__message=found.message).order_by("pk")
        return {
            "report": shapes.report(found),
            "others": [shapes.report(one) for one in others.order_by("pk")],
            "evidence": [shapes.evidence(one) for one in kept],
            "message": shapes.message(found.message),
            "original": originals.values_list("body", flat=True).first(),
            "sanctions": [shapes.sanction(one) for one in sanctions],
        }


def sanctions(user_id: int, wanted: Wanted, page: Page) -> Shape:
    """`{"sanctions": […], "position"}`, newest first; `state`: `standing`, `over` or `appealed`."""
    with log.snapshot():
        require_moderator(user_id, wanted.room)
        found = _page(_sanctions(wanted), page)
        return {"sanctions": [shapes.sanction(one) for one in found], "position": log.head(MODERATION)}


def own_sanctions(user_id: int) -> Shape:
    """What holds for the one who asks and what came of their appeals: `{"sanctions": […]}`."""
    found = Sanction.objects.ready().filter(person=user_id).exclude(kind=Sanction.Kind.KICK).order_by("-pk")
    shown = []
    for one in found[:PAGE_MAX]:
        appeal = getattr(one, "appeal", None)
        shown.append(
            {
                **(shapes.own_sanction(one) or {}),
                "holds": one.holds(timezone.now()),
                "appeal": None if appeal is None else shapes.own_appeal(appeal),
            }
        )
    return {"sanctions": shown}


def person(user_id: int, username: str) -> Shape:
    """A person's record: who they are, what was reported, what was imposed, where they belong, from where they act."""
    with log.snapshot():
        require_moderator(user_id, None)
        whom = User.objects.filter(username__iexact=username).first()
        if whom is None:
            raise NotFound
        imposed = Sanction.objects.ready().filter(person=whom).order_by("-pk")[:PAGE_MAX]
        against = Report.objects.ready().filter(message__author=whom).order_by("-pk")[:PAGE_MAX]
        made = Report.objects.ready().filter(reporter=whom).order_by("-pk")[:PAGE_MAX]
        rooms = Membership.objects.of(whom.pk).select_related("room").order_by("pk")[:PAGE_MAX]
        said = Message.objects.filter(author=whom)
        return {
            "person": shapes.person(whom),
            "is_active": whom.is_active,
            "is_moderator": whom.is_moderator,
            "joined_at": shapes.moment(whom.date_joined),
            "last_login": shapes.moment(whom.last_login),
            "messages": said.count(),
            "removed": said.exclude(removed_at=None).count(),
            "tokens": whom.tokens.count(),
            **_whereabouts(whom),
            "rooms": [{"room": shapes.place(one.room), "role": one.role} for one in rooms],
            "sanctions": [shapes.sanction(one) for one in imposed],
            "reports_against": [shapes.report(one) for one in against],
            "reports_made": [shapes.report(one) for one in made],
        }


def _whereabouts(whom: User) -> Shape:
    """Since when they are connected (null: they are not), and which rooms they have open since when."""
    since = presence.since(whom.pk)
    opened = Room.objects.filter(pk__in=[name.removeprefix(ROOM) for name in since if name.startswith(ROOM)])
    return {
        "connected_since": shapes.moment(since.get(user_stream(whom.pk))),
        "here": [{"room": shapes.place(room), "since": shapes.moment(since[room.stream])} for room in opened],
    }


def people(user_id: int, q: str) -> Shape:
    """`{"people": […]}` whose username or name contains `q`."""
    require_moderator(user_id, None)
    found = User.objects.filter(Q(username__icontains=q) | Q(name__icontains=q)).order_by("username")
    return {"people": [shapes.person(one) for one in found[:PAGE_DEFAULT]]}


def audit(user_id: int, acts: Acts, page: Page) -> Shape:
    """`{"entries": […]}`, newest first."""
    require_moderator(user_id, acts.room)
    return {"entries": [shapes.audit_entry(entry) for entry in _page(entries(acts), page)]}


def words(user_id: int) -> Shape:
    """`{"words": […]}`: every list."""
    require_moderator(user_id, None)
    return {"words": [shapes.word(rule) for rule in WordRule.objects.select_related("added_by")]}


def figures(user_id: int, hours: int) -> Shape:
    """For charts: messages and reports per hour (or day, over more than three days), and the busiest rooms.

    `{"since", "step_s", "messages": [{"at", "count"}], "reports": […], "rooms": [{"room", "count"}], "waiting"}`
    """
    require_moderator(user_id, None)
    since = timezone.now() - timedelta(hours=hours)
    step = TruncHour if hours <= LONGEST_BY_HOUR else TruncDay
    said = Message.objects.filter(created_at__gte=since)
    busiest = said.order_by().values("room").annotate(count=Count("pk")).order_by("-count")[:10]
    rooms = Room.objects.in_bulk([row["room"] for row in busiest])
    return {
        "since": shapes.moment(since),
        "step_s": 3600 if step is TruncHour else 86_400,
        "messages": _counts(said, step),
        "reports": _counts(Report.objects.filter(created_at__gte=since), step),
        "rooms": [{"room": shapes.place(rooms[row["room"]]), "count": row["count"]} for row in busiest],
        "waiting": Report.objects.undecided().count(),
    }


LONGEST_BY_HOUR = 72


def require_moderator(user_id: int, room_id: int | None) -> None:
    """Let the site's moderators pass, and those of the room that is asked about."""
    at = timezone.now()
    reader = User.objects.filter(pk=user_id, is_active=True).first()
    if reader is None:
        raise Unauthenticated
    policies.load_sanctions([reader], at)
    if policies.can_moderate_site(reader):
        return
    room = None if room_id is None else Room.objects.filter(pk=room_id).first()
    if room is None:
        raise Forbidden
    if sanction := policies.barred_from(reader, room):
        raise Sanctioned(sanction, at)
    role = Membership.objects.of(reader.pk).filter(room=room).values_list("role", flat=True).first()
    if not policies.can_moderate(reader, room, role):
        raise Forbidden if policies.can_read(reader, room, role) else NotFound


def matching(wanted: Wanted) -> Any:
    found = Report.objects.ready()
    if wanted.state:
        found = found.filter(state__in=wanted.state.split(","))
    if wanted.room is not None:
        found = found.filter(message__room=wanted.room)
    if wanted.kind == AUTOMATIC:
        found = found.filter(reporter=None)
    elif wanted.kind:
        found = found.filter(reason=wanted.kind)
    if wanted.person:
        found = found.filter(message__author__username__iexact=wanted.person)
    if wanted.q:
        known = Q(reason__icontains=wanted.q) | Q(note__icontains=wanted.q) | Q(decision__icontains=wanted.q)
        in_evidence = Evidence.objects.filter(body__icontains=wanted.q).values("report")
        found = found.filter(known | Q(message__author__username__icontains=wanted.q) | Q(pk__in=in_evidence))
    return found


def _said(messages: Iterable[int]) -> dict[int, str]:
    """What reported messages said when they were first reported, by message."""
    kept = Evidence.objects.filter(report__message__in=messages, message=F("report__message"))
    return dict(kept.order_by("-pk").values_list("message", "body"))


def _sanctions(wanted: Wanted) -> Any:
    at = timezone.now()
    found = Sanction.objects.ready()
    if wanted.state == "standing":
        found = found.in_force(at)
    elif wanted.state == "over":
        found = found.exclude(pk__in=Sanction.objects.in_force(at).values("pk"))
    elif wanted.state == "appealed":
        found = found.filter(appeal__state="open")
    if wanted.room is not None:
        found = found.filter(room=wanted.room)
    if wanted.person:
        found = found.filter(person__username__iexact=wanted.person)
    if wanted.q:
        found = found.filter(Q(reason__icontains=wanted.q) | Q(person__username__icontains=wanted.q))
    return found


def entries(acts: Acts) -> Any:
    found = AuditEntry.objects.select_related("actor", "person", "room")
    exact = {
        "action": acts.action,
        "actor__username__iexact": acts.actor,
        "person__username__iexact": acts.person,
        "room": acts.room,
        "at__gte": acts.since,
        "at__lt": acts.until,
    }
    return found.filter(**{field: value for field, value in exact.items() if value is not None})


def _page(found: Any, page: Page) -> list[Any]:
    if page.before is not None:
        found = found.filter(pk__lt=page.before)
    return list(found.order_by("-pk")[: page.limit])


def _counts(found: Any, step: Any) -> list[Shape]:
    counted = found.order_by().annotate(slot=step("created_at")).values("slot").annotate(count=Count("pk"))
    return [{"at": shapes.moment(row["slot"]), "count": row["count"]} for row in counted.order_by("slot")]
