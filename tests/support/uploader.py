"""Bringing a file as a program would, over requests or over binary frames, and cutting it off anywhere."""

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

from tests.support.http import Result, ask
from tests.support.people import Person, Room
from tests.support.talker import Talker

Door = Literal["http", "websocket"]
BINARY = 2
CHUNK_BYTES = 64 * 1024


@dataclass
class Upload:
    """One file on its way into a room; `client_id` finds it again over any door."""

    person: Person
    room: Room
    data: bytes
    name: str = "notes.txt"
    client_id: str = field(default_factory=lambda: str(uuid4()))
    id: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def announcement(self) -> dict[str, Any]:
        return {"client_id": self.client_id, "name": self.name, "size": len(self.data)}

    async def begin(self) -> Result:
        """Announce it over HTTP, or find out how far it has come."""
        begun = await self.person.api()("POST", f"rooms/{self.room.id}/attachments", self.announcement())
        if begun.status in (200, 201):
            self.id = begun.json["attachment"]["id"]
        return begun

    async def stands_at(self) -> int:
        return int((await self.begin()).json["offset"])

    async def patch(self, offset: int, data: bytes) -> Result:
        """One chunk over HTTP."""
        headers = {**self.person.api().headers(), "Upload-Offset": str(offset)}
        api = self.person.api()
        return await ask(api.base, "PATCH", f"/api/v1/attachments/{self.id}", headers=headers, body=data)

    async def send(self, door: Door, up_to: int | None = None) -> None:
        """Go on from where it stands, whole chunks only."""
        end = len(self.data) if up_to is None else up_to
        if door == "http":
            offset = await self.stands_at()
            while offset < end:
                sent = await self.patch(offset, self.data[offset : min(end, offset + CHUNK_BYTES)])
                assert sent.status == 200, sent
                offset = sent.json["offset"]
            return
        async with Talker(self.person) as socket:
            handle, offset = await self.announce(socket)
            while offset < end:
                answer = await chunk(socket, handle, offset, self.data[offset : min(end, offset + CHUNK_BYTES)])
                assert answer["type"] == "ack", answer
                offset = answer["result"]["offset"]

    async def announce(self, socket: Talker) -> tuple[int, int]:
        """Begin it on a socket; its handle there, and where it stands."""
        begun = await socket.command("attachment.begin", room=self.room.id, **self.announcement())
        assert begun["type"] == "ack", begun
        self.id = begun["result"]["attachment"]["id"]
        return begun["result"]["handle"], begun["result"]["offset"]

    async def finish(self) -> Result:
        return await self.person.api()("POST", f"attachments/{self.id}/finish", {"sha256": self.sha256})

    async def post(self, body: str = "") -> Result:
        said = {"client_id": str(uuid4()), "body": body, "attachments": [self.id]}
        return await self.person.api()("POST", f"rooms/{self.room.id}/messages", said)

    async def fetch(self, which: str = "file", who: Person | None = None, **headers: str) -> Result:
        api = (who or self.person).api()
        path = f"/attachments/{self.id}/{which}"
        return await ask(api.base, "GET", path, headers={**api.headers(), **headers})


def frame(handle: int, offset: int, data: bytes) -> bytes:
    return struct.pack(">IQ", handle, offset) + data


async def chunk(socket: Talker, handle: int, offset: int, data: bytes) -> dict[str, Any]:
    """Send a binary frame; its `ack` or `error`."""
    await socket.socket.send_frame(BINARY, frame(handle, offset, data))
    id = f"{handle}:{offset}"
    return await socket.until(lambda answer: answer["type"] in ("ack", "error") and answer.get("id") == id)
