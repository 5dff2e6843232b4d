"""How an answer grows: telling the room a few times a second, and coming to an end.

What the room was told is the message's body, so a page of any moment fits the events after it
(contract C6). When it ends, the events that told of it piece by piece are blanked: no replay
holds the text twice.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from chat import alerts, events, text
from chat.actions import audit, evidence, filtering, reports
from chat.actions.filtering import Verdict
from chat.actions.mentions import known, name_people, spellings
from chat.models import Growth, Message
from chat.models.growth import GrowthQuerySet
from chat.refusals import Refused, Removed
from notifications.streams import log

# Four times a second reads as one flow, and costs a room of a thousand what four messages a second cost.
TELL_EVERY = timedelta(milliseconds=250)
# What one transaction of a chore tells or ends; the next takes the rest.
BATCH = 50


class NotGrowing(Refused):
    """It is no answer, or one that has come to its end."""

    status = 409
    code = "not_growing"
    detail = _("This is not being written any more.")


def growth_of(message: Message) -> Growth:
    """What has come of a message so far; it is locked with its message.

    Raises:
        Removed, NotGrowing: it was taken away, or is not being written (any more).
    """
    if message.removed_at:
        raise Removed
    found = Growth.objects.filter(message=message).first()
    if found is None:
        raise NotGrowing
    found.message = message
    return found


def tell(growth: Growth, at: datetime) -> None:
    """Tell the room what it does not know yet; nothing if it knows everything."""
    message = growth.message
    told, shown = message.body, growth.shown
    if told == shown:
        return
    # The filter may have hidden a word of which the room has seen the beginning.
    offset = _shared(told, shown)
    message.body = shown
    message.save(update_fields=["body"])
    growth.told_at = at
    growth.save(update_fields=["told_at"])
    events.message_growing(message, offset, shown[offset:], at=at)


def end(growth: Growth, how: Message.Answer, verdict: Verdict, at: datetime) -> Message:
    """It grows no more: render it once, for everybody, and forget the pieces."""
    message = growth.message
    people = known(text.addressed(verdict.body))
    message.answer, message.body, message.masked = how, verdict.body, verdict.masked
    message.html, mentioned = text.render(verdict.body, spellings(people))
    message.save(update_fields=["answer", "body", "html", "masked"])
    name_people([(message, mentioned)], people)
    if verdict.masked:
        evidence.keep_original(message, growth.text, at)
        audit.record_message(None, "message.mask", message, at=at)
    growth.delete()
    events.message_finished(message, at=at)
    if message.body:
        alerts.posted([(message, mentioned)], people)
    if verdict.report:
        reports.report_automatically(message=message, reason=filtering.REPORT_REASON, at=at)
    return message


def as_shown(growth: Growth) -> Verdict:
    """What may be said of an answer that ends too early: what the filter has let through already."""
    masked = growth.shown != spoken(growth.text)
    return Verdict(growth.shown.strip(), masked=masked and bool(growth.shown.strip()), report=False)


def let_go(message: Message) -> str:
    """What a message says that is about to be removed; an answer ends here, without another word."""
    if message.answer != Message.Answer.GROWING:
        return message.body
    message.answer = Message.Answer.CANCELLED
    Growth.objects.filter(message=message).delete()
    return message.body


def spoken(text: str) -> str:
    """Line ends as messages have them, wherever the pieces were cut."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_due(at: datetime) -> bool:
    """Is there anything for `tend`? One small read, so that nobody waits for a writer in vain."""
    return _untold(at).exists() or _silent(at).exists()


@log.transaction()
def tend(*, at: datetime) -> None:
    """Tell what waits to be told, and end what nobody goes on with; at most a batch of each."""
    for message in _locked(_silent(at).values_list("pk", flat=True)[:BATCH]):
        growth = growth_of(message)
        end(growth, Message.Answer.INTERRUPTED, as_shown(growth), at)
    for message in _locked(_untold(at).values_list("pk", flat=True)[:BATCH]):
        tell(growth_of(message), at)


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _untold(at: datetime) -> GrowthQuerySet:
    return Growth.objects.untold(at - TELL_EVERY)


def _silent(at: datetime) -> GrowthQuerySet:
    return Growth.objects.silent_since(at - timedelta(seconds=settings.ANSWER_TIMEOUT_S))


def _locked(ids: Iterable[int]) -> list[Message]:
    messages = Message.objects.select_for_update(of=("self",), no_key=True).select_related("room", "author")
    return list(messages.filter(pk__in=list(ids), answer=Message.Answer.GROWING).order_by("pk"))
