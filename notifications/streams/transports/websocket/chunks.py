"""Binary frames: pieces of attachments that a command has announced (contract §3)."""

import struct
from typing import NamedTuple

from notifications.streams.refusal import malformed

_HEAD = struct.Struct(">IQ")


class Chunk(NamedTuple):
    """Bytes of what was announced under `handle`, from `offset` on.

    On the wire: 4 bytes handle, 8 bytes offset, both unsigned and big-endian, then the bytes.
    """

    handle: int
    offset: int
    data: bytes

    @property
    def id(self) -> str:
        """What its acknowledgement or error is called: `<handle>:<offset>`."""
        return f"{self.handle}:{self.offset}"


def read_chunk(frame: bytes) -> Chunk:
    """What a binary frame brings.

    Raises:
        Refusal: it is shorter than its head.
    """
    if len(frame) < _HEAD.size:
        raise malformed(f"a binary frame begins with {_HEAD.size} bytes that say what it belongs to")
    handle, offset = _HEAD.unpack_from(frame)
    return Chunk(handle, offset, frame[_HEAD.size :])
