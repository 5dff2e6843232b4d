"""Changing what was said, taking it away, bringing it back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chat import alerts, events, policies, text
from chat.actions import Admit, always, attaching, audit, evidence, filtering, growing, lookups, reports, words
from chat.actions.filtering import Verdict
from chat.actions.mentions import known, name_people, spellings
from chat.models import Message, User
from chat.refusals import Forbidden, Refused, Removed
from notifications.streams import log


class Gone(Refused):
    """What it said is not known any more: purged, or kept long enough."""

    status = 409
    code = "gone"
    detail = _("What this message said is not known any more.")


class StillGrowing(Refused):
    """An answer is changed when it is done."""

    status = 409
    code = "growing"
    detail = _("This answer is still being written.")


@log.transaction()
def edit_message(*, actor: int, message: int, body: str, at: datetime, admit: Admit = always) -> Message:
    """Let a message say something else; saying the same again changes nothing.

    Raises:
        NotFound, Removed, Sanctioned, Forbidden: there is none, none any more, or it is not theirs to change.
        StillGrowing: it is an answer that is not done.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_message(message, person, at)
    if found.removed_at:
        raise Removed
    if found.answer == Message.Answer.GROWING:
        raise StillGrowing
    lookups.require_voice(person, found.room, at)
    if not policies.can_edit(person, found, role):
        raise Forbidden
    if body == found.body:
        return found
    verdict = filtering.judge_in(found.room, person, role, body, words=words.current(), at=at)
    admit()
    found.edited_at = at
    _say(found, body, verdict, at)
    events.message_told("message.edited", found, at=at)
    alerts.edited(found, at=at)
    if verdict.report:
        reports.report_automatically(message=found, reason=filtering.REPORT_REASON, at=at)
    return found


@log.transaction()
def remove_message(*, actor: int, message: int, at: datetime, reason: str = "", admit: Admit = always) -> Message:
    """Take a message away, out of the log too; its place and its likes stay.

    What it said is evidence from then on, and nowhere else.

    Raises:
        NotFound, Forbidden: there is none, or they may not.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_message(message, person, at)
    if not policies.can_remove(person, found, role):
        raise Forbidden
    if found.removed_at:
        return found
    admit()
    remove(found, person, at, reason)
    return found


@log.transaction()
def restore_message(*, actor: int, message: int, at: datetime, reason: str = "", admit: Admit = always) -> Message:
    """Bring back what a message said before it was removed or, if a moderator asks, before the filter masked it.

    Raises:
        NotFound, Forbidden: there is none, or they may not.
        Gone: nobody knows any more what it said.
        BlockedWord, TooManyLinks: it may not be said any more.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_message(message, person, at)
    if not policies.can_restore(person, found, role):
        raise Forbidden
    if not (found.removed_at or found.masked):
        return found
    body = evidence.original(found)
    if body is None:
        raise Gone
    verdict = filtering.judge_in(found.room, person, role, body, words=words.current(), at=at)
    admit()
    was_removed = found.removed_at is not None
    found.removed_at = found.removed_by = None
    attaching.bring_back(found)
    _say(found, body, verdict, at)
    events.message_told("message.restored" if was_removed else "message.edited", found, at=at)
    alerts.edited(found, at=at)
    _record(person, "message.restore", found, at, reason)
    return found


@log.transaction()
def purge_message(*, actor: int, message: int, at: datetime, reason: str = "", admit: Admit = always) -> Message:
    """Take a message away for good: nobody can say any more what it said.

    Raises:
        NotFound, Forbidden: there is none, or they may not.
    """
    person = lookups.person(actor, at)
    found, role = lookups.readable_message(message, person, at)
    if not policies.can_moderate(person, found.room, role):
        raise Forbidden
    admit()
    if not found.removed_at:
        remove(found, person, at, reason)
    if evidence.forget(found):
        audit.record_message(person, "message.purge", found, at=at, reason=reason)
    return found


def remove(message: Message, by: User, at: datetime, reason: str) -> None:
    """Take one away that stands; `message` is locked and with its room and author."""
    said = growing.let_go(message)
    if said or message.attachments:
        evidence.keep_original(message, said, at)
    message.body = message.html = ""
    attaching.hide(message, at)
    message.removed_at, message.removed_by = at, by
    message.pinned_at, message.masked = None, False
    message.save(
        update_fields=["answer", "body", "html", "attachments", "removed_at", "removed_by", "pinned_at", "masked"]
    )
    events.message_removed(message, at=at)
    alerts.removed(message, at=at)
    _record(by, "message.remove", message, at, reason)


def _say(message: Message, body: str, verdict: Verdict, at: datetime) -> None:
    """Let it say `body` as far as the filter lets it; what was hidden is kept."""
    evidence.drop_original(message)
    if verdict.masked:
        evidence.keep_original(message, body, at)
        audit.record_message(None, "message.mask", message, at=at)
    people = known(text.addressed(verdict.body))
    message.body, message.masked = verdict.body, verdict.masked
    message.html, mentioned = text.render(verdict.body, spellings(people))
    message.save(update_fields=["body", "html", "attachments", "edited_at", "removed_at", "removed_by", "masked"])
    message.mentions.all().delete()
    name_people([(message, mentioned)], people)


def _record(by: User, action: str, message: Message, at: datetime, reason: str) -> None:
    # What people do with their own messages is nobody's business.
    if by.pk != message.author_id:
        audit.record_message(by, action, message, at=at, reason=reason)
