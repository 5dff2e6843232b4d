"""Who may do what. Pure questions about a person, a room and the person's role in it.

`person` is None for a guest; `role` is None for somebody who is not a member. An account that
is not active never gets here: actions refuse it first. A sanction is asked for here and nowhere
else, whichever door somebody comes through; `load_sanctions` has to have been called for whoever
acts. It ends by itself: one that is over is not loaded.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from chat.models import Attachment, LiveStream, Membership, Message, Room, Sanction, User, Webhook
from chat.models.rooms import RoomQuerySet
from notifications.streams import access

Role = Membership.Role

_RANK = {None: 0, Role.MEMBER: 1, Role.MODERATOR: 2, Role.OWNER: 3}


def load_sanctions(people: Iterable[User], at: datetime) -> None:
    """Remember with each person the sanctions that hold at that moment; one query."""
    by_id = {person.pk: person for person in people}
    found: dict[int, list[Sanction]] = {person_id: [] for person_id in by_id}
    for sanction in Sanction.objects.in_force(at).of(by_id) if by_id else ():
        found[sanction.person_id].append(sanction)
    for person_id, sanctions in found.items():
        by_id[person_id].sanctions_in_force = sorted(sanctions, key=lambda one: one.severity, reverse=True)


def sanction_in(person: User | None, room: Room) -> Sanction | None:
    """The heaviest sanction that holds for them in that room, be it of the room or of the site."""
    return None if person is None else person.sanction_in(room.pk, None)


def barred_from(person: User | None, room: Room) -> Sanction | None:
    """The sanction that keeps them out of the room; None: they may come in."""
    found = sanction_in(person, room)
    return found if found is not None and found.bars else None


def barred_everywhere(person: User) -> Sanction | None:
    """The sanction that keeps them out of the site; None: they may come in."""
    found = person.sanction_in(None)
    return found if found is not None and found.bars else None


def may_enter(person: User) -> bool:
    """Is their account good for anything now? One query. Whatever proves who somebody is asks it."""
    load_sanctions([person], timezone.now())
    return person.is_active and barred_everywhere(person) is None


def can_read(person: User | None, room: Room, role: str | None) -> bool:
    """See the room and what was said in it. Following its stream is the same question."""
    return (room.is_public or role is not None) and barred_from(person, room) is None


def can_join(person: User, room: Room) -> bool:
    """Become a member without being invited."""
    return room.is_public and not room.archived and barred_from(person, room) is None


def can_speak(person: User, room: Room, role: str | None) -> bool:
    """Say, change or show something where they may read: whoever is not muted."""
    return can_read(person, room, role) and not room.archived and sanction_in(person, room) is None


def can_post(person: User, room: Room, role: str | None) -> bool:
    """Say something. In a public room whoever is signed in may, and becomes a member by it."""
    return can_speak(person, room, role) and (not room.locked or can_moderate(person, room, role))


def can_like(person: User, room: Room, role: str | None) -> bool:
    """Like messages, and take likes back."""
    return can_speak(person, room, role)


def can_edit(person: User, message: Message, role: str | None) -> bool:
    """Change what a message says: its author, where they may still post."""
    return message.author_id == person.pk and can_post(person, message.room, role)


def can_stream(person: User) -> bool:
    """Say something while it is being written: bots."""
    return person.is_bot


def can_cancel(person: User, message: Message, role: str | None, asker_id: int | None) -> bool:
    """End an answer that is being written: its author, who asked for it, and the moderators."""
    return person.pk in {message.author_id, asker_id} or can_moderate(person, message.room, role)


def can_remove(person: User, message: Message, role: str | None) -> bool:
    """Take a message away: its author and the moderators, in archived rooms too."""
    return message.author_id == person.pk or can_moderate(person, message.room, role)


def can_restore(person: User, message: Message, role: str | None) -> bool:
    """Bring a message back: the moderators; its author may undo only what they did themselves."""
    own = message.author_id == person.pk == message.removed_by_id
    return can_moderate(person, message.room, role) or (own and can_post(person, message.room, role))


def can_see(person: User | None, attachment: Attachment, role: str | None) -> bool:
    """Look at a picture or file: whoever may read the room; before it is said its author, once removed moderators."""
    if attachment.message_id is None:
        return person is not None and attachment.author_id == person.pk
    if attachment.removed_at is not None:
        return person is not None and can_moderate(person, attachment.room, role)
    return can_read(person, attachment.room, role)


def can_report(person: User, room: Room, role: str | None) -> bool:
    """Ask the moderators to look: whoever may read, the muted too."""
    return can_read(person, room, role)


def can_moderate(person: User, room: Room, role: str | None) -> bool:
    """Keep order: the room's owners and moderators, the site's moderators where they may read.

    Nobody does while a sanction holds for them there.
    """
    keeps_order = role in {Role.OWNER, Role.MODERATOR} or person.keeps_order
    return keeps_order and can_read(person, room, role) and sanction_in(person, room) is None


def moderated_rooms(person: User) -> list[Room]:
    """The rooms in which they are owner or moderator and keep order now; one query. See `can_moderate_site` too."""
    held = Membership.objects.of(person.pk).filter(role__in=[Role.OWNER, Role.MODERATOR]).select_related("room")
    return [one.room for one in held.order_by("room__name") if can_moderate(person, one.room, one.role)]


def can_call_everybody(person: User, room: Room, role: str | None) -> bool:
    """Call all members at once (`@room`): members of a private room, those who keep order in a public one."""
    return (not room.is_public and role is not None) or can_moderate(person, room, role)


def can_moderate_site(person: User) -> bool:
    """Keep order everywhere: the site's moderators while no sanction of the site holds for them."""
    return person.keeps_order and person.sanction_in(None) is None


def can_update(person: User, room: Room, role: str | None) -> bool:
    """Change a room's name, visibility and the like: its owners."""
    return role == Role.OWNER and sanction_in(person, room) is None


def can_leave(_person: User, _room: Room, role: str | None) -> bool:
    """Stop being a member."""
    return role is not None


def can_manage_webhooks(person: User, room: Room, role: str | None) -> bool:
    """Open doors of a room to programs, and close them: whoever moderates it."""
    return can_moderate(person, room, role)


def works(webhook: Webhook) -> bool:
    """May others speak through it, and be told? While its bot and whoever made it may read the room; a few queries."""
    people = {webhook.bot_id, webhook.created_by_id}
    active = User.objects.filter(pk__in=people, is_active=True).count() == len(people)
    return active and all(followable_rooms(one, [webhook.room_id]) for one in people)


def can_calm(person: User, room: Room, role: str | None) -> bool:
    """Lock a room, slow it down, set its stage: whoever moderates it."""
    return can_moderate(person, room, role)


def can_set_role(person: User, room: Room, role: str | None) -> bool:
    """Make others owners, moderators or plain members: the room's owners."""
    return role == Role.OWNER and sanction_in(person, room) is None


def can_invite(person: User, room: Room, role: str | None) -> bool:
    """Add somebody: any member of a public room, those who keep order in a private one."""
    if room.archived or sanction_in(person, room) is not None:
        return False
    return (room.is_public and role is not None) or can_moderate(person, room, role)


def can_kick(person: User, room: Room, role: str | None, whose_role: str | None) -> bool:
    """Take a member out: those who keep order, from members who stand below them."""
    return can_moderate(person, room, role) and _rank(person, role) > _RANK[_role(whose_role)]


def can_take_out(person: User, room: Room, role: str | None, whom: User, whose_role: str | None) -> bool:
    """End somebody's membership: those who keep order, of people who stand below them."""
    return can_moderate(person, room, role) and whom != person and _rank(person, role) > _rank(whom, whose_role)


def can_sanction(person: User, room: Room, role: str | None, whom: User, whose_role: str | None) -> bool:
    """Sanction somebody in a room: those who keep order, people who stand below them.

    Nobody who keeps order on the whole site: an owner would shut out those who look after the owner's room too.
    """
    return can_take_out(person, room, role, whom, whose_role) and not whom.keeps_order


def can_sanction_everywhere(person: User, whom: User) -> bool:
    """Sanction somebody on the whole site: its moderators, people who are none; operators all but operators."""
    return can_moderate_site(person) and whom != person and _site_rank(person) > _site_rank(whom)


def waits_in_slow_mode(person: User, room: Room, role: str | None, at: datetime) -> bool:
    """Does slow mode hold for them?"""
    return room.slow_mode_at(at) > 0 and not can_moderate(person, room, role)


def followable_rooms(user_id: int | None, room_ids: Collection[int]) -> set[int]:
    """Those of the rooms whose streams a person (None: a guest) may follow now; two queries."""
    return set(readable_rooms(user_id).filter(pk__in=room_ids).values_list("pk", flat=True))


def readable_rooms(user_id: int | None) -> RoomQuerySet:
    """The rooms that a person (None: a guest) may read now; one query, and one when it is used."""
    rooms = Room.objects.visible_to(user_id)
    if user_id is None:
        return rooms
    barring = Sanction.objects.in_force(timezone.now()).of([user_id]).barring()
    closed = set(barring.values_list("room_id", flat=True))
    return rooms.none() if None in closed else rooms.exclude(pk__in=closed)


def kept_out_of(room: Room, user_ids: Collection[int]) -> set[int]:
    """Those of the people whom a sanction keeps out of the room or the site now; one query."""
    barring = Sanction.objects.in_force(timezone.now()).of(user_ids).barring()
    return set(barring.filter(Q(room=None) | Q(room=room)).values_list("person_id", flat=True))


def keeps_order(user_id: int | None) -> bool:
    """May they follow what the site's moderators see? Two queries."""
    person = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    if person is None:
        return False
    load_sanctions([person], timezone.now())
    return can_moderate_site(person)


def live_stream(name: str) -> LiveStream | None:
    """The declaration that a stream of live values stands under, if there is one; the site's own never are."""
    return None if access.is_taken(name) else LiveStream.objects.that_cover(name).first()


def can_read_live(user_id: int | None, stream: LiveStream) -> bool:
    """See the live values published there: those whom its declaration names."""
    if stream.readers == LiveStream.Readers.MODERATORS:
        return keeps_order(user_id)
    return stream.readers == LiveStream.Readers.EVERYBODY or user_id is not None


def _rank(person: User, role: str | None) -> int:
    return max(_RANK[_role(role)], _RANK[Role.MODERATOR] if person.keeps_order else 0)


def _site_rank(person: User) -> int:
    return 2 if person.is_superuser else int(person.is_moderator)


def _role(role: str | None) -> Role | None:
    return None if role is None else Role(role)
