"""Slash commands: one declaration each. What is typed in the composer becomes a command of `chat.commands`.

`//` begins a message with a slash. A room's outgoing webhooks may add commands of their own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat import policies
from chat.models import Room, User, Webhook
from chat.refusals import Invalid

Meant = tuple[str, dict[str, Any]]
"""A command's name and its arguments."""

_TYPED = re.compile(r"/([a-z0-9_-]{1,32})(?:\s+(.*))?", re.DOTALL)
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+.!|~@-])")


class UnknownSlash(Invalid):
    """Nobody has declared it."""

    code = "unknown_slash"

    def __init__(self, name: str) -> None:
        told = gettext("There is no command /%(name)s here. Begin with // to say something that begins with a slash.")
        super().__init__(told % {"name": name})


class Incomplete(Invalid):
    """It needs more than its name."""

    code = "incomplete_slash"

    def __init__(self, usage: str) -> None:
        super().__init__(gettext("Write it like this: %(usage)s") % {"usage": usage})


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed behind a slash, and where."""

    person: User
    room: int
    client_id: UUID
    rest: str


@dataclass(frozen=True, slots=True)
class Slash:
    """A command: what is typed behind its name, what it does, and which command that is."""

    name: str
    takes: str
    about: str | Promise
    means: Callable[[Typed], Meant]
    needs: bool = True
    """Must something be typed behind it?"""
    offered: Callable[[User, Room, str | None], bool] = policies.can_post
    """To whom is it offered? Whoever types it all the same gets the refusal of the command."""

    @property
    def usage(self) -> str:
        """`/topic text`."""
        return f"/{self.name} {self.takes}".strip()


def _say(typed: Typed, body: str) -> Meant:
    return "message.post", {"room": typed.room, "client_id": typed.client_id, "body": body}


def _me(typed: Typed) -> Meant:
    return _say(typed, f"*{literal(typed.person.get_full_name())} {typed.rest}*")


def _shrug(typed: Typed) -> Meant:
    return _say(typed, f"{typed.rest} ¯\\\\\\_(ツ)\\_/¯".strip())


def _topic(typed: Typed) -> Meant:
    return "room.update", {"room": typed.room, "topic": typed.rest}


def _invite(typed: Typed) -> Meant:
    return "room.invite", {"room": typed.room, "user": _username(typed)}


def _kick(typed: Typed) -> Meant:
    return "room.kick", {"room": typed.room, "user": _username(typed)}


def _leave(typed: Typed) -> Meant:
    return "room.leave", {"room": typed.room}


SLASHES = {
    slash.name: slash
    for slash in (
        Slash("me", "…", _("say what you do"), _me),
        Slash("shrug", "…", _("say it with a shrug"), _shrug, needs=False),
        Slash("topic", "…", _("set the room's topic"), _topic, needs=False, offered=policies.can_update),
        Slash("invite", "@…", _("make somebody a member"), _invite, offered=policies.can_invite),
        Slash("kick", "@…", _("take somebody out of the room"), _kick, offered=policies.can_moderate),
        Slash("leave", "", _("leave the room"), _leave, needs=False, offered=policies.can_leave),
    )
}
NAMES = SLASHES.keys()


def meant(user_id: int, room: int, client_id: UUID, text: str) -> Meant:
    """The command that is meant by what somebody typed.

    Raises:
        UnknownSlash, Incomplete: what the names say.
    """
    match = _TYPED.fullmatch(text.strip())
    name, rest = (match[1], (match[2] or "").strip()) if match else (text.strip()[1:33], "")
    if slash := SLASHES.get(name):
        if slash.needs and not rest:
            raise Incomplete(slash.usage)
        return slash.means(Typed(User.objects.get(pk=user_id), room, client_id, rest))
    webhook = Webhook.objects.callable_in(room).filter(slash=name).first()
    # Strangers do not learn what a private room has.
    if webhook is None or not policies.followable_rooms(user_id, [room]):
        raise UnknownSlash(name)
    return "webhook.call", {"room": room, "client_id": client_id, "webhook": webhook.pk, "text": rest}


def offered(person: User | None, room: Room, role: str | None) -> list[dict[str, str]]:
    """What the composer completes: `{"name", "usage", "about"}`; the sanctions of `person` are loaded."""
    if person is None or not policies.can_post(person, room, role):
        return []
    ours = [slash for slash in SLASHES.values() if slash.offered(person, room, role)]
    theirs = Webhook.objects.callable_in(room.pk)
    return [{"name": one.name, "usage": one.usage, "about": str(one.about)} for one in ours] + [
        {"name": one.slash, "usage": f"/{one.slash} …", "about": one.name} for one in theirs.order_by("slash")
    ]


def literal(text: str) -> str:
    """A text that means nothing to Markdown."""
    return _MARKS.sub(r"\\\1", text)


def _username(typed: Typed) -> str:
    return typed.rest.removeprefix("@")
