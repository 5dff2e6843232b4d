"""Answers that bots write while others read: begun, added to, finished or cancelled.

An addition says where it begins, so that it may be sent again when its answer was lost.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat import policies
from chat.actions import Admit, always, audit, filtering, growing, lookups, words
from chat.actions.batches import Post
from chat.actions.filtering import Verdict
from chat.actions.posting import Archived, Locked, Posted, post_one
from chat.models import Growth, Message, User
from chat.refusals import Forbidden, Invalid, Refused
from chat.text import BODY_MAX_CHARS, speakable
from notifications.streams import log


@dataclass(frozen=True, slots=True)
class Begun:
    """A message that grows; `offset` is where its text goes on."""

    posted: Posted
    offset: int


@dataclass(frozen=True, slots=True)
class Grown:
    """So many characters of an answer have arrived."""

    message: int
    offset: int


class NotABot(Forbidden):
    """People say what they have to say at once."""

    code = "not_a_bot"
    detail = _("Only bots write answers that grow.")


class WrongOffset(Refused):
    """The text does not go on there; says where it does."""

    status = 409
    code = "wrong_offset"
    detail = _("The text does not go on there.")

    def __init__(self, offset: int) -> None:
        """`offset`: how many characters have arrived."""
        super().__init__()
        self.offset = offset

    def as_json(self) -> dict[str, Any]:
        """With the right `offset`."""
        return {**super().as_json(), "offset": self.offset}


class TooLong(Invalid):
    """An answer is not longer than a message."""

    code = "too_long"

    def __init__(self) -> None:
        super().__init__(gettext("A message has at most %(max)d characters.") % {"max": BODY_MAX_CHARS})


@log.transaction()
def start_answer(
    *, actor: int, room: int, client_id: UUID, at: datetime, reply_to: int | None = None, admit: Admit = always
) -> Begun:
    """Begin an answer; begun again with the same `client_id` it is the same one, however far it has come.

    Raises:
        NotABot: whoever asks is none.
        AlreadySaid, NotFound, Sanctioned, Archived, Locked, WrongReply, SlowMode: see `posting.post_message`.
    """
    if not policies.can_stream(lookups.person(actor, at)):
        raise NotABot
    posted = post_one(
        Post(actor=actor, room=room, client_id=client_id, body="", at=at, reply_to=reply_to, admit=admit, growing=True)
    )
    growth = None if posted.created else Growth.objects.filter(message=posted.message).first()
    return Begun(posted, len(posted.message.body if growth is None else growth.text))


@log.transaction()
def append_answer(*, actor: int, message: int, offset: int, text: str, at: datetime, admit: Admit = always) -> Grown:
    """Add to an answer, from `offset` on; without text it is a sign of life.

    What has arrived already is not added twice.

    Raises:
        NotFound, Removed, NotGrowing: there is none, or it is not being written any more.
        Forbidden, Sanctioned, Archived, Locked: it is not theirs, or they may not speak there.
        WrongOffset: the text does not go on there.
        TooLong, BlockedWord: what the names say.
    """
    person, role, growth = _own(actor, message, at)
    more = _new_part(growth.text, offset, text)
    if more is None:
        raise WrongOffset(len(growth.text))
    if more:
        whole = growth.text + more
        if len(whole) > BODY_MAX_CHARS:
            raise TooLong
        verdict = _verdict(growth, person, role, growing.spoken(whole), at)
        admit()
        growth.text, growth.shown = whole, verdict.body
    growth.heard_at = at
    growth.save(update_fields=["text", "shown", "heard_at"])
    if at - growth.told_at >= growing.TELL_EVERY:
        growing.tell(growth, at)
    return Grown(message, len(growth.text))


@log.transaction()
def finish_answer(
    *, actor: int, message: int, at: datetime, offset: int | None = None, admit: Admit = always
) -> Message:
    """An answer is complete; finishing it again changes nothing. `offset`: where its text ends, to be sure.

    Raises:
        NotFound, Removed, NotGrowing, Forbidden, Sanctioned, Archived, Locked, BlockedWord: see `append_answer`.
        WrongOffset: not everything has arrived.
        Invalid: there is nothing to read.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_message(message, person, at)
    if found.author_id == person.pk and found.answer == Message.Answer.FINISHED and not found.removed_at:
        return found
    person, role, growth = _own(actor, message, at)
    if offset not in {None, len(growth.text)}:
        raise WrongOffset(len(growth.text))
    try:
        whole = speakable(growth.text)
    except ValueError as error:
        raise Invalid(str(error)) from None
    verdict = _verdict(growth, person, role, whole, at)
    admit()
    return growing.end(growth, Message.Answer.FINISHED, verdict, at)


@log.transaction()
def cancel_answer(*, actor: int, message: int, at: datetime, admit: Admit = always) -> Message:
    """End an answer before it is done; what it said so far stays. Cancelling it again changes nothing.

    Raises:
        NotFound, Removed, NotGrowing: there is none, or it is not being written any more.
        Forbidden: it is neither theirs nor for them, and they do not keep order.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_message(message, person, at)
    if not policies.can_cancel(person, found, role, _asker(found)):
        raise Forbidden
    if found.answer == Message.Answer.CANCELLED and not found.removed_at:
        return found
    growth = growing.growth_of(found)
    admit()
    growing.end(growth, Message.Answer.CANCELLED, growing.as_shown(growth), at)
    if person.pk not in {found.author_id, _asker(found)}:
        audit.record_message(person, "answer.cancel", found, at=at)
    return found


def _own(actor: int, message: int, at: datetime) -> tuple[User, str | None, Growth]:
    """Who goes on with their own answer, their role in its room, and what there is of it."""
    person = lookups.person(actor, at)
    found, role = lookups.readable_message(message, person, at)
    if found.author_id != person.pk:
        raise Forbidden
    growth = growing.growth_of(found)
    lookups.require_voice(person, found.room, at)
    if found.room.archived:
        raise Archived
    if not policies.can_post(person, found.room, role):
        raise Locked
    return person, role, growth


def _verdict(growth: Growth, person: User, role: str | None, body: str, at: datetime) -> Verdict:
    return filtering.judge_in(growth.message.room, person, role, body, words=words.current(), at=at)


def _new_part(arrived: str, offset: int, text: str) -> str | None:
    """What of `text`, which begins at `offset`, has not arrived; None if it does not go on there."""
    known = arrived[offset:]
    fits = offset <= len(arrived) and text[: len(known)] == known[: len(text)]
    return text[len(known) :] if fits else None


def _asker(message: Message) -> int | None:
    """Who wrote what is being answered."""
    return None if message.reply_to is None else message.reply_to.author_id
