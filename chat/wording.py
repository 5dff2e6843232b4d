"""Sentences that moderators pick, and that whoever is told reads in their own language.

What is stored is the English sentence, so that a reason is a text like any other.
"""

import re
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from chat import moments
from chat.models import Appeal, Membership, Report, Room, Sanction, WordRule

SENTENCES = (
    _("This is advertising, and it has no place here."),
    _("This attacks somebody. Argue about the matter, not about people."),
    _("This despises people for what they are."),
    _("This threatens somebody."),
    _("Sexual content has no place here."),
    _("This tells about somebody what is theirs alone to tell."),
    _("The same again and again drives others away."),
    _("This is about something else; there are other rooms for it."),
)


# Whose facts the audit record tells.
RECORDED = (Room, Membership, Sanction, Report, Appeal, WordRule)
# ISO 8601 in UTC, as `shapes.moment` writes it.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z\Z")


@cache
def sentences() -> tuple[str, ...]:
    """The sentences as they are stored."""
    with override("en"):
        return tuple(str(sentence) for sentence in SENTENCES)


def decisions() -> dict[str, str]:
    """What the panel decides, in the reader's language."""
    return {value: str(label) for value, label in Report.Decision.choices}


def reasons() -> dict[str, str]:
    """Why people report, and the site itself, in the reader's language."""
    by_itself = {"several": _("several members report this person"), "words": _("a word of the lists")}
    return {value: str(label) for value, label in [*Report.Reason.choices, *by_itself.items()]}


def told(text: str) -> str:
    """A reason or a decision in the language of the one who reads it; people's own words as they are."""
    return decisions().get(text) or (gettext(text) if text in sentences() else text)


def reason_name(reason: str) -> str:
    """What a reason of a report is called."""
    return reasons().get(reason, reason)


def acts() -> dict[str, str]:
    """What stands in the audit record, by the name of the command, in the reader's language."""
    return {
        "report.update": gettext("moved a report"),
        "message.report": gettext("noticed a message"),
        "message.remove": gettext("removed a message"),
        "message.restore": gettext("restored a message"),
        "message.purge": gettext("purged a message"),
        "message.mask": gettext("masked a message"),
        "message.pin": gettext("pinned a message"),
        "message.unpin": gettext("unpinned a message"),
        "room.sanction": gettext("sanctioned in a room"),
        "site.sanction": gettext("sanctioned on the site"),
        "sanction.lift": gettext("lifted a sanction"),
        "appeal.answer": gettext("answered an appeal"),
        "room.kick": gettext("took somebody out"),
        "room.role": gettext("changed a role"),
        "room.update": gettext("changed a room"),
        "word.add": gettext("listed a word"),
        "word.drop": gettext("took a word off its list"),
        "answer.cancel": gettext("stopped an answer"),
        "bot.create": gettext("made a bot"),
        "webhook.create": gettext("made a webhook"),
        "webhook.revoke": gettext("revoked a webhook"),
        "webhook.disable": gettext("switched a webhook off"),
        "live.declare": gettext("declared a live value"),
        "live.drop": gettext("dropped a live value"),
        "live.token": gettext("gave a token for publishing"),
        "live.revoke": gettext("revoked a token for publishing"),
    }


def act_name(action: str) -> str:
    """What an act is called."""
    return acts().get(action, action)


def fact_name(name: str) -> str:
    """What a changed fact of the audit record is called."""
    return next((str(field.verbose_name) for field in _fields(name)), name)


def fact(value: object, name: str) -> str:
    """A value of the audit record as people read it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    text = str(value)
    if MOMENT.match(text):
        return moments.shown(datetime.fromisoformat(text))
    choices = [choice for field in _fields(name) for choice in field.flatchoices]
    return next((str(label) for key, label in choices if key == text), told(text))


def _fields(name: str) -> list[Field[Any, Any]]:
    """The fields whose values stand in the record under that name."""
    wanted = {"list": "list_name"}.get(name, name)
    return [field for model in RECORDED for field in model._meta.concrete_fields if field.name == wanted]
