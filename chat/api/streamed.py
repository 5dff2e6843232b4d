"""Answers that grow while they are written, over HTTP; for bots (docs/bots.md)."""

from django.http import HttpResponse
from ninja import Path, Router

from chat import schemas
from chat.api import documents
from chat.api.answers import changes, run
from chat.api.who import Request

router = Router(tags=["bots"])

RoomId = Path[schemas.Id]
MessageId = Path[schemas.Id]


@router.post("rooms/{room}/answers", response=changes(documents.AnswerBegun, 200, 201))
async def start_answer(request: Request, room: RoomId, body: schemas.AnswerBeginning) -> HttpResponse:
    """Begin a message that grows; begun again with the same `client_id` it tells how far it has come, with a 200."""
    return await run(request, "answer.start", body, room=room)


@router.patch("answers/{message}", response=changes(documents.Grown))
async def append_answer(request: Request, message: MessageId, body: schemas.AnswerPart) -> HttpResponse:
    """Go on writing at `offset`. What has arrived is not added twice; a 409 `wrong_offset` says where it goes on."""
    return await run(request, "answer.append", body, message=message)


@router.post("answers/{message}/finish", response=changes(documents.Changed))
async def finish_answer(request: Request, message: MessageId, body: schemas.AnswerEnd) -> HttpResponse:
    """It is complete: rendered, and from now on a message like any other."""
    return await run(request, "answer.finish", body, message=message)


@router.delete("answers/{message}", response=changes(documents.Changed))
async def cancel_answer(request: Request, message: MessageId) -> HttpResponse:
    """Stop it: your own, one that answers you, or as a moderator any. What it said so far stays."""
    return await run(request, "answer.cancel", message=message)
