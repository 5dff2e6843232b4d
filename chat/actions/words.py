"""The word filter's lists: adding, dropping, and the filter that every process makes of them."""

import secrets
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from chat import policies
from chat.actions import Admit, always, audit, lookups
from chat.models import User, WordRule, WordVersion
from chat.refusals import Forbidden, Invalid, NotFound
from chat.words import Filter, listed
from notifications.streams import log

Act = Literal["report", "mask", "block"]

_made: tuple[int, Filter] = (0, Filter([]))


class Unseen(Invalid):
    """Nothing of the word is left that the filter could look for."""

    detail = _("word: the filter cannot see this.")


@log.transaction()
def add_word(
    *, actor: int, word: str, at: datetime, act: Act = "block", list: str = "", admit: Admit = always
) -> WordRule:
    """Add a word, or let something else be done about one that is listed.

    Raises:
        Forbidden: they are no moderator of the site.
        Unseen: what the name says.
    """
    person = _moderator(actor, at)
    skeleton = listed(word)
    if not any(character.isalnum() for character in skeleton):
        raise Unseen
    found = WordRule.objects.select_related("added_by").filter(skeleton=skeleton).first()
    if found is not None and (found.word, found.act, found.list_name) == (word, act, list):
        return found
    admit()
    before = {} if found is None else {"word": found.word, "act": found.act, "list": found.list_name}
    rule, _created = WordRule.objects.update_or_create(
        skeleton=skeleton, defaults={"word": word, "act": act, "list_name": list, "added_by": person, "added_at": at}
    )
    _changed()
    after = {"word": word, "act": act, "list": list}
    audit.record(person, "word.add", target=f"word-{rule.pk}", before=before, after=after, at=at)
    return rule


@log.transaction()
def drop_word(*, actor: int, word: int, at: datetime, admit: Admit = always) -> None:
    """Take a word off its list.

    Raises:
        Forbidden: they are no moderator of the site.
        NotFound: it is not there.
    """
    person = _moderator(actor, at)
    found = WordRule.objects.filter(pk=word).first()
    if found is None:
        raise NotFound
    admit()
    found.delete()
    _changed()
    before = {"word": found.word, "act": found.act, "list": found.list_name}
    audit.record(person, "word.drop", target=f"word-{word}", before=before, at=at)


def current() -> Filter:
    """The filter as the lists are now; one small query, more only after they changed."""
    global _made
    version = WordVersion.current()
    if version != _made[0]:
        _made = version, Filter(WordRule.objects.values_list("skeleton", "act"))
    return _made[1]


def _moderator(actor: int, at: datetime) -> User:
    person = lookups.person(actor, at)
    if not policies.can_moderate_site(person):
        raise Forbidden
    return person


def _changed() -> None:
    # By chance and not by counting: a version that was read and then rolled back never comes again.
    WordVersion.objects.update_or_create(id=1, defaults={"version": secrets.randbits(62) + 1})
