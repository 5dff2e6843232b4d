"""What the chat tells people in their inbox, and when it takes that back; called by actions.

The sentences are in `chat.alert_kinds`. Ids and positions of new messages are only known when
the transaction ends, so what is said of them is worked out then.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from chat import access, callings, text
from chat.alert_kinds import INVITATION, LIKE, MENTION, MESSAGE, MODERATION, REPLY
from chat.models import Block, Membership, Message, Room, User
from notifications.inbox.facts import Details, Fact
from notifications.inbox.models import Alert, Cause, Keyword, PlaceChoice
from notifications.inbox.reading import read_place
from notifications.inbox.retracting import amend, retract, withdraw, withdraw_place
from notifications.inbox.telling import notify
from notifications.streams import rows

Named = tuple[Message, Collection[str]]
"""A message, and the usernames it names, as they are spelled; words that call everybody are among them."""


def liked(message: Message, by: User, *, at: datetime) -> None:
    """Tell the author."""
    _notify(
        Fact(
            kind=LIKE,
            key=_like(message, by),
            group=message.subject,
            actor=by.pk,
            recipients=[message.author_id],
            place=message.room.stream,
            details=_details(message),
            at=at,
        )
    )


def unliked(message: Message, by: User, *, at: datetime) -> None:
    """Take it back."""
    retract(kind=LIKE, key=_like(message, by), at=at)


def posted(said: Iterable[Named], people: Mapping[str, User]) -> None:
    """Tell those whom new messages name, call or answer, and those who follow the rooms closely.

    Nobody hears of one message twice. `people`: by username in small letters. Two statements,
    and one where something is answered, whatever the number of messages.
    """
    named = list(said)
    messages = [message for message, _ in named]
    answered = _answered_authors(messages)
    followers = _followers(messages)
    keywords = _keywords(messages)
    facts: list[Fact] = []
    for message, names in named:
        news, folded = _News(message), message.body.casefold()
        news.add(MENTION, [people[name.lower()].pk for name in names if name.lower() in people])
        news.add(REPLY, [answered[message.reply_to_id]] if message.reply_to_id in answered else [])
        news.add(MENTION, callings.called(message, names), call=True)
        for user_id, word in keywords.get(message.room_id, ()):
            if text.contains(folded, word):
                news.add(MENTION, [user_id], keyword=word)
        news.add(MESSAGE, followers.get(message.room.stream, ()))
        facts += news.facts
    _notify(*facts)


def edited(message: Message, *, at: datetime) -> None:
    """Tell those whom it names now, and take it back from those whom it named before."""
    named = set(message.mentions.values_list("user_id", flat=True))
    causes = Cause.objects.filter(kind=MENTION, key=_key(message)).exclude(data__has_any_keys=["call", "keyword"])
    dropped = set(causes.values_list("recipient_id", flat=True)) - named
    if dropped:
        retract(kind=MENTION, key=_key(message), recipients=dropped, at=at)
    amend(subject=message.subject, data={"excerpt": access.shortly(message)}, at=at)
    news = _News(message, at)
    news.add(MENTION, named)
    _notify(*news.facts)


def removed(message: Message, *, at: datetime) -> None:
    """Nobody is told any more of anything it said, nor of who liked it."""
    withdraw(subject=message.subject, at=at)


def invited(membership: Membership, by: User, *, at: datetime) -> None:
    """Tell who was made a member."""
    room = membership.room
    key = f"{room.pk}:{membership.pk}"
    fact = Fact(
        kind=INVITATION,
        key=key,
        group=key,
        actor=by.pk,
        recipients=[membership.user_id],
        place=room.stream,
        details=Details(data=_room(room)),
        at=at,
    )
    _notify(fact)


def decided(
    what: str,
    key: str,
    *,
    whom: int,
    by: User,
    room: Room | None,
    reason: str,
    at: datetime,
    sanction: int | None = None,
) -> None:
    """Tell somebody what moderators decided about them or about what they reported.

    `what`: see `chat.alert_kinds`. `room`: where; None: the whole site. `sanction`: of theirs, which they may answer.
    """
    data: dict[str, Any] = {"what": what, "reason": reason, **(_room(room) if room else {})}
    if sanction is not None:
        data["sanction"] = sanction
    notify(Fact(kind=MODERATION, key=key, group=key, actor=by.pk, recipients=[whom], details=Details(data=data), at=at))


def access_lost(room: Room, people: Collection[int], *, at: datetime) -> None:
    """Take from people what they were told of a room that they may not see any more."""
    lost = set(people) - access.may_see(people, room.stream, "")
    if lost:
        withdraw_place(place=room.stream, people=sorted(lost), at=at)


def closed_to_strangers(room: Room, *, at: datetime) -> None:
    """The room turned private: strangers know no more of it."""
    told = Alert.objects.filter(place=room.stream).exclude(recipient__memberships__room=room)
    access_lost(room, set(told.values_list("recipient_id", flat=True)), at=at)


def read(membership: Membership, *, at: datetime) -> None:
    """Whoever has read the room knows what they were told of what was said there."""
    read_place(user=membership.user_id, place=membership.room.stream, mark=membership.read_position, at=at)


@dataclass
class _News:
    """What is told of one message; each person hears the first thing only."""

    message: Message
    at: datetime | None = None
    facts: list[Fact] = field(default_factory=list)
    told: set[int] = field(default_factory=set)

    def add(self, kind: str, people: Iterable[int], **more: Any) -> None:
        """Tell these people, but for those who hear of the message already."""
        message = self.message
        recipients = set(people) - self.told - {message.author_id}
        if not recipients:
            return
        self.told |= recipients
        key = _key(message)
        group = {REPLY: f"message-{message.reply_to_id}", MESSAGE: message.room.stream}.get(kind, key)
        self.facts.append(
            Fact(
                kind=kind,
                key=key,
                group=group,
                actor=message.author_id,
                recipients=recipients,
                place=message.room.stream,
                details=_details(message, **more) if message.pk else partial(_details, message, **more),
                at=self.at or message.created_at,
            )
        )


def _notify(*facts: Fact) -> None:
    """Tell it, but for those who want to hear nothing of whoever did it."""
    blocking = _blocking(facts)
    notify(
        *[
            fact if not blocking else _without(fact, {user for user, actor in blocking if actor == fact.actor})
            for fact in facts
        ]
    )


def _key(message: Message) -> str:
    # Known before the message has an id.
    return f"{message.author_id}:{message.client_id}"


def _without(fact: Fact, people: Collection[int]) -> Fact:
    return replace(fact, recipients=set(fact.recipients) - set(people))


def _like(message: Message, by: User) -> str:
    return f"{message.pk}:{by.pk}"


def _answered_authors(messages: Collection[Message]) -> dict[int | None, int]:
    answered = {message.reply_to_id for message in messages if message.reply_to_id}
    if not answered:
        return {}
    authors: dict[int | None, int] = dict(Message.objects.filter(pk__in=answered).values_list("pk", "author_id"))
    return authors


def _followers(messages: Collection[Message]) -> dict[str, list[int]]:
    """Who wants to hear of every message, by the room's stream."""
    streams = {message.room.stream for message in messages}
    found: dict[str, list[int]] = {}
    for choice in rows.find(PlaceChoice, ["place", "level"], [(stream, PlaceChoice.Level.ALL) for stream in streams]):
        found.setdefault(choice.place, []).append(choice.user_id)
    return found


def _keywords(messages: Collection[Message]) -> dict[int, list[tuple[int, str]]]:
    """The members who want to be called by words of their own, and the words, by room."""
    rooms = {message.room_id for message in messages}
    words = Keyword.objects.filter(user__memberships__room__in=rooms)
    found: dict[int, list[tuple[int, str]]] = {}
    for room, user_id, word in words.values_list("user__memberships__room_id", "user_id", "word"):
        found.setdefault(room, []).append((user_id, word))
    return found


def _blocking(facts: Iterable[Fact]) -> set[tuple[int, int]]:
    """Who of those concerned wants to hear nothing of whom."""
    people = {user_id for fact in facts for user_id in fact.recipients}
    if not people:
        return set()
    blocks = Block.objects.filter(blocker__in=people, blocked__in={fact.actor for fact in facts})
    return set(blocks.values_list("blocker_id", "blocked_id"))


def _details(message: Message, **more: Any) -> Details:
    excerpt = access.shortly(message)
    data = {**_room(message.room), "message": message.pk, "excerpt": excerpt, **more}
    return Details(subject=message.subject, data=data, mark=message.position)


def _room(room: Room) -> dict[str, Any]:
    return {"room": room.pk, "slug": room.slug, "where": room.name}
