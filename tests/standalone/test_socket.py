"""The WebSocket in a project that has no commands of its own, on Daphne as it comes."""

import asyncio
from typing import Any

import pytest

from tests.standalone.conftest import Person, Project, fresh
from tests.support.http import PATIENCE_S
from tests.support.websocket import Refused, WebSocket


async def connect(project: Project, stream: str, who: Person | None = None, origin: str | None = None) -> WebSocket:
    base = project.asgi[0]
    headers = who.headers if who else {}
    return await WebSocket.connect(base, f"/stream/ws?follow={stream}", headers=headers, origin=origin or base)


async def told(socket: WebSocket) -> Any:
    async with asyncio.timeout(PATIENCE_S):
        return await socket.receive()


async def test_it_brings_what_is_said(project: Project) -> None:
    stream = fresh()
    socket = await connect(project, stream)
    assert (await told(socket))["type"] == "welcome"
    await project.do("append", stream=stream, text="hello")
    [event] = (await told(socket))["events"]
    assert (event["stream"], event["position"]) == (stream, 1)
    await socket.close()


async def test_a_command_is_unknown_there_and_the_rest_goes_on(project: Project) -> None:
    socket = await connect(project, fresh())
    await told(socket)
    await socket.send({"type": "command", "id": "1", "name": "message.post", "args": {}})
    assert (await told(socket))["code"] == "unknown_command"
    await socket.send({"type": "ping"})
    assert await told(socket) == {"type": "pong"}
    await socket.close()


async def test_signing_out_ends_it(project: Project) -> None:
    staff = await project.person(staff=True)
    socket = await connect(project, fresh("staff"), staff)
    await told(socket)
    await project.do("sign_out", session=staff.session)
    assert (await told(socket), socket.closed) == (None, 4401)


async def test_a_stranger_and_a_page_from_elsewhere_are_refused(project: Project) -> None:
    socket = await connect(project, fresh("staff"))
    assert (await told(socket))["type"] == "unfollowed"
    assert (await told(socket), socket.closed) == (None, 4403)
    with pytest.raises(Refused) as refused:
        await connect(project, fresh(), origin="https://elsewhere.example")
    assert refused.value.status == 403
