"""A test for each channel, for the person who asks for it."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import ceil

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.inbox import digest, tasks
from notifications.inbox.facts import Details, Fact
from notifications.inbox.kinds import Data, Kind, Told
from notifications.inbox.models import PushSubscription
from notifications.inbox.reading import Admit, always
from notifications.inbox.telling import tell
from notifications.streams import log
from notifications.streams.limits import Rate
from notifications.streams.refusal import Refusal

# Whoever tries a channel looks whether it arrives; more would be other people's mail boxes, or push services.
MAX, WITHIN_S = 3, 600.0


class TriedEnough(Refusal):
    """They have tried it a few times already."""

    def __init__(self, wait_s: float) -> None:
        said = gettext_lazy("You have tried this a few times. Try again later.")
        super().__init__(429, "rate_limited", said, retry_after=ceil(wait_s))


@dataclass(frozen=True, slots=True)
class Tried:
    """To how many addresses a test is on its way."""

    channel: str
    sent_to: int


def _text(_told: Told) -> str:
    return _("This is a test. It works.")


def _url(_data: Data) -> str:
    return "/notifications/"


KIND = Kind(name="test", label="", text=_text, url=_url, may_see=lambda people, _place, _subject: people)


@log.transaction()
def send_test(*, actor: int, channel: str, at: datetime, admit: Admit = always) -> Tried:
    """Send a test to the person who asks, on one of their channels: `bell`, `push` or `mail`.

    Raises:
        TriedEnough: what the name says, of what leaves the site.
    """
    admit()
    if channel == "bell":
        key = f"{actor}:{at.timestamp()}"
        tell(
            [Fact(kind=KIND.name, key=key, group=key, actor=actor, recipients=[actor], details=Details(data={}), at=at)]
        )
        return Tried(channel, 1)
    if wait_s := tests_of(actor, channel).take():
        raise TriedEnough(wait_s)
    if channel == "mail":
        people = get_user_model()._default_manager.filter(pk=actor).exclude(email="")
        mailed = digest.possible() and people.exists()
        if mailed:
            tasks.mail_test.enqueue(actor)
        return Tried(channel, int(mailed))
    browsers = PushSubscription.objects.filter(user=actor).count()
    if browsers:
        tasks.push_test.enqueue(actor)
    return Tried(channel, browsers)


@lru_cache(maxsize=10_000)
def tests_of(user_id: int, channel: str) -> Rate:
    """How often one person has tried one channel lately, in this process."""
    return Rate(MAX, WITHIN_S)
