"""`notify`: people are told what happened, once, and only what they want to hear and may see."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from notifications.inbox import announcing, kinds, pushing, tasks, wishes
from notifications.inbox.facts import Details, Fact
from notifications.inbox.models import Alert, Cause
from notifications.streams import log

# More would keep the one who caused it waiting; they are told by a task, in batches.
AT_ONCE_MAX = 50


class Key(NamedTuple):
    """Which of a person's open alerts."""

    recipient: int
    kind: str
    group: str


class News(NamedTuple):
    """A fact for one person."""

    recipient: int
    fact: Fact

    @property
    def key(self) -> Key:
        """The alert that it belongs to."""
        return Key(self.recipient, self.fact.kind, self.fact.group)


def notify(*facts: Fact) -> None:
    """Tell people of these facts; inside the transaction that makes them true.

    Nobody is told of their own deeds, of what they may not see or do not want, or of one fact
    twice. Where more than `AT_ONCE_MAX` people are concerned they are told by tasks that this
    transaction enqueues. With nobody to tell, nothing is read or written.
    """
    few: list[Fact] = []
    for fact in facts:
        others = sorted({*fact.recipients} - {fact.actor})
        if len(others) > AT_ONCE_MAX:
            tasks.tell_later(replace(fact, recipients=others))
        elif others:
            few.append(replace(fact, recipients=others))
    if few:
        tell(few)


@log.transaction()
def tell(facts: Sequence[Fact]) -> None:
    """Tell everybody now; `recipients` is without the actor. Of `notify` and its tasks."""
    news = _admitted(facts)
    if not news:
        return
    at = max(fact.at for _, fact in news)
    alerts = _open_alerts(news)
    created = _missing_alerts(news, alerts)
    alerts |= created
    causes = [(one.fact, _cause(one, alerts[one.key])) for one in news]
    insert = partial(_insert, list(created.values()), causes)
    if any(callable(fact.details) for fact, _ in causes):
        log.before_insert(insert)
    else:
        insert()
    announcing.announce(list(created.values()), announcing.CREATED, at=at)
    added = Counter(one.key for one in news if one.key not in created)
    for key in added:
        alerts[key].grown = True
    told = announcing.announce_or_wait([(alerts[key], alerts[key].facts + added[key]) for key in added], at)
    pushing.push_later([*created.values(), *told], at)


def _admitted(facts: Sequence[Fact]) -> list[News]:
    """The facts for those who want them, may see them and were not told of them before."""
    unwanted = wishes.unwanted(facts)
    told = _told(facts)
    news = [
        News(user_id, fact)
        for fact in facts
        for user_id in fact.recipients
        if (user_id, fact.kind, fact.place) not in unwanted and (user_id, fact.kind, fact.key) not in told
    ]
    by_question: dict[Question, set[int]] = {}
    for user_id, fact in news:
        by_question.setdefault(_question(fact), set()).add(user_id)
    seeing = {asked: asked.may_see(people, asked.place, asked.subject) for asked, people in by_question.items()}
    return [one for one in news if one.recipient in seeing[_question(one.fact)]]


class Question(NamedTuple):
    """What has to be asked before people are told."""

    may_see: kinds.MaySee
    place: str
    subject: str


def _question(fact: Fact) -> Question:
    # What is only now being written nobody has taken away yet.
    subject = fact.details.subject if isinstance(fact.details, Details) else ""
    return Question(kinds.named(fact.kind).may_see, fact.place, subject)


def _told(facts: Sequence[Fact]) -> set[tuple[int, str, str]]:
    causes = Cause.objects.filter(
        kind__in={fact.kind for fact in facts},
        key__in={fact.key for fact in facts},
        recipient__in={user_id for fact in facts for user_id in fact.recipients},
    )
    return set(causes.values_list("recipient_id", "kind", "key"))


def _open_alerts(news: Iterable[News]) -> dict[Key, Alert]:
    keys = {one.key for one in news}
    found = (
        Alert.objects.locked()
        .filter(open=True)
        .filter(
            recipient__in={key.recipient for key in keys},
            kind__in={key.kind for key in keys},
            group__in={key.group for key in keys},
        )
    )
    by_key = {Key(alert.recipient_id, alert.kind, alert.group): alert for alert in found}
    return {key: by_key[key] for key in keys & by_key.keys()}


def _missing_alerts(news: Iterable[News], known: dict[Key, Alert]) -> dict[Key, Alert]:
    return {
        one.key: Alert(
            recipient_id=one.recipient,
            kind=one.fact.kind,
            group=one.fact.group,
            place=one.fact.place,
            addressed=kinds.named(one.fact.kind).addressed,
            announced_at=one.fact.at,
            at=one.fact.at,
        )
        for one in news
        if one.key not in known
    }


def _cause(one: News, alert: Alert) -> Cause:
    fact = one.fact
    return Cause(alert=alert, recipient_id=one.recipient, kind=fact.kind, key=fact.key, actor_id=fact.actor, at=fact.at)


def _insert(created: Sequence[Alert], causes: Sequence[tuple[Fact, Cause]]) -> None:
    known: dict[int, Details] = {}
    for fact, cause in causes:
        details = known.get(id(fact)) or known.setdefault(id(fact), fact.known_details())
        cause.subject, cause.data, cause.mark = details.subject, dict(details.data), details.mark
    Alert.objects.bulk_create(created)
    Cause.objects.bulk_create([cause for _, cause in causes])
