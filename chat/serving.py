"""`/attachments/<id>/<which>`: the bytes, as a plain ASGI application.

Inside Django a slow download would hold a thread until it ends. Here it holds an open file and one piece
of it: the next is read when the client has taken the last. What is answered cannot be taken for a page of
this site: `nosniff`, a sandboxing content security policy, a disposition, and one origin that may embed it.
"""

import asyncio
import re
from typing import IO, Any, cast
from urllib.parse import quote
from uuid import UUID

from django.urls import path

from chat import downloads
from chat.downloads import Download
from chat.files import storing
from chat.refusals import NotFound
from notifications.streams import threads
from notifications.streams.identity import header, identify
from notifications.streams.refusal import Refusal
from notifications.streams.visit import Headers, answer, refuse

PIECE_BYTES = 64 * 1024
OK, PARTIAL, NOT_MODIFIED, UNSATISFIABLE = 200, 206, 304, 416
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_HARMLESS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"sandbox; default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"accept-ranges", b"bytes"),
    # Kept, but asked for each time: access can be taken away.
    (b"cache-control", b"private, no-cache"),
]


async def serve(scope: Any, receive: Any, send: Any) -> None:
    """Answer GET and HEAD."""
    try:
        if scope["method"] not in {"GET", "HEAD"}:
            raise Refusal(405, "method_not_allowed", "attachments are read with GET")
        viewer = await identify(scope)
        given = scope["url_route"]["kwargs"]
        found = await threads.read(downloads.find, viewer.user_id, given["id"], given["which"])
        try:
            file = await asyncio.to_thread(storing.open_file, found.id, found.stored_as)
        except FileNotFoundError:
            raise NotFound from None
    except Refusal as refusal:
        await refuse(send, refusal, [])
        return
    try:
        await _answer(scope, send, found, file)
    finally:
        await asyncio.to_thread(file.close)


async def _answer(scope: Any, send: Any, found: Download, file: IO[bytes]) -> None:
    # What is stored under a name never changes.
    etag = f'"{found.id.hex}-{found.stored_as}"'.encode()
    headers = [*_HARMLESS, (b"etag", etag)]
    if etag.decode() in header(scope, b"if-none-match"):
        await answer(send, NOT_MODIFIED, headers)
        return
    size = await asyncio.to_thread(file.seek, 0, 2)
    wanted = _wanted(header(scope, b"range"), size)
    if wanted is None:
        await answer(send, UNSATISFIABLE, [*headers, (b"content-range", b"bytes */%d" % size)])
        return
    first, last = wanted
    status = OK if last - first + 1 == size else PARTIAL
    headers += [
        (b"content-type", found.type.encode()),
        (b"content-length", b"%d" % (last - first + 1)),
        (b"content-disposition", _disposition(found)),
    ]
    if status == PARTIAL:
        headers.append((b"content-range", b"bytes %d-%d/%d" % (first, last, size)))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if scope["method"] == "GET":
        await _send_bytes(send, file, first, last)
    await send({"type": "http.response.body", "body": b""})


async def _send_bytes(send: Any, file: IO[bytes], first: int, last: int) -> None:
    await asyncio.to_thread(file.seek, first)
    left = last - first + 1
    while left > 0:
        piece = await asyncio.to_thread(file.read, min(left, PIECE_BYTES))
        if not piece:
            return
        left -= len(piece)
        await send({"type": "http.response.body", "body": piece, "more_body": True})


def _wanted(text: str, size: int) -> tuple[int, int] | None:
    """The first and last byte of a single range (RFC 9110, section 14); the whole for any other; None: not there."""
    match = _RANGE.fullmatch(text)
    if match is None or not any(match.groups()):
        return 0, size - 1
    first, last = match.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else None
    begin, end = int(first), min(int(last), size - 1) if last else size - 1
    return (begin, end) if begin <= end else None


def _disposition(found: Download) -> bytes:
    """RFC 6266, with the name as RFC 8187 has it: every character that is not a plain one is encoded."""
    how = "inline" if found.inline else "attachment"
    return f"{how}; filename*=UTF-8''{quote(found.name, safe='')}".encode()


def address(id: UUID, which: downloads.Which) -> str:
    """Where it is."""
    return f"/attachments/{id}/{which}"


# Channels routes to ASGI applications by Django's path(), whose types know only views.
http: list[Any] = [path("attachments/<uuid:id>/<slug:which>", cast(Any, serve))]
