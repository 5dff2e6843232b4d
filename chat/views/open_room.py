"""What an open room begins with: everything in it of one moment (static/chat/room-state.js)."""

from django.utils import timezone

from chat import policies, shapes, slash, snapshots
from chat.models import Room, User
from chat.shapes import Shape
from notifications.streams import log, presence
from notifications.streams.names import user_stream

OFFERS = ("post", "like", "report", "moderate", "moderate_site", "invite", "manage", "join")


def open_room(person: User | None, slug: str, where: snapshots.Where) -> tuple[Shape, list[Shape]]:
    """The room with messages, members and what `person` may do; and the rooms in use, with this one.

    Raises:
        NotFound: there is none, or it is hidden from them.
    """
    user_id = None if person is None else person.pk
    log.generation()  # is made when first asked for, which a snapshot could not do
    with log.snapshot():
        room = snapshots.room_by_slug(user_id, slug)
        streams = [room["stream"]] if user_id is None else [room["stream"], user_stream(user_id)]
        found = Room.objects.get(pk=room["id"])
        shown = {
            "room": room,
            "me": None if person is None else shapes.person(person),
            "may": offers(person, found, room["role"]),
            "at": where.around,
            "has_newer": where != snapshots.Where(),
            **snapshots.messages(user_id, room["id"], where),
            "pinned": snapshots.pinned(user_id, room["id"])["messages"],
            "blocked": snapshots.blocked(user_id),
            "last_said_at": snapshots.last_said_at(user_id, room),
            "now": shapes.moment(timezone.now()),
            "members": snapshots.members(user_id, room["id"])["members"],
            "present": presence.people(room["stream"]),
            "slashes": slash.offered(person, found, room["role"]),
            "cursor": log.cursor(streams),
        }
        listed = {other["id"]: other for other in snapshots.rooms(user_id) if not other["archived"]}
        listed.setdefault(room["id"], room)
        return shown, [*listed.values()]


def offers(person: User | None, room: Room, role: str | None) -> dict[str, bool]:
    """What the page offers; the actions decide anew when somebody does it."""
    if person is None:
        return dict.fromkeys(OFFERS, False)
    policies.load_sanctions([person], timezone.now())
    return {
        "post": policies.can_post(person, room, role),
        "like": policies.can_like(person, room, role),
        "report": policies.can_report(person, room, role),
        "moderate": policies.can_moderate(person, room, role),
        "moderate_site": policies.can_moderate_site(person),
        "invite": policies.can_invite(person, room, role),
        "manage": policies.can_update(person, room, role),
        "join": role is None and policies.can_join(person, room),
    }
