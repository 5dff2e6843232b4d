"""What the commands of the inbox take, for a socket and for HTTP alike; and what the API answers with."""

import re
from datetime import UTC, datetime, time
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from django.conf import settings
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Position = Annotated[int, Field(ge=0, le=2**63 - 1)]
Level = Literal["all", "mentions", "nothing"]
KEYWORDS_MAX = 20
# U+0000 cannot be stored in PostgreSQL, and half a surrogate pair nowhere.
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def _known_zone(name: str) -> str:
    if name and name not in available_timezones():
        raise ValueError("no such time zone")
    return name


def _known_language(code: str) -> str:
    if code and code not in dict(settings.LANGUAGES):
        raise ValueError("no such language")
    return code


def _line(text: str) -> str:
    if _UNSPEAKABLE.search(text):
        raise ValueError("characters that are not text")
    return text


def _folded(word: str) -> str:
    return " ".join(_line(word).split()).casefold()


def _on_the_clock(moment: time) -> time:
    if moment.tzinfo is not None:
        raise ValueError("give the time of day without a zone; the zone is time_zone")
    return moment


def _within_reach(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("no calendar goes that far") from None


Zone = Annotated[str, AfterValidator(_known_zone), Field(max_length=64)]
Language = Annotated[str, AfterValidator(_known_language), Field(max_length=16)]
Word = Annotated[str, AfterValidator(_folded), StringConstraints(min_length=2, max_length=40)]
Clock = Annotated[time, AfterValidator(_on_the_clock)]
Moment = Annotated[AwareDatetime, AfterValidator(_within_reach)]
Endpoint = Annotated[str, StringConstraints(pattern=r"^https?://[!-~]+$", max_length=1000)]


class OneBody(BaseModel):
    """Which alert."""

    notification: Id


class Read(BaseModel):
    """`notification.read`: all that was told up to a position, or one alert."""

    position: Position | None = None
    notification: Id | None = None

    @model_validator(mode="after")
    def one_of_them(self) -> Self:
        """Refuse both, and neither."""
        if (self.position is None) == (self.notification is None):
            raise ValueError("give position or notification")
        return self


class Channels(BaseModel):
    """Where one kind of alerts is told; what is not named stays."""

    bell: bool | None = None
    push: bool | None = None
    mail: bool | None = None


class PreferencesBody(BaseModel):
    """What shall be different; what is not named stays."""

    language: Language = ""
    time_zone: Zone = ""
    quiet_from: Clock | None = None
    quiet_until: Clock | None = None
    paused_until: Moment | None = None
    digest: bool = True
    keywords: Annotated[list[Word], Field(max_length=KEYWORDS_MAX)] | None = None
    kinds: dict[str, Channels] | None = None
    places: dict[str, Level] | None = None


class SubscriptionBody(BaseModel):
    """What a browser's `PushSubscription.toJSON()` says."""

    endpoint: Endpoint
    p256dh: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{80,100}={0,2}$")]
    auth: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,44}={0,2}$")]
    label: Annotated[str, AfterValidator(_line), StringConstraints(strip_whitespace=True, max_length=80)] = ""


class EndpointBody(BaseModel):
    """Which subscription."""

    endpoint: Endpoint


class TestBody(BaseModel):
    """Which channel is tried."""

    __test__ = False
    channel: Literal["bell", "push", "mail"]


class Document(BaseModel):
    """An answer has these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class Person(Document):
    """Somebody with an account."""

    id: int
    username: str
    name: str


class Notification(Document):
    """An alert as it was last announced."""

    id: int
    kind: str
    count: int
    people: int
    actors: list[Person]
    room: int | None
    message: int | None
    where: str | None
    excerpt: str | None
    place: str
    text: str
    url: str
    addressed: bool
    read: bool
    position: int
    at: str


class Left(Document):
    """What has not been read, and how much of it is addressed to the person, at that position of their stream."""

    position: int
    unread: int
    addressed: int


class Notifications(Left):
    """Alerts, the newest first."""

    notifications: list[Notification]


class KindShown(Document):
    """One kind of alerts, and where it is told."""

    name: str
    label: str
    addressed: bool
    bell: bool
    push: bool
    mail: bool


class Subscription(Document):
    """A browser that takes pushed alerts."""

    id: int
    endpoint: str
    label: str
    created_at: str


class Preferences(Document):
    """What a person wishes; `quiet`: they want to be left alone right now."""

    language: str
    time_zone: str
    quiet_from: str | None
    quiet_until: str | None
    paused_until: str | None
    quiet: bool
    digest: bool
    email: str
    keywords: list[str]
    kinds: list[KindShown]
    places: dict[str, Level]
    push_key: str
    subscriptions: list[Subscription]


class Tried(Document):
    """To how many addresses a test is on its way."""

    channel: str
    sent_to: int
