"""Who may do what: pure questions about a person, a room and the person's role in it.

`person` is None for a guest; `role` is None for somebody who is not a member. An account that
is not active never gets here: actions refuse it first.
"""

from collections.abc import Collection

from chat.models import Membership, Message, Room, User

Role = Membership.Role

_RANK = {None: 0, Role.MEMBER: 1, Role.MODERATOR: 2, Role.OWNER: 3}


def can_read(room: Room, role: str | None) -> bool:
    """See the room and what was said in it. Following its stream is the same question."""
    return room.is_public or role is not None


def can_join(room: Room) -> bool:
    """Become a member without being invited."""
    return room.is_public and not room.archived


def can_post(person: User, room: Room, role: str | None) -> bool:
    """Say something. In a public room whoever is signed in may, and becomes a member by it."""
    if room.archived or not can_read(room, role):
        return False
    return not room.locked or can_moderate(person, room, role)


def can_like(room: Room, role: str | None) -> bool:
    """Like messages, and take likes back."""
    return can_read(room, role) and not room.archived


def can_edit(person: User, message: Message, role: str | None) -> bool:
    """Change what a message says: its author, where they may still post."""
    return message.author_id == person.pk and can_post(person, message.room, role)


def can_remove(person: User, message: Message, role: str | None) -> bool:
    """Take a message away: its author and the moderators, in archived rooms too."""
    return message.author_id == person.pk or can_moderate(person, message.room, role)


def can_moderate(person: User, room: Room, role: str | None) -> bool:
    """Keep order: the room's owners and moderators, the site's moderators where they may read."""
    return role in {Role.OWNER, Role.MODERATOR} or (person.is_moderator and can_read(room, role))


def can_update(role: str | None) -> bool:
    """Change a room's name, visibility and the like: its owners."""
    return role == Role.OWNER


def can_set_role(role: str | None) -> bool:
    """Make others owners, moderators or plain members: the room's owners."""
    return role == Role.OWNER


def can_invite(person: User, room: Room, role: str | None) -> bool:
    """Add somebody: any member of a public room, those who keep order in a private one."""
    if room.archived:
        return False
    return (room.is_public and role is not None) or can_moderate(person, room, role)


def can_kick(person: User, room: Room, role: str | None, whose_role: str | None) -> bool:
    """Take a member out: those who keep order, from members who stand below them."""
    rank = max(_RANK[_role(role)], _RANK[Role.MODERATOR] if person.is_moderator else 0)
    return can_moderate(person, room, role) and rank > _RANK[_role(whose_role)]


def waits_in_slow_mode(person: User, room: Room, role: str | None) -> bool:
    """Does slow mode hold for them?"""
    return room.slow_mode_s > 0 and not can_moderate(person, room, role)


def followable_rooms(user_id: int | None, room_ids: Collection[int]) -> set[int]:
    """Those of the rooms whose streams a person (None: a guest) may follow; one query."""
    rooms = Room.objects.visible_to(user_id).filter(pk__in=room_ids)
    return set(rooms.values_list("pk", flat=True))


def keeps_order(user_id: int | None) -> bool:
    """May they follow what the site's moderators see? One query."""
    if user_id is None:
        return False
    return User.objects.filter(pk=user_id, is_active=True, is_moderator=True).exists()


def _role(role: str | None) -> Role | None:
    return None if role is None else Role(role)
