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
    """The one who asks, and where their own stream ends."""

    is_moderator: bool
    stream: str
    position: int


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
    stream: str
    created_at: str
    position: int
    unread: int
    role: Role | None
    read_position: int | None


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


class Message(Document):
    """A message; of one that was removed only the tombstone, with `body` and `html` empty."""

    id: int
    room: int
    author: Person
    body: str
    html: str
    client_id: str
    kind: Literal["message", "danmaku"]
    created_at: str
    edited_at: str | None
    removed_at: str | None
    pinned_at: str | None
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


class Posted(Document):
    """A message and the event that announced it."""

    message: Message
    stream: str
    position: int


class Changed(Document):
    """A message as it is now."""

    message: Message


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


class Appeal(OwnAppeal):
    """The same for moderators."""

    answered_by: Person | None


class Sanction(Document):
    """A sanction as moderators see it; `by` is null when it was automatic."""

    id: int
    person: Person
    room: Place | None
    kind: SanctionKind
    until: str | None
    reason: str
    by: Person | None
    automatic: bool
    report: int | None
    created_at: str
    lifted_at: str | None
    lifted_by: Person | None
    appeal: Appeal | None


class SanctionNow(Document):
    """A sanction as it is now."""

    sanction: Sanction


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


class Report(Document):
    """A report; what the message said is evidence and stands apart. `reporter` is null when automatic."""

    id: int
    message: int
    author: Person
    room: Place
    reporter: Person | None
    automatic: bool
    reason: str
    note: str
    state: Literal["new", "taken", "decided", "appealed"]
    created_at: str
    taken_by: Person | None
    taken_at: str | None
    decided_by: Person | None
    decided_at: str | None
    decision: str
    decision_note: str


class ReportNow(Document):
    """A report as it is now."""

    report: Report


class Swept(Document):
    """The messages that were removed; `more`: there are others left."""

    messages: list[int]
    more: bool


class Blocked(Document):
    """Does the one who asks hear of this person?"""

    person: Person
    blocked: bool
