"""Remembers whom a message names."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models.functions import Lower

from chat import callings
from chat.models import Mention, Message, User


def known(usernames: Collection[str]) -> dict[str, User]:
    """Those of the usernames (in small letters) that belong to somebody active."""
    if not usernames:
        return {}
    people = User.objects.annotate(lower=Lower("username")).filter(lower__in=usernames, is_active=True)
    return {user.username.lower(): user for user in people if user.username.lower() not in callings.WORDS}


def spellings(people: Mapping[str, User]) -> dict[str, str]:
    """How they are spelled, from names in small letters; with the words that call everybody."""
    return {name: user.username for name, user in people.items()} | {word: word for word in callings.WORDS}


def name_people(mentions: Iterable[tuple[Message, Collection[str]]], people: Mapping[str, User]) -> None:
    """Store that these messages name these usernames, in one statement.

    `people` as from `known`.
    """
    rows = [
        Mention(message=message, user=people[username.lower()])
        for message, usernames in mentions
        for username in sorted(usernames)
        if username.lower() in people
    ]
    if rows:
        Mention.objects.bulk_create(rows)
