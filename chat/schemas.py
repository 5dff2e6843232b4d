"""What each command takes: the shapes of its arguments, for the socket and for HTTP alike.

An HTTP body is the command's arguments without the ids that stand in the path (contract §4).
"""

from typing import Annotated, Literal, Self, get_args
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from chat import stages, text
from chat.models import attachments, live, reports, sanctions, webhooks, words
from chat.models.people import USERNAME, USERNAME_MAX_CHARS
from chat.models.rooms import SLOW_MODE_MAX_S

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Position = Annotated[int, Field(ge=0, le=2**63 - 1)]
Body = Annotated[
    str,
    AfterValidator(text.speakable),
    Field(description="Markdown.", json_schema_extra={"minLength": 1, "maxLength": text.BODY_MAX_CHARS}),
]
# What an outgoing webhook may be told of. Growing answers would be four requests a second.
HookEvent = Literal[
    "message.posted", "message.edited", "message.finished", "message.removed", "message.restored", "message.liked",
    "message.unliked", "message.pinned", "message.unpinned", "room.updated", "member.joined", "member.left",
]  # fmt: skip
# Its name stands in front of it in the same message.
CalledWith = Annotated[str, AfterValidator(text.part), StringConstraints(max_length=text.BODY_MAX_CHARS - 40)]
Offset = Annotated[int, Field(ge=0, le=text.BODY_MAX_CHARS)]
Part = Annotated[str, AfterValidator(text.part), Field(description="Markdown.", max_length=text.BODY_MAX_CHARS)]
Beside = Annotated[
    str,
    AfterValidator(text.beside_attachments),
    Field(description="Markdown; empty only with attachments.", json_schema_extra={"maxLength": text.BODY_MAX_CHARS}),
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
# More are several messages.
ATTACHMENTS_MAX = 10
# Longer than any file system allows; what is kept of it is shorter.
FILE_NAME_MAX_CHARS = 1_024
Alt = Annotated[str, AfterValidator(text.line), StringConstraints(max_length=attachments.ALT_MAX_CHARS)]
Name = Annotated[str, AfterValidator(text.line), StringConstraints(min_length=1, max_length=80)]
Topic = Annotated[str, AfterValidator(text.line), StringConstraints(max_length=300)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
Username = Annotated[str, StringConstraints(pattern=rf"^{USERNAME}$", max_length=USERNAME_MAX_CHARS)]
Visibility = Literal["public", "private"]
# Why a moderator did something; shown to whom it concerns.
Reason = Annotated[str, AfterValidator(text.line), StringConstraints(max_length=sanctions.REASON_MAX_CHARS)]
Given = Annotated[Reason, StringConstraints(min_length=1)]
Minutes = Annotated[int, Field(ge=1, le=sanctions.MINUTES_MAX)]
# A day: no video is longer.
AT_MS_MAX = 24 * 60 * 60 * 1000
Note = Annotated[str, AfterValidator(text.line), StringConstraints(max_length=reports.NOTE_MAX_CHARS)]


class RoomBody(BaseModel):
    """A new room."""

    name: Name
    slug: Slug | None = None
    topic: Topic = ""
    visibility: Visibility = "public"


class StageBody(BaseModel):
    """What the stage shall show; a picture or a video needs its address."""

    kind: Literal["none", "picture", "video", "clock", "wall"]
    url: Annotated[str, Field(json_schema_extra={"format": "uri"})] = ""

    @model_validator(mode="after")
    def fits(self) -> Self:
        """Refuse a picture without an address, and an address of nothing."""
        shows = self.kind in {"picture", "video"}
        if not shows and self.url:
            raise ValueError("only a picture and a video have an address")
        self.url = stages.address(self.url) if shows else ""
        return self


class RoomChanges(BaseModel):
    """What shall be different in a room; what is not named stays."""

    name: Name | None = None
    topic: Topic | None = None
    visibility: Visibility | None = None
    slow_mode_s: Annotated[int, Field(ge=0, le=SLOW_MODE_MAX_S)] | None = None
    locked: bool | None = None
    archived: bool | None = None
    stage: StageBody | None = None


class InRoom(BaseModel):
    """Which room."""

    room: Id


class UpdateRoom(InRoom, RoomChanges):
    """`room.update`."""


class ReadBody(BaseModel):
    """Read up to here, in the room's stream."""

    position: Position


class MarkRead(InRoom, ReadBody):
    """`room.read`."""


class MemberBody(BaseModel):
    """A person, by username."""

    user: Username


class OfMember(InRoom, MemberBody):
    """`room.invite`, `room.kick`."""


class RoleBody(BaseModel):
    """What a member may do."""

    role: Literal["owner", "moderator", "member"]


class WebhookBody(BaseModel):
    """Without `url` others speak through it; with one it is told of these events, and called by `/slash`."""

    name: Name
    url: Annotated[str, Field(max_length=webhooks.URL_MAX_CHARS)] = ""
    events: list[HookEvent] = Field(default=[], max_length=len(get_args(HookEvent)))
    slash: Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9_-]{0,31})?$")] = ""

    @model_validator(mode="after")
    def goes_out(self) -> Self:
        """Refuse events and commands of what is never told."""
        if not self.url and (self.events or self.slash):
            raise ValueError("url: events and slash need an address")
        if self.url and not (self.events or self.slash):
            raise ValueError("events: say what it shall be told")
        return self


class CreateWebhook(InRoom, WebhookBody):
    """`webhook.create`."""


class OfWebhook(BaseModel):
    """Which webhook."""

    webhook: Id


class CallBody(InRoom):
    """What is said behind its slash command, in which room."""

    client_id: UUID
    text: CalledWith = ""


class CallWebhook(OfWebhook, CallBody):
    """`webhook.call`."""


class SlashBody(BaseModel):
    """What somebody typed, from its slash on."""

    client_id: UUID
    text: Body


class TypeSlash(InRoom, SlashBody):
    """`room.slash`."""


class HookMessage(BaseModel):
    """What is said through an incoming webhook; `username` stands in front of it."""

    text: Body
    username: Name | None = None
    client_id: UUID | None = None


class SetRole(OfMember, RoleBody):
    """`room.role`."""


class BulletBody(BaseModel):
    """How a comment floats over the stage; `at_ms` is the moment of the video in which it was written."""

    mode: Literal["scroll", "top", "bottom"] = "scroll"
    colour: Literal["white", "red", "orange", "yellow", "green", "cyan", "blue", "pink"] = "white"
    size: Literal["small", "medium", "large"] = "medium"
    at_ms: Annotated[int, Field(ge=0, le=AT_MS_MAX)] | None = None


class MessageBody(BaseModel):
    """A new message; sent again with the same `client_id` it is the same message. `bullet` is for danmaku."""

    client_id: UUID
    body: Beside
    attachments: Annotated[list[UUID], Field(max_length=ATTACHMENTS_MAX)] = []
    reply_to: Id | None = None
    kind: Literal["message", "danmaku"] = "message"
    bullet: BulletBody | None = None

    @model_validator(mode="after")
    def floats(self) -> Self:
        """Refuse the looks of a bullet where there is none, and a message with nothing in it."""
        if not self.body and not self.attachments:
            raise ValueError("body: " + _("A message needs some text."))
        if len(set(self.attachments)) < len(self.attachments):
            raise ValueError("attachments: each at most once")
        if self.bullet is not None and self.kind != "danmaku":
            raise ValueError("bullet: only a danmaku has one")
        return self


class PostMessage(InRoom, MessageBody):
    """`message.post`."""


class AnswerBeginning(BaseModel):
    """A message that grows while it is written; begun again with the same `client_id` it is the same one."""

    client_id: UUID
    reply_to: Id | None = None


class StartAnswer(InRoom, AnswerBeginning):
    """`answer.start`."""


class AnswerPart(BaseModel):
    """What an answer says from `offset` (in characters) on; without text it is a sign of life."""

    offset: Offset
    text: Part = ""


class AnswerEnd(BaseModel):
    """Where the text ends: refused where that is not all that has arrived."""

    offset: Offset | None = None


class AttachmentBody(BaseModel):
    """A file of `size` bytes that is to be uploaded; announced again with the same `client_id` it is the same one."""

    client_id: UUID
    name: Annotated[str, AfterValidator(text.name), StringConstraints(max_length=FILE_NAME_MAX_CHARS)]
    size: Annotated[int, Field(ge=1, le=2**53)]
    alt: Alt = ""


class BeginAttachment(InRoom, AttachmentBody):
    """`attachment.begin`."""


class OfAttachment(BaseModel):
    """Which file."""

    attachment: UUID


class FinishBody(BaseModel):
    """What everything that was sent hashes to, in hexadecimal."""

    sha256: Sha256


class FinishAttachment(OfAttachment, FinishBody):
    """`attachment.finish`."""


class DescribeBody(BaseModel):
    """What is to be seen, for those who do not see it."""

    alt: Alt


class DescribeAttachment(OfAttachment, DescribeBody):
    """`attachment.describe`."""


class AudienceBody(BaseModel):
    """What somebody is about to say."""

    body: Body


class Audience(InRoom, AudienceBody):
    """`room.audience`."""


class EditBody(BaseModel):
    """What the message shall say."""

    body: Body


class OfMessage(BaseModel):
    """Which message."""

    message: Id


class AppendAnswer(OfMessage, AnswerPart):
    """`answer.append`."""


class FinishAnswer(OfMessage, AnswerEnd):
    """`answer.finish`."""


class EditMessage(OfMessage, EditBody):
    """`message.edit`."""


class WhyBody(BaseModel):
    """Why something is done."""

    reason: Reason = ""


class WhyMessage(OfMessage, WhyBody):
    """`message.remove`, `message.restore`, `message.purge`."""


class SweepBody(MemberBody, WhyBody):
    """Whose messages of the last `minutes` go."""

    minutes: Minutes = 60


class SweepRoom(InRoom, SweepBody):
    """`room.sweep`."""


class Penalty(BaseModel):
    """What is taken from a message's author, in its room or `everywhere`."""

    kind: Literal["kick", "timeout", "mute", "ban"]
    minutes: Minutes | None = None
    everywhere: bool = False


class SettleBody(BaseModel):
    """What is decided about all that was reported of a message; `note` is told to its author."""

    decision: Annotated[
        str, AfterValidator(text.line), StringConstraints(min_length=1, max_length=reports.REASON_MAX_CHARS)
    ]
    note: Reason = ""
    remove: bool = False
    sanction: Penalty | None = None


class SettleMessage(OfMessage, SettleBody):
    """`message.settle`."""


class SanctionBody(MemberBody):
    """What is taken from a person, for how long and why; `report`: the report that led to it."""

    kind: Literal["kick", "timeout", "mute", "ban"]
    reason: Given
    minutes: Minutes | None = None
    report: Id | None = None


class SanctionInRoom(InRoom, SanctionBody):
    """`room.sanction`."""


class OfSanction(BaseModel):
    """Which sanction."""

    sanction: Id


class LiftSanction(OfSanction, WhyBody):
    """`sanction.lift`."""


class AppealBody(BaseModel):
    """What there is to say against a sanction."""

    text: Annotated[
        str, AfterValidator(text.line), StringConstraints(min_length=1, max_length=sanctions.APPEAL_MAX_CHARS)
    ]


class AppealSanction(OfSanction, AppealBody):
    """`sanction.appeal`."""


class AnswerBody(BaseModel):
    """Is the sanction lifted, and why?"""

    granted: bool
    answer: Reason = ""


class AnswerAppeal(OfSanction, AnswerBody):
    """`appeal.answer`."""


class ReportBody(BaseModel):
    """Why moderators should look: one of the reasons that the page offers, or other words."""

    reason: Annotated[
        str, AfterValidator(text.line), StringConstraints(min_length=1, max_length=reports.REASON_MAX_CHARS)
    ]
    note: Note = ""


class ReportMessage(OfMessage, ReportBody):
    """`message.report`."""


class ReportChanges(BaseModel):
    """How a report shall stand; `decided` needs a decision."""

    state: Literal["new", "taken", "decided"]
    decision: Annotated[str, AfterValidator(text.line), StringConstraints(max_length=reports.REASON_MAX_CHARS)] = ""
    note: Note = ""


class UpdateReport(ReportChanges):
    """`report.update`."""

    report: Id


class WordBody(BaseModel):
    """A word of the filter, and what is done with a message that contains it."""

    word: Annotated[str, AfterValidator(text.line), StringConstraints(min_length=1, max_length=words.WORD_MAX_CHARS)]
    act: Literal["report", "mask", "block"] = "block"
    list: Annotated[str, AfterValidator(text.line), StringConstraints(max_length=40)] = ""


# Larger ones JavaScript cannot count; they become what it makes of them.
Whole = Annotated[int, Field(ge=-(2**53), le=2**53)]
ShortText = Annotated[str, AfterValidator(text.line), StringConstraints(max_length=live.TEXT_MAX_CHARS)]


class LiveValueBody(BaseModel):
    """A value, and when it was so (now unless given); of two the one that is newer by that wins."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, AfterValidator(text.line), StringConstraints(min_length=1, max_length=live.NAME_MAX_CHARS)]
    value: bool | Whole | float | ShortText
    unit: Annotated[str, AfterValidator(text.line), StringConstraints(max_length=live.UNIT_MAX_CHARS)] = ""
    at: AwareDatetime | None = None


class OfWord(BaseModel):
    """Which word of the lists."""

    word: Id
