"""Sentences that moderators pick, and that whoever is told reads in their own language.

What is stored is the English sentence, so that a reason is a text like any other.
"""

from functools import cache

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from chat.models import Report

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


@cache
def sentences() -> tuple[str, ...]:
    """The sentences as they are stored."""
    with override("en"):
        return tuple(str(sentence) for sentence in SENTENCES)


def told(text: str) -> str:
    """A reason or a decision in the language of the one who reads it; people's own words as they are."""
    if text in Report.Decision.values:
        return str(Report.Decision(text).label)
    return gettext(text) if text in sentences() else text
