"""Where the bytes of attachments are: a folder of chance name for each, in the storage `default`.

While an upload lasts its folder holds parts, each named after its place and its length. So whatever
process or machine takes the next part knows from the names alone how far it has come, and a part that a
dying process left half written does not count. Afterwards there is the file, or a picture made from it.
Everything has a name that follows from the attachment's id: whatever happens, it can be found and deleted.
"""

import hashlib
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple
from uuid import UUID

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

WHOLE, PICTURE, THUMBNAIL = "file", "picture", "thumbnail"
# A part of this size or less stays in memory while the whole is put together.
_MEMORY_BYTES = 1024 * 1024
_PART = re.compile(r"part-([0-9]+)-([0-9]+)(?:_\w+)?")


class Part(NamedTuple):
    """Bytes of an upload: from `offset` on, `size` of them."""

    offset: int
    size: int
    path: str


class Taken(Exception):
    """Somebody else is writing the same file at this moment."""


def put_part(id: UUID, offset: int, data: bytes) -> None:
    """Keep some bytes of an upload."""
    default_storage.save(f"{_folder(id)}/part-{offset}-{len(data)}", ContentFile(data))


def received(id: UUID) -> int:
    """How many bytes have arrived without a hole."""
    return sum(part.size for part in _run(id))


def held(id: UUID) -> int:
    """How many bytes are kept of an upload, as its parts are named: what came twice counts twice."""
    return sum(int(match[2]) for match in map(_PART.fullmatch, names(id)) if match)


@contextmanager
def joined(id: UUID) -> Iterator[tuple[IO[bytes], str]]:
    """All that has arrived as one temporary file, and its SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with tempfile.SpooledTemporaryFile(max_size=_MEMORY_BYTES) as whole:
        for part in _run(id):
            with default_storage.open(part.path) as file:
                data = file.read()
            digest.update(data)
            whole.write(data)
        whole.seek(0)
        yield whole, digest.hexdigest()


def keep(id: UUID, name: str, content: IO[bytes]) -> None:
    """Store something under its final name, in place of what an earlier try left there.

    Raises:
        Taken: two do it at once; the other one's stays.
    """
    path = _path(id, name)
    default_storage.delete(path)
    saved = default_storage.save(path, File(content))
    if saved != path:
        default_storage.delete(saved)
        raise Taken


def open_file(id: UUID, name: str) -> IO[bytes]:
    """Open what is stored.

    Raises:
        FileNotFoundError: nothing is.
    """
    file: IO[bytes] = default_storage.open(_path(id, name))
    file.seek(0)  # a bucket is asked only now
    return file


def drop_file(id: UUID, name: str) -> None:
    """Delete one of them; nothing happens if it is not there."""
    default_storage.delete(_path(id, name))


def drop_parts(id: UUID) -> None:
    """Delete what an upload was made of."""
    for name in names(id):
        if _PART.fullmatch(name):
            drop_file(id, name)


def drop(id: UUID) -> None:
    """Delete everything of an attachment."""
    for name in names(id):
        drop_file(id, name)
    default_storage.delete(_folder(id))


def names(id: UUID) -> list[str]:
    """What is stored of an attachment."""
    try:
        return list(default_storage.listdir(_folder(id))[1])
    except FileNotFoundError:
        return []


def _run(id: UUID) -> list[Part]:
    """The parts that follow each other from the beginning; at each place the longest that is complete."""
    by_offset: dict[int, list[Part]] = {}
    for name in names(id):
        if match := _PART.fullmatch(name):
            part = Part(int(match[1]), int(match[2]), _path(id, name))
            by_offset.setdefault(part.offset, []).append(part)
    run: list[Part] = []
    end = 0
    while following := _longest(by_offset.get(end, [])):
        run.append(following)
        end += following.size
    return run


def _longest(parts: list[Part]) -> Part | None:
    parts.sort(key=lambda part: part.size, reverse=True)
    return next((part for part in parts if part.size and default_storage.size(part.path) == part.size), None)


def _path(id: UUID, name: str) -> str:
    return f"{_folder(id)}/{name}"


def _folder(id: UUID) -> str:
    return f"attachments/{id.hex[:2]}/{id.hex}"
