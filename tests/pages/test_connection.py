"""The connection doctor, the lab, and the reports that moderators read."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from django.test import AsyncClient, Client

from chat import rates
from chat.api.connections import CauseName
from chat.models import Room, User
from chat.views import connection_words as words
from notifications.doctor import reporting
from notifications.doctor.models import ConnectionReport
from tests.pages.conftest import signed_in

DIAGNOSIS = Path(__file__).parents[2] / "static" / "notifications" / "doctor" / "diagnosis.js"
FOUND: dict[str, Any] = {
    "best": "sse",
    "causes": [{"name": "upgrade", "transports": ["websocket"]}],
    "trials": [{"transport": "sse", "works": True, "first_ms": 41.5, "late_ms": 3.0, "late_worst_ms": 9.5}],
    "note": "Café de Flore",
}


@pytest.fixture(autouse=True)
def _unhurried() -> None:
    rates._limiter.cache_clear()


async def send(client: AsyncClient, **change: Any) -> Any:
    body = {name: value for name, value in {**FOUND, **change}.items() if value is not ...}
    return await client.post(
        "/api/v1/connection-reports", body, content_type="application/json", headers={"User-Agent": "Netscape"}
    )


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/connection/", "/lab/"])
def test_a_guest_may_open_it(path: str, client: Client) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_in_the_lab_public_rooms_can_be_followed_and_no_others(client: Client, lobby: Room, cellar: Room) -> None:
    html = client.get("/lab/").content.decode()
    assert f'value="room-{lobby.pk}"' in html
    assert f'value="room-{cellar.pk}"' not in html


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/connection/", "/lab/"])
def test_every_page_leads_to_doctor_and_lab(path: str, client: Client) -> None:
    html = client.get(path).content.decode()
    assert 'href="/connection/"' in html
    assert 'href="/lab/"' in html


def test_every_cause_has_a_name_and_an_explanation_and_can_be_reported() -> None:
    listed = DIAGNOSIS.read_text().partition("@typedef {(\n")[2].partition(")} CauseName")[0]
    names = {*re.findall(r'"([a-z-]+)"', listed)}
    assert names == words.causes().keys() == words.explanations().keys() == {*get_args(CauseName)}


@pytest.mark.django_db(transaction=True)
async def test_a_guest_sends_a_report() -> None:
    answer = await send(AsyncClient())
    assert (answer.status_code, answer.json()) == (201, {})
    report = await ConnectionReport.objects.aget()
    assert (report.user_id, report.agent, report.best, report.note) == (None, "Netscape", "sse", FOUND["note"])
    assert report.causes[0]["name"] == "upgrade"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        {"best": "pigeon"},
        {"best": ...},
        {"causes": [{"name": "<script>", "transports": []}]},
        {"causes": FOUND["causes"] * 17},
        {"trials": [{**FOUND["trials"][0], "first_ms": -1}]},
        {"trials": [{**FOUND["trials"][0], "more": "x" * 100_000}]},
        {"note": "x" * 501},
        {"more": 1},
    ],
)
async def test_what_is_no_report_is_refused(change: dict[str, Any]) -> None:
    answer = await send(AsyncClient(), **change)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert not await ConnectionReport.objects.aexists()


@pytest.mark.django_db(transaction=True)
async def test_who_sends_too_many_has_to_wait() -> None:
    client = AsyncClient()
    assert [(await send(client)).status_code for _ in range(11)] == [201] * 10 + [429]


@pytest.mark.django_db(transaction=True)
async def test_the_oldest_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "KEPT", 3)
    for number in range(5):
        await send(AsyncClient(), note=str(number))
    assert [report.note async for report in reporting.newest()] == ["4", "3", "2"]


@pytest.mark.django_db
def test_moderators_read_the_reports_and_nobody_else(client: Client, as_alice: Client, bob: User) -> None:
    reporting.keep_report(
        user_id=bob.pk, address="203.0.113.7", agent="<img src=x onerror=1>", found=json.loads(json.dumps(FOUND))
    )
    assert client.get("/moderation/connections/").status_code == 302
    assert as_alice.get("/moderation/connections/").status_code in (403, 404)
    bob.is_moderator = True
    bob.save()
    html = signed_in(bob).get("/moderation/connections/").content.decode()
    assert "A proxy refuses to upgrade to WebSocket" in html
    assert "203.0.113.7" in html
    assert "Café de Flore" in html
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html
    assert re.search(r"<td>\d[\d.,]* ms</td>", html)
