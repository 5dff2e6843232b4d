"""What the site itself thinks of a text before it is said: listed words, and many links from newcomers."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from chat import policies
from chat.models import Room, User
from chat.refusals import Forbidden
from chat.words import Filter, Found, mask

NEWCOMER_FOR = timedelta(days=1)
NEWCOMERS_LINKS = 2
REPORT_REASON = "words"
_LINK = re.compile(r"https?://", re.IGNORECASE)


class BlockedWord(Forbidden):
    """It contains a word that is not said here."""

    code = "blocked_word"
    detail = _("Your message contains a word that is not allowed here.")


class TooManyLinks(Forbidden):
    """Who has just come does not post many links."""

    code = "too_many_links"
    detail = _("New members may post at most two links in a message.")


class Verdict(NamedTuple):
    """The text as it may be said; was it masked, and shall moderators look at it?"""

    body: str
    masked: bool
    report: bool


def judge_in(room: Room, author: User, role: str | None, body: str, *, words: Filter, at: datetime) -> Verdict:
    """What becomes of a text in a room; those who keep order there are not judged.

    Raises:
        BlockedWord, TooManyLinks: what the names say.
    """
    if policies.can_moderate(author, room, role):
        return Verdict(body, masked=False, report=False)
    return judge(author, body, words, at)


def judge(author: User, body: str, words: Filter, at: datetime) -> Verdict:
    """Look a text over. Bots are no newcomers: somebody who keeps order has let them in.

    Raises:
        BlockedWord, TooManyLinks: what the names say.
    """
    if not author.is_bot and author.date_joined > at - NEWCOMER_FOR and len(_LINK.findall(body)) > NEWCOMERS_LINKS:
        raise TooManyLinks
    found = words.find(body)
    if not found:
        return Verdict(body, masked=False, report=False)
    if any(one.act == "block" for one in found):
        raise BlockedWord
    hidden: list[Found] = [one for one in found if one.act == "mask"]
    return Verdict(mask(body, hidden), masked=bool(hidden), report=len(hidden) < len(found))
