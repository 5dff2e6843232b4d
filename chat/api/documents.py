"""What the API answers with, for its OpenAPI description; `chat.shapes` and the snapshots make it.

A test holds the answers against these.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Visibility = Literal["public", "private"]
Role = Literal["owner", "moderator", "member"]


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
