"""Messages over HTTP."""

from typing import Annotated, Self

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import BaseModel, Field, model_validator

from chat import schemas, snapshots
from chat.api import documents
from chat.api.answers import changes, reads, reply, run
from chat.api.who import ANYBODY, OPTIONAL, Request
from chat.chores import tend_answers
from notifications.streams import threads

router = Router(tags=["messages"])

RoomId = Path[schemas.Id]
MessageId = Path[schemas.Id]


class Where(BaseModel):
    """Which messages: before, after or around the message with that id, or the newest."""

    before: schemas.Id | None = None
    after: schemas.Id | None = None
    around: schemas.Id | None = None
    limit: Annotated[int, Field(ge=1, le=snapshots.PAGE_MAX)] = snapshots.PAGE_DEFAULT

    @model_validator(mode="after")
    def only_one(self) -> Self:
        """Refuse contradictions."""
        if sum(place is not None for place in (self.before, self.after, self.around)) > 1:
            raise ValueError("give one of before, after and around")
        return self


@router.get("rooms/{room}/messages", auth=ANYBODY, openapi_extra=OPTIONAL, response=reads(documents.Messages))
async def list_messages(request: Request, room: RoomId, where: Query[Where]) -> HttpResponse:
    """Messages of a room, newest last, and the position of the room's stream that they reflect."""
    # An answer whose bot has died must not look alive to whoever only asks now and then.
    await tend_answers()
    place = snapshots.Where(**where.model_dump())
    return reply(await threads.read(snapshots.messages, request.auth.user_id, room, place))


class Window(BaseModel):
    """Which moments of the stage's recording: from the first on, up to and without the second."""

    from_ms: Annotated[int, Field(ge=0, le=2**53)]
    to_ms: Annotated[int, Field(ge=0, le=2**53)]

    @model_validator(mode="after")
    def is_short(self) -> Self:
        """Refuse what is no window, or too wide a one."""
        if not 0 < self.to_ms - self.from_ms <= snapshots.BULLETS_WINDOW_MAX_MS:
            raise ValueError(f"to_ms is 1 to {snapshots.BULLETS_WINDOW_MAX_MS} ms after from_ms")
        return self


@router.get("rooms/{room}/bullets", auth=ANYBODY, openapi_extra=OPTIONAL, response=reads(documents.Bullets))
async def list_bullets(request: Request, room: RoomId, window: Query[Window]) -> HttpResponse:
    """What floats over a room's stage in a window of its recording; of very many an even share."""
    seen = await threads.read(snapshots.bullets, request.auth.user_id, room, window.from_ms, window.to_ms)
    return reply(seen)


@router.get("rooms/{room}/pinned", auth=ANYBODY, openapi_extra=OPTIONAL, response=reads(documents.Messages))
async def list_pinned(request: Request, room: RoomId) -> HttpResponse:
    """The messages pinned in a room, the latest pin first."""
    return reply(await threads.read(snapshots.pinned, request.auth.user_id, room))


@router.post(
    "rooms/{room}/messages",
    response=changes(documents.Posted, 200, 201),
)
async def post_message(request: Request, room: RoomId, body: schemas.MessageBody) -> HttpResponse:
    """Say something. Sent again with the same `client_id` it is the same message, and a 200."""
    return await run(request, "message.post", body, room=room)


@router.patch("messages/{message}", response=changes(documents.Changed))
async def edit_message(request: Request, message: MessageId, body: schemas.EditBody) -> HttpResponse:
    """Let a message of yours say something else."""
    return await run(request, "message.edit", body, message=message)


@router.delete("messages/{message}", response=changes(documents.Changed))
async def remove_message(request: Request, message: MessageId, why: Query[schemas.WhyBody]) -> HttpResponse:
    """Take a message away: your own, or as a moderator anybody's."""
    return await run(request, "message.remove", why, message=message)


@router.put("messages/{message}/like", response=changes(documents.Liked))
async def like_message(request: Request, message: MessageId) -> HttpResponse:
    """Like a message."""
    return await run(request, "message.like", message=message)


@router.delete("messages/{message}/like", response=changes(documents.Liked))
async def unlike_message(request: Request, message: MessageId) -> HttpResponse:
    """Take your like back."""
    return await run(request, "message.unlike", message=message)
