"""Pictures and files over HTTP: begin, send chunks, finish, describe, give up."""

import asyncio
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Header, Path, Router

from chat import schemas, snapshots, uploads
from chat.api import documents
from chat.api.answers import changes, reads, reply, run
from chat.api.who import Request
from chat.files import storing
from notifications.streams import threads

router = Router(tags=["attachments"])

RoomId = Path[schemas.Id]
AttachmentId = Path[UUID]
Offset = Annotated[int, Header(alias="Upload-Offset", ge=0, le=2**53)]

# Ninja would read a body of JSON where there is none.
_CHUNK = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("rooms/{room}/attachments", response=changes(documents.Begun, 200, 201))
async def begin_attachment(request: Request, room: RoomId, body: schemas.AttachmentBody) -> HttpResponse:
    """Announce a file for a message in a room. With the same `client_id` it is the same upload, and a 200."""
    return await run(request, "attachment.begin", body, room=room)


@router.get("attachments/{attachment}", response=reads(documents.Upload))
async def get_attachment(request: Request, attachment: AttachmentId) -> HttpResponse:
    """A file of yours that is in no message yet, and how many of its bytes have arrived."""
    shape = await threads.read(snapshots.own_attachment, request.auth.user_id, attachment)
    is_uploading = shape["state"] == "uploading"
    offset = await asyncio.to_thread(storing.received, attachment) if is_uploading else shape["size"]
    return reply({"attachment": shape, "offset": offset})


@router.patch("attachments/{attachment}", response=changes(documents.Received), openapi_extra=_CHUNK)
async def send_chunk(request: Request, attachment: AttachmentId, upload_offset: Offset) -> HttpResponse:
    """Send the bytes that begin at `Upload-Offset`, at most 4 MiB at once; the answer says where to go on."""
    upload = await threads.read(uploads.find, request.auth.user_id, attachment)
    # Not `request.body`, which holds the bound of all other bodies.
    data = request.read(uploads.REQUEST_BYTES + 1)
    if len(data) > uploads.REQUEST_BYTES:
        raise uploads.ChunkTooLarge
    stands_at = await asyncio.to_thread(storing.received, attachment)
    offset = await uploads.store(request.auth.user_id, upload, stands_at, upload_offset, data)
    return reply({"attachment": str(attachment), "offset": offset})


@router.post("attachments/{attachment}/finish", response=changes(documents.Attached))
async def finish_attachment(request: Request, attachment: AttachmentId, body: schemas.FinishBody) -> HttpResponse:
    """Say that everything was sent, and what its SHA-256 is."""
    return await run(request, "attachment.finish", body, attachment=attachment)


@router.put("attachments/{attachment}/description", response=changes(documents.Attached))
async def describe_attachment(request: Request, attachment: AttachmentId, body: schemas.DescribeBody) -> HttpResponse:
    """Say in words what is to be seen."""
    return await run(request, "attachment.describe", body, attachment=attachment)


@router.delete("attachments/{attachment}", response=changes(documents.Done))
async def cancel_attachment(request: Request, attachment: AttachmentId) -> HttpResponse:
    """Give up a file that is in no message; nothing of it stays."""
    return await run(request, "attachment.cancel", attachment=attachment)
