"""The inbox in a project that has no chat: a kind of its own, on its own API and over every door."""

import asyncio
import json
import re
from typing import Any
from uuid import uuid4

from tests.standalone.conftest import Person, Project
from tests.support.http import PATIENCE_S, Result, ask


async def api(project: Project, who: Person, method: str, path: str, body: Any = None) -> Result:
    sent = None if body is None else json.dumps(body).encode()
    headers = who.headers | {"Content-Type": "application/json"}
    return await ask(project.asgi[0], method, f"/api/{path}", headers=headers, body=sent)


async def told(project: Project, who: Person) -> list[Any]:
    """What the person's stream has told of alerts, asked by polling."""
    answer = await ask(
        project.asgi[1], "GET", f"/stream/poll?follow=user-me&after=user-{who.id}:0", headers=who.headers
    )
    return [event for event in answer.json["events"] if event["type"].startswith("notification.")]


async def test_staff_is_told_of_orders_once_and_no_longer_when_they_are_cancelled(project: Project) -> None:
    anna, ben = await project.person(staff=True), await project.person()
    number = uuid4().hex
    for _ in range(2):
        await project.do("order", buyer=ben.id, people=[anna.id, ben.id], number=number)
    page = (await api(project, anna, "GET", "notifications")).json
    [alert] = page["notifications"]
    assert (alert["kind"], alert["text"]) == ("order", f"1 order from {ben.username}")
    assert (alert["url"], alert["room"], page["addressed"]) == (f"/orders/{number}", None, 1)
    assert [event["data"]["notification"] for event in await told(project, anna)] == [alert]
    await project.do("cancel", number=number)
    assert (await api(project, anna, "GET", "notifications")).json["notifications"] == []
    assert (await told(project, anna))[-1]["data"] == {"id": alert["id"], "unread": 0, "addressed": 0}


async def test_who_may_not_see_orders_hears_nothing_of_them(project: Project) -> None:
    ben, cleo = await project.person(), await project.person()
    await project.do("order", buyer=ben.id, people=[cleo.id], number=uuid4().hex)
    assert await told(project, cleo) == []


async def test_a_crowd_is_told_by_the_worker(project: Project) -> None:
    anna, ben = await project.person(staff=True), await project.person()
    crowd = await project.do("people", count=60)
    number = uuid4().hex
    await project.do("order", buyer=ben.id, people=[anna.id, *crowd], number=number)
    async with asyncio.timeout(PATIENCE_S):
        while not (page := (await api(project, anna, "GET", "notifications")).json["notifications"]):
            await asyncio.sleep(0.1)
    assert page[0]["url"] == f"/orders/{number}"


async def test_a_mail_arrives_and_says_where_it_is_ended(project: Project) -> None:
    anna = await project.person()
    assert (await api(project, anna, "POST", "notifications/test", {"channel": "mail"})).json["sent_to"] == 1
    folder = project.folder / "standalone.sqlite3-mails"
    async with asyncio.timeout(PATIENCE_S):
        while not (mails := [mail.read_text() for mail in folder.glob("*.log") if anna.username in mail.read_text()]):
            await asyncio.sleep(0.1)
    [address] = re.findall(r"List-Unsubscribe: <https://orders.example(.+?)>", re.sub(r"\n[ \t]", "", mails[0]))
    assert (await ask(project.asgi[0], "GET", address)).status == 200
    assert (await ask(project.asgi[0], "POST", address)).status == 200
    assert (await api(project, anna, "GET", "preferences")).json["digest"] is False


async def test_preferences_and_reading_have_their_addresses(project: Project) -> None:
    anna, ben = await project.person(staff=True), await project.person()
    wishes = (await api(project, anna, "PATCH", "preferences", {"time_zone": "Asia/Shanghai"})).json
    assert (wishes["time_zone"], [kind["name"] for kind in wishes["kinds"]]) == ("Asia/Shanghai", ["order"])
    assert (await api(project, anna, "PATCH", "preferences", {"time_zone": "Mars"})).status == 422
    await project.do("order", buyer=ben.id, people=[anna.id], number=uuid4().hex)
    position = (await api(project, anna, "GET", "notifications")).json["position"]
    assert (await api(project, anna, "PUT", "notifications/read", {"position": position})).json["unread"] == 0
    assert (await api(project, ben, "PUT", "notifications/read", {"notification": 1})).status == 404
    assert (await told(project, anna))[-1]["data"]["position"] == position
