"""The record and the reports as CSV: whole, a part at a time, and harmless to spreadsheets."""

import csv
import io
from datetime import datetime
from typing import cast

import pytest
from asgiref.sync import async_to_sync
from django.http import StreamingHttpResponse
from django.test import AsyncClient

from chat import exports
from chat.actions.audit import record
from chat.actions.reports import report_message
from chat.actions.tokens import issue_token
from chat.models import Room, User
from tests.chat.conftest import Say, person

pytestmark = pytest.mark.django_db(transaction=True)


def export(who: User, query: str) -> list[list[str]]:
    """The lines of a CSV as somebody gets them."""

    async def get() -> str:
        answer = await AsyncClient().get(f"/api/v1/{query}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.streaming
        parts = cast(StreamingHttpResponse, answer)
        return "".join([part.decode() async for part in parts])

    token = issue_token(actor=who.pk, at=who.date_joined)
    return list(csv.reader(io.StringIO(async_to_sync(get)())))


def test_a_record_of_any_length_is_whole(mona: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "PART", 3)
    for number in range(7):
        record(mona, "room.update", target=f"room-{number}", at=now)
    lines = export(mona, "audit/export")
    assert tuple(lines[0]) == exports.HEADERS["audit"]
    assert [line[6] for line in lines[1:]] == [f"room-{number}" for number in range(7)]
    assert len(export(mona, "audit/export?action=room.create")) == 1


@pytest.mark.parametrize("note", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(
    alice: User, bob: User, mona: User, lobby: Room, say: Say, now: datetime, note: str
) -> None:
    report_message(actor=alice.pk, message=say(bob, lobby).pk, reason="spam", note=note, at=now)
    header, line = export(mona, "reports/export")
    assert line[header.index("note")] == f"'{note}"


def test_a_rooms_moderator_exports_what_concerns_the_room(
    alice: User, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    report_message(actor=alice.pk, message=say(bob, lobby).pk, reason="spam", at=now)
    assert len(export(alice, f"reports/export?room={lobby.pk}")) == 2
    assert len(export(person("eve", is_moderator=True), "reports/export")) == 2
