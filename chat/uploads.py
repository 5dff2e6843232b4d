"""Bytes on their way in: where the database and the storage meet, off the event loop and off the writer.

An upload is begun by a command, grows by chunks over whichever door is open, and is finished by a command
that says what the whole must hash to. How far it has come is known from what is stored alone.
"""

import asyncio
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from chat.files import sniffing, storing
from chat.models import Attachment
from chat.refusals import Invalid, NotFound, Refused
from notifications.streams import threads
from notifications.streams.refusal import malformed
from notifications.streams.transports.websocket import Chunk

# One frame of a WebSocket, and what every proxy lets pass.
CHUNK_BYTES = 256 * 1024
# One request: fewer round trips for programs.
REQUEST_BYTES = 4 * 1024 * 1024
# Each chunk is stored by itself until the whole is there; crumbs would fill a disk with names.
CRUMB_BYTES = 4 * 1024
# The oldest is forgotten then; beginning it again gives it a new handle.
OPEN_MAX = 32


class WrongOffset(Refused):
    """It does not go on where the upload stands; asking for the upload tells where that is."""

    status = 409
    code = "wrong_offset"
    detail = _("The upload goes on elsewhere. Ask where, and send from there.")


class Incomplete(Refused):
    """Not everything has arrived."""

    status = 409
    code = "incomplete"
    detail = _("The upload is not complete.")


class Mismatch(Refused):
    """Something else arrived than was sent; all of it is thrown away, to be sent anew."""

    status = 409
    code = "wrong_hash"
    detail = _("The file was damaged on its way. Send it again.")


class ChunkTooLarge(Refused):
    """More at once than the door takes."""

    status = 413
    code = "too_large"
    detail = _("That is too much at once.")


class Crumb(Invalid):
    """Less at once than is worth a file of its own."""

    detail = _("A chunk has at least 4,096 bytes, unless it is the last.")


class TooManyPixels(Refused):
    """A picture that nobody should decode."""

    status = 413
    code = "too_many_pixels"
    detail = _("This picture is too large.")


class Upload(NamedTuple):
    """What a door needs to know to take chunks."""

    id: UUID
    size: int


def find(user_id: int | None, id: UUID) -> Upload:
    """Somebody's own upload that is under way.

    Raises:
        NotFound: there is none.
    """
    uploading = Attachment.objects.of(user_id or 0).filter(pk=id, state=Attachment.State.UPLOADING)
    size = uploading.values_list("size", flat=True).first()
    if size is None:
        raise NotFound
    return Upload(id, size)


async def take(upload: Upload, stands_at: int, offset: int, data: bytes) -> int:
    """Store a chunk that begins at `offset`; where the upload stands then. One that is there already is no error.

    Raises:
        WrongOffset, Crumb: what the names say.
    """
    end = offset + len(data)
    if len(data) < CRUMB_BYTES and end != upload.size:
        raise Crumb
    if end <= stands_at:
        return stands_at
    if offset != stands_at or end > upload.size:
        raise WrongOffset
    # Whoever sends the same over many lines at once shall not fill the disk with it.
    if await asyncio.to_thread(storing.held, upload.id) > 2 * upload.size + REQUEST_BYTES:
        raise WrongOffset
    await asyncio.to_thread(storing.put_part, upload.id, offset, data)
    return end


async def store(user_id: int | None, upload: Upload, stands_at: int, offset: int, data: bytes) -> int:
    """`take` a chunk of somebody's upload, unless that was given up or finished meanwhile by another door.

    Raises:
        NotFound, WrongOffset, Crumb: what the names say.
    """
    stands_at = await take(upload, stands_at, offset, data)
    try:
        await threads.read(find, user_id, upload.id)
    except NotFound:
        # Asked afterwards: what came late would stay for ever.
        await asyncio.to_thread(storing.drop_parts, upload.id)
        raise
    return stands_at


async def examine(user_id: int, given: dict[str, Any]) -> dict[str, Any]:
    """Before `attachment.finish`: put the whole together, compare its hash, find out what it is.

    Raises:
        Incomplete, Mismatch, TooManyPixels: what the names say.
    """
    try:
        upload = await threads.read(find, user_id, given["attachment"])
    except NotFound:
        # Finished already, or not theirs: the action knows which.
        return {"contents": None}
    contents = await asyncio.to_thread(_complete, upload, given["sha256"])
    if not await threads.read(_exists, upload.id):
        # Given up meanwhile: the whole was written after everything else was deleted.
        await asyncio.to_thread(storing.drop, upload.id)
    return {"contents": contents}


class Announced:
    """The uploads that one socket has announced, by the handles that its frames carry."""

    def __init__(self) -> None:
        self._open: dict[int, Upload] = {}
        self._stands: dict[int, int] = {}
        self._last = 0

    def add(self, id: UUID, size: int, stands_at: int) -> int:
        """A handle for an upload that stands there."""
        self.forget(id)
        if len(self._open) == OPEN_MAX:
            self._close(next(iter(self._open)))
        self._last += 1
        self._open[self._last] = Upload(id, size)
        self._stands[self._last] = stands_at
        return self._last

    def forget(self, id: UUID) -> None:
        """It is finished or given up, or has a new handle."""
        for handle in [handle for handle, upload in self._open.items() if upload.id == id]:
            self._close(handle)

    async def take(self, user_id: int | None, chunk: Chunk) -> dict[str, Any]:
        """Store what a frame brought; `{"attachment", "offset"}`.

        Raises:
            Refusal: nobody announced it, it is not wanted any more, or `take` says no.
        """
        upload = self._open.get(chunk.handle)
        if upload is None:
            raise malformed("no attachment was announced for this binary frame")
        if len(chunk.data) > CHUNK_BYTES:
            raise ChunkTooLarge
        stands_at = await store(user_id, upload, self._stands[chunk.handle], chunk.offset, chunk.data)
        self._stands[chunk.handle] = stands_at
        return {"attachment": str(upload.id), "offset": stands_at}

    def _close(self, handle: int) -> None:
        del self._open[handle], self._stands[handle]


def _exists(id: UUID) -> bool:
    return Attachment.objects.filter(pk=id).exists()


def _complete(upload: Upload, sha256: str) -> sniffing.Contents:
    with storing.joined(upload.id) as (whole, found):
        whole.seek(0, 2)
        if whole.tell() != upload.size:
            raise Incomplete
        if found != sha256:
            storing.drop_parts(upload.id)
            raise Mismatch
        try:
            contents = sniffing.look(whole, max_pixels=settings.ATTACHMENT_MAX_PIXELS)
        except sniffing.TooManyPixels:
            raise TooManyPixels from None
        whole.seek(0)
        try:
            storing.keep(upload.id, storing.WHOLE, whole)
        except storing.Taken:
            raise Incomplete from None
        return contents
