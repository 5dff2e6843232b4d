"""What the API answers with, for its OpenAPI description; `chat.shapes` and the snapshots make it.

A test holds the answers against these.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Visibility = Literal["public", "private"]
Role = Literal["owner", "moderator", "member"]
SanctionKind = Literal["kick", "mute", "timeout", "ban"]


class Document(BaseModel):
    """An answer has these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class Problem(Document):
    """Why something was refused: for programs (`code`) and for people (`detail`)."""

    status: int
    code: str
    detail: str
    retry_after: float | None = None
    offset: int | None = None


class Done(Document):
    """It was done, and there is nothing to tell."""


class Person(Document):
    """Somebody with an account."""

    id: int
    username: str
    name: str


class Restriction(Document):
    """What everybody in a room may know of a sanction; it ends at `until`."""

    kind: Literal["mute", "timeout", "ban"]
    until: str | None


class Me(Person):
    """The one who asks, whom they want to hear nothing of, and where their own stream ends."""

    is_moderator: bool
    blocked: list[Person]
    stream: str
    position: int


class Stage(Document):
    """What a room's stage shows; its recording begins at `since`."""

    kind: Literal["picture", "video", "clock", "wall"]
    url: str
    since: str


class Room(Document):
    """A room, where its stream ends, and what it is to the one who asks."""

    id: int
    slug: str
    name: str
    topic: str
    visibility: Visibility
    archived: bool
    locked: bool
    slow_mode_s: int
    slow_mode_until: str | None
    stage: Stage | None
    stream: str
    created_at: str
    position: int
    unread: int
    role: Role | None
    read_position: int | None
    sanction: "OwnSanction | None"


class Rooms(Document):
    """The rooms that one may read."""

    rooms: list[Room]


class Member(Document):
    """Who belongs to a room; `role` and `joined_at` are null once they do not."""

    room: int
    user: Person
    role: Role | None
    joined_at: str | None
    sanction: "Restriction | None"


class Membership(Document):
    """How somebody belongs to a room now."""

    member: Member


class Members(Document):
    """Who belongs to a room, at that position of its stream."""

    members: list[Member]
    position: int


class Left(Document):
    """Somebody is no longer a member."""

    room: int
    role: None


class ReadUpTo(Document):
    """How far somebody has read, and how many messages are left."""

    room: int
    position: int
    unread: int


class Bullet(Document):
    """How a message floats over the stage, and at which moment of the recording."""

    mode: Literal["scroll", "top", "bottom"]
    colour: Literal["white", "red", "orange", "yellow", "green", "cyan", "blue", "pink"]
    size: Literal["small", "medium", "large"]
    at_ms: int | None


class Attachment(Document):
    """A picture or file; `url` and `thumbnail` are null until it is `ready`, and for good if it is `broken`."""

    id: str
    name: str
    alt: str
    size: int
    kind: Literal["picture", "audio", "video", "file"]
    type: str
    state: Literal["uploading", "processing", "ready", "broken"]
    width: int | None
    height: int | None
    url: str | None
    thumbnail: str | None


class Message(Document):
    """A message; of one that was removed only the tombstone, with `body` and `html` empty."""

    id: int
    room: int
    author: Person
    body: str
    html: str
    client_id: str
    kind: Literal["message", "danmaku"]
    bullet: Bullet | None
    answer: Literal["growing", "finished", "cancelled", "interrupted"] | None
    bot: bool
    created_at: str
    edited_at: str | None
    removed_at: str | None
    pinned_at: str | None
    attachments: list[Attachment]
    masked: bool
    reply_to: int | None
    likes: int
    position: int


class MessageSeen(Message):
    """A message, and whether the one who asks likes it."""

    liked: bool


class Messages(Document):
    """Part of a room's messages, newest last, at that position of its stream."""

    messages: list[MessageSeen]
    position: int


class Bullets(Messages):
    """What floats over the stage in a window of its recording: all of it, or an even share of the `total`."""

    total: int


class Posted(Document):
    """A message and the event that announced it."""

    message: Message
    stream: str
    position: int


class Changed(Document):
    """A message as it is now."""

    message: Message


class AnswerBegun(Posted):
    """A message that grows, and where its text goes on."""

    offset: int


class Grown(Document):
    """Where the text of an answer goes on: so many characters have arrived."""

    message: int
    offset: int


class Upload(Document):
    """A file of one's own, and how many of its bytes have arrived."""

    attachment: Attachment
    offset: int


class Begun(Upload):
    """The same, and how much to send at once over any door."""

    chunk_bytes: int


class Received(Document):
    """Where an upload goes on."""

    attachment: str
    offset: int


class Attached(Document):
    """A file as it is now."""

    attachment: Attachment


class Webhook(Document):
    """A door for programs; without `url` it is incoming."""

    id: int
    room: int
    name: str
    bot: Person
    url: str | None
    events: list[str]
    slash: str | None
    created_by: Person
    created_at: str
    failing_since: str | None
    disabled_at: str | None
    last_error: str


class WebhookMade(Document):
    """A new one, and what nobody is told again: the `address` of an incoming one, the `secret` of an outgoing one."""

    webhook: Webhook
    address: str | None
    secret: str | None


class Webhooks(Document):
    """Those of a room."""

    webhooks: list[Webhook]


class AnyAnswer(BaseModel):
    """What the command answers that is meant."""


class Heard(Document):
    """It was said."""

    message: int
    position: int


class Audience(Document):
    """How many a message would reach by name or call, the calling words in it, and whom it names in vain."""

    reach: int
    calls: list[str]
    may_call: bool
    cannot_see: list[Person]


class Liked(Document):
    """How many like a message, and whether the one who asks does."""

    message: int
    likes: int
    liked: bool


class Pin(Document):
    """Since when a message is pinned; null: it is not."""

    message: int
    pinned_at: str | None


class Place(Document):
    """Which room."""

    id: int
    slug: str
    name: str


class OwnSanction(Document):
    """What holds for the one who asks, and why; `room` is null where it holds everywhere."""

    id: int
    room: int | None
    kind: SanctionKind
    until: str | None
    reason: str


class OwnAppeal(Document):
    """What the one who asks said against a sanction, and the answer."""

    id: int
    sanction: int
    text: str
    state: Literal["open", "granted", "denied"]
    created_at: str
    answer: str
    answered_at: str | None


class Appealed(Document):
    """A sanction, and what was said against it."""

    sanction: OwnSanction
    appeal: OwnAppeal


class ReportId(Document):
    """Which report, of which message."""

    id: int
    message: int


class Reported(Document):
    """The moderators know of it."""

    report: ReportId


class Blocked(Document):
    """Does the one who asks hear of this person?"""

    person: Person
    blocked: bool


class OwnSanctionInFull(OwnSanction):
    """What was imposed on the one who asks, and what came of their appeal."""

    holds: bool
    appeal: OwnAppeal | None


class OwnSanctions(Document):
    """All of them, newest first."""

    sanctions: list[OwnSanctionInFull]


class People(Document):
    """Some people."""

    people: list[Person]
