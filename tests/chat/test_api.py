"""The HTTP API as a program sees it: answers as documented, errors as coded, nobody's secrets told."""

import json
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import IntegrityError
from django.test import AsyncClient
from pydantic import BaseModel

from chat import commands, schemas
from chat.actions.tokens import issue_token
from chat.api import api, documents
from chat.models import Message, Room, User
from chat.refusals import Refused, Unauthenticated
from notifications.streams import log, threads
from notifications.streams.names import user_stream
from notifications.streams.viewer import Viewer
from tests.chat.conftest import Say

pytestmark = pytest.mark.django_db(transaction=True)


class Caller:
    """Asks the API with somebody's Bearer token, or as a guest."""

    def __init__(self, token: str | None = None) -> None:
        self.headers = {"authorization": f"Bearer {token}"} if token else {}
        self.client = AsyncClient()

    async def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        answer = await self.client.generic(
            method,
            f"/api/v1/{path}",
            "" if body is None else text,
            content_type=more.pop("content_type", "application/json"),
            headers=self.headers | more,
        )
        assert answer["Cache-Control"] == "no-store"
        return answer.status_code, json.loads(answer.content)


@pytest.fixture
def a(alice: User, now: datetime) -> Caller:
    return Caller(issue_token(actor=alice.pk, at=now))


@pytest.fixture
def b(bob: User, now: datetime) -> Caller:
    return Caller(issue_token(actor=bob.pk, at=now))


@pytest.fixture
def m(mallory: User, now: datetime) -> Caller:
    return Caller(issue_token(actor=mallory.pk, at=now))


@pytest.fixture
def guest() -> Caller:
    return Caller()


def said(body: str = "hello", **more: Any) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "body": body, **more}


def check(document: type[BaseModel], answer: Any) -> None:
    """The answer has the documented fields, and no others."""
    document.model_validate(answer)


async def test_what_floats_over_a_stage_comes_back(a: Caller, b: Caller, guest: Caller, m: Caller, den: Room) -> None:
    _, room = await a("POST", "rooms", {"name": "Cinema"})
    film = {"kind": "video", "url": "https://example.org/film.webm"}
    assert (await m("PATCH", f"rooms/{room['id']}", {"stage": film}))[0] == 403
    status, room = await a("PATCH", f"rooms/{room['id']}", {"stage": film})
    check(documents.Room, room)
    assert (status, room["stage"]["url"]) == (200, film["url"])
    for at_ms in (2_000, 1_000):
        status, posted = await b("POST", f"rooms/{room['id']}/messages", said(kind="danmaku", bullet={"at_ms": at_ms}))
        check(documents.Posted, posted)
    status, page = await guest("GET", f"rooms/{room['id']}/bullets?from_ms=0&to_ms=60000")
    check(documents.Bullets, page)
    assert [one["bullet"]["at_ms"] for one in page["messages"]] == [1_000, 2_000]
    for window in ("", "?from_ms=0&to_ms=60001", "?from_ms=1&to_ms=1", "?from_ms=-1&to_ms=1"):
        assert (await guest("GET", f"rooms/{room['id']}/bullets{window}"))[0] == 422
    for stranger in (guest, m):
        assert (await stranger("GET", f"rooms/{den.pk}/bullets?from_ms=0&to_ms=1"))[0] == 404


async def test_a_room_from_its_making_to_its_end(a: Caller, b: Caller, bob: User) -> None:
    status, room = await a("POST", "rooms", {"name": "Kitchen", "topic": "soup", "visibility": "private"})
    assert status == 201
    check(documents.Room, room)
    assert (room["stream"], room["position"], room["role"]) == (f"room-{room['id']}", 1, "owner")
    here = f"rooms/{room['id']}"
    assert (await b("GET", here))[0] == 404
    status, invited = await a("POST", f"{here}/members", {"user": "bob"})
    assert status == 201
    check(documents.Membership, invited)
    assert await a("POST", f"{here}/members", {"user": "bob"}) == (200, invited)
    status, promoted = await a("PATCH", f"{here}/members/bob", {"role": "moderator"})
    assert (status, promoted["member"]["role"]) == (200, "moderator")
    status, members = await b("GET", f"{here}/members")
    check(documents.Members, members)
    assert [member["user"]["username"] for member in members["members"]] == ["alice", "bob"]
    status, kicked = await a("DELETE", f"{here}/members/bob")
    check(documents.Membership, kicked)
    assert (status, kicked["member"]["role"]) == (200, None)
    assert (await b("GET", f"rooms/by-slug/{room['slug']}"))[0] == 404
    status, opened = await a("PATCH", here, {"visibility": "public", "slow_mode_s": 0, "locked": False})
    check(documents.Room, opened)
    assert (status, opened["visibility"]) == (200, "public")
    status, joined = await b("POST", f"{here}/join")
    check(documents.Room, joined)
    assert (status, joined["role"]) == (200, "member")
    status, left = await b("POST", f"{here}/leave")
    check(documents.Left, left)
    assert (status, left["role"]) == (200, None)
    status, archived = await a("PATCH", here, {"archived": True})
    assert (status, archived["archived"]) == (200, True)
    assert (await b("POST", f"{here}/join"))[0] == 403


async def test_a_message_from_its_posting_to_its_removal(a: Caller, b: Caller, guest: Caller, lobby: Room) -> None:
    body = said("hello *world*")
    status, posted = await a("POST", f"rooms/{lobby.pk}/messages", body)
    assert status == 201
    check(documents.Posted, posted)
    assert posted["stream"] == lobby.stream
    assert posted["position"] == posted["message"]["position"]
    assert await a("POST", f"rooms/{lobby.pk}/messages", body) == (200, posted)
    status, problem = await a("POST", f"rooms/{lobby.pk}/messages", {**body, "body": "other"})
    assert (status, problem["code"]) == (409, "client_id_reused")
    there = f"messages/{posted['message']['id']}"
    for verb, liked, likes in (("PUT", True, 1), ("PUT", True, 1), ("DELETE", False, 0), ("DELETE", False, 0)):
        status, answer = await b(verb, f"{there}/like")
        check(documents.Liked, answer)
        assert (status, answer["liked"], answer["likes"]) == (200, liked, likes)
    status, changed = await a("PATCH", there, {"body": "edited"})
    check(documents.Changed, changed)
    assert (status, changed["message"]["body"]) == (200, "edited")
    assert (await b("PATCH", there, {"body": "mine"}))[0] == 403
    assert (await b("DELETE", there))[0] == 403
    status, removed = await a("DELETE", there)
    check(documents.Changed, removed)
    assert (status, removed["message"]["body"]) == (200, "")
    status, page = await guest("GET", f"rooms/{lobby.pk}/messages")
    check(documents.Messages, page)
    assert page["messages"] == [{**removed["message"], "liked": False}]
    assert page["position"] == await log_head(lobby.stream)


async def log_head(stream: str) -> int:
    return await threads.read(log.head, stream)


async def test_messages_are_paged(a: Caller, alice: User, lobby: Room, say: Say) -> None:
    ids = [(await sync_to_async(say)(alice, lobby, f"{number}")).pk for number in range(10)]

    async def page(query: str) -> list[int]:
        status, answer = await a("GET", f"rooms/{lobby.pk}/messages?{query}")
        assert status == 200
        return [message["id"] for message in answer["messages"]]

    assert await page("") == ids
    assert await page("limit=3") == ids[-3:]
    assert await page(f"before={ids[5]}&limit=3") == ids[2:5]
    assert await page(f"after={ids[5]}&limit=3") == ids[6:9]
    assert await page(f"around={ids[5]}&limit=4") == ids[4:8]
    assert await page(f"around={ids[0]}&limit=4") == [*ids[:3]]
    assert await page(f"before={ids[0]}") == []
    assert await page(f"after={ids[-1]}") == []


async def test_likes_of_the_one_who_asks_are_shown(a: Caller, b: Caller, bob: User, lobby: Room) -> None:
    _, posted = await a("POST", f"rooms/{lobby.pk}/messages", said())
    await b("PUT", f"messages/{posted['message']['id']}/like")
    for caller, liked in ((a, False), (b, True)):
        _, page = await caller("GET", f"rooms/{lobby.pk}/messages")
        assert [message["liked"] for message in page["messages"]] == [liked]


async def test_rooms_are_listed(guest: Caller, b: Caller, lobby: Room, den: Room) -> None:
    for caller, slugs in ((guest, {"lobby"}), (b, {"lobby", "den"})):
        status, listed = await caller("GET", "rooms")
        assert status == 200
        check(documents.Rooms, listed)
        assert {room["slug"] for room in listed["rooms"]} == slugs
    assert (await guest("GET", "rooms/by-slug/lobby"))[1]["id"] == lobby.pk


async def test_reading_and_typing(a: Caller, b: Caller, m: Caller, bob: User, lobby: Room) -> None:
    _, posted = await a("POST", f"rooms/{lobby.pk}/messages", said())
    status, read = await b("PUT", f"rooms/{lobby.pk}/read", {"position": posted["position"]})
    check(documents.ReadUpTo, read)
    assert (status, read["unread"]) == (200, 0)
    assert await b("POST", f"rooms/{lobby.pk}/typing") == (200, {})
    assert (await m("PUT", f"rooms/{lobby.pk}/read", {"position": 1}))[0] == 403
    status, me = await b("GET", "me")
    check(documents.Me, me)
    assert (me["id"], me["stream"]) == (bob.pk, user_stream(bob.pk))


WRITES = [
    ("POST", "rooms", {"name": "x"}),
    ("PATCH", "rooms/{room}", {"name": "x"}),
    ("POST", "rooms/{room}/join", None),
    ("POST", "rooms/{room}/leave", None),
    ("PUT", "rooms/{room}/read", {"position": 1}),
    ("POST", "rooms/{room}/typing", None),
    ("POST", "rooms/{room}/members", {"user": "mallory"}),
    ("PATCH", "rooms/{room}/members/bob", {"role": "owner"}),
    ("DELETE", "rooms/{room}/members/bob", None),
    ("POST", "rooms/{room}/messages", {"client_id": str(uuid4()), "body": "x"}),
    ("PATCH", "messages/{message}", {"body": "x"}),
    ("DELETE", "messages/{message}", None),
    ("PUT", "messages/{message}/like", None),
    ("DELETE", "messages/{message}/like", None),
]
READS = ["rooms/{room}", "rooms/by-slug/den", "rooms/{room}/members", "rooms/{room}/messages"]


async def test_a_guest_changes_nothing(guest: Caller, bob: User, lobby: Room) -> None:
    for method, path, body in WRITES:
        for sent in (body, "{broken"):
            status, problem = await guest(method, path.format(room=lobby.pk, message=1), sent)
            assert (status, problem["code"]) == (401, "unauthenticated"), (method, path)
            check(documents.Problem, problem)


async def test_a_private_room_is_not_there_for_strangers(
    m: Caller, guest: Caller, bob: User, den: Room, say: Say
) -> None:
    message = await sync_to_async(say)(bob, den, "secret")
    head = await log_head(den.stream)
    for method, path, body in WRITES[1:]:
        status, problem = await m(method, path.format(room=den.pk, message=message.pk), body)
        assert (status, problem["code"]) == (404, "not_found"), (method, path)
        elsewhere = path.format(room=den.pk + 999, message=message.pk + 999)
        assert await m(method, elsewhere, body) == (status, problem), (method, path)
    for path in READS:
        for caller in (m, guest):
            status, problem = await caller("GET", path.format(room=den.pk))
            assert (status, problem["code"]) == (404, "not_found"), path
    assert await log_head(den.stream) == head


BAD_BODIES: list[tuple[Any, int, str]] = [
    (" ", 400, "malformed"),
    ("{", 400, "malformed"),
    ("\xff", 400, "malformed"),
    ('{"client_id": NaN}', 400, "malformed"),
    ('{"client_id": 1e999}', 400, "malformed"),
    ('{"body": "\\ud800"}', 400, "malformed"),
    ('{"body": "\\u0000"}', 400, "malformed"),
    ("[" * 1000 + "]" * 1000, 400, "malformed"),
    ("[]", 422, "invalid"),
    ("null", 422, "invalid"),
    ("{}", 422, "invalid"),
    (said(client_id="x"), 422, "invalid"),
    (said(""), 422, "invalid"),
    (said(" \u200b "), 422, "invalid"),
    (said("x" * 10_001), 422, "invalid"),
    (said("\x07"), 422, "invalid"),
    (said(None), 422, "invalid"),  # type: ignore[arg-type]  # that is what is wrong with it
    (said(kind="song"), 422, "invalid"),
    (said(reply_to=2**63), 422, "invalid"),
    (said(reply_to=4711), 422, "invalid"),
]


async def test_bad_input_is_refused_and_stores_nothing(
    a: Caller, lobby: Room, caplog: pytest.LogCaptureFixture
) -> None:
    for body, status, code in BAD_BODIES:
        raw = body.encode("latin-1") if isinstance(body, str) else body
        answered, problem = await a("POST", f"rooms/{lobby.pk}/messages", raw)
        assert (answered, problem["code"]) == (status, code), body
        check(documents.Problem, problem)
    assert not await Message.objects.aexists()
    assert not [record for record in caplog.records if record.exc_info]


BAD_ADDRESSES = [
    ("GET", "nothing/here", 404),
    ("GET", "rooms/abc", 422),
    ("GET", "rooms/0", 422),
    ("GET", "rooms/9223372036854775808", 422),
    ("GET", "rooms/by-slug/a%00b", 422),
    ("GET", "rooms/1/messages?limit=0", 422),
    ("GET", "rooms/1/messages?limit=101", 422),
    ("GET", "rooms/1/messages?before=x", 422),
    ("GET", "rooms/1/messages?before=1&after=2", 422),
    ("DELETE", "rooms/1/members/%00", 422),
]


async def test_bad_addresses_are_refused(a: Caller) -> None:
    for method, path, status in BAD_ADDRESSES:
        answered, problem = await a(method, path)
        assert answered == status, path
        check(documents.Problem, problem)


async def test_a_body_must_be_json(a: Caller, lobby: Room) -> None:
    path = f"rooms/{lobby.pk}/messages"
    status, problem = await a("POST", path, said(), content_type="text/plain")
    assert (status, problem["code"]) == (415, "unsupported_media_type")
    assert (await a("POST", path, said(), content_type="application/json; charset=utf-8"))[0] == 201


async def test_a_wrong_token_is_refused_even_where_none_is_needed(lobby: Room) -> None:
    for token in ("chatsite_wrong", "é", "x y"):
        status, problem = await Caller(token)("GET", "rooms")
        assert (status, problem["code"]) == (401, "unauthenticated")


async def test_a_session_needs_the_csrf_token(bob: User, lobby: Room) -> None:
    client = AsyncClient(enforce_csrf_checks=True)
    await client.aforce_login(bob)

    async def post(**headers: str) -> tuple[int, Any]:
        answer = await client.post(
            f"/api/v1/rooms/{lobby.pk}/messages", said(), content_type="application/json", headers=headers
        )
        return answer.status_code, json.loads(answer.content)

    assert (await client.get("/api/v1/me")).json()["username"] == "bob"
    status, problem = await post()
    assert (status, problem["code"]) == (403, "csrf")
    client.cookies[settings.CSRF_COOKIE_NAME] = secret = "x" * 32
    assert (await post(**{"X-CSRFToken": "y" * 32}))[0] == 403
    assert (await post(**{"X-CSRFToken": secret}))[0] == 201


async def test_people_are_slowed_down(a: Caller, b: Caller, alice: User, bob: User, lobby: Room, settings: Any) -> None:
    settings.POST_RATE = (2, 60)
    path = f"rooms/{lobby.pk}/messages"
    first = said()
    assert (await a("POST", path, first))[0] == 201
    assert (await a("POST", path, said()))[0] == 201
    status, problem = await a("POST", path, said())
    assert (status, problem["code"]) == (429, "rate_limited")
    assert 1 <= problem["retry_after"] <= 60
    assert (await a("POST", path, first))[0] == 200  # what was done is told, however fast one asks
    assert (await b("POST", path, said()))[0] == 201


async def test_all_changes_count_together(a: Caller, lobby: Room, settings: Any) -> None:
    settings.COMMAND_RATE = (3, 60)
    assert (await a("POST", f"rooms/{lobby.pk}/messages", said()))[0] == 201
    statuses = [(await a("PATCH", f"rooms/{lobby.pk}", {"name": name}))[0] for name in ("x", "x", "y", "z")]
    assert statuses == [200, 200, 200, 429]  # nothing changed the second time


async def test_retry_after_is_a_header_too(a: Caller, lobby: Room, settings: Any) -> None:
    settings.COMMAND_RATE = (0, 60)
    answer = await a.client.post("/api/v1/rooms", {"name": "x"}, content_type="application/json", headers=a.headers)
    assert answer.status_code == 429
    assert answer["Retry-After"] == str(answer.json()["retry_after"])


async def test_a_failure_is_coded_and_logged(
    a: Caller, lobby: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("chat.snapshots.rooms", broken)
    status, problem = await a("GET", "rooms")
    assert (status, problem["code"]) == (500, "error")
    assert "ZeroDivision" not in str(problem)
    assert "api_failed" in caplog.text


async def test_a_person_reads_refusals_in_their_language(guest: Caller) -> None:
    _, english = await guest("GET", "me", **{"Accept-Language": "en"})
    assert english["detail"] == "Sign in first."


async def test_the_description_is_openapi_and_whole() -> None:
    client = AsyncClient()
    described = (await client.get("/api/v1/openapi.json")).json()
    assert described["openapi"].startswith("3.1")
    operations = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
    for method, path, _body in WRITES:
        full = "/api/v1/" + path.replace("members/bob", "members/{user}")
        assert (method, full) in operations
    # One does a command many times, one is done by binary frames on the socket.
    changes = {operation for operation in operations if operation[0] != "GET"} - {
        ("POST", "/api/v1/reports/decide"),
        ("POST", "/api/v1/rooms/{room}/slash"),  # stands for other commands
        ("POST", "/api/v1/hooks/{token}"),  # is `message.post`, for those who have but an address
        ("PATCH", "/api/v1/attachments/{attachment}"),
        ("POST", "/api/v1/streams/{stream}/events"),  # a program's, with a token that is nobody's
        ("POST", "/api/v1/connection-reports"),  # a guest's too, and of no use on a socket that does not pass
    }
    assert len(changes) == len(commands.COMMANDS)
    assert api.get_openapi_schema()["openapi"] == described["openapi"]


async def test_the_description_can_be_browsed_under_a_strict_policy() -> None:
    answer = await AsyncClient().get("/api/v1/docs")
    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert b"https://" not in answer.content


async def test_two_doors_one_dispatcher(a: Caller, alice: User, lobby: Room) -> None:
    """What the socket would send and what HTTP sends make the same events."""
    viewer = Viewer(user_id=alice.pk)
    by_socket = await commands.dispatch(viewer, "message.post", {"room": lobby.pk, **said()})
    by_http = await a("POST", f"rooms/{lobby.pk}/messages", said())
    assert by_socket[0] == by_http[0] == 201
    assert by_socket[1].keys() == by_http[1].keys()
    for name, args, code in [
        ("no.such", {}, "unknown_command"),
        ("message.post", {"room": lobby.pk}, "invalid"),
        ("message.post", {"room": "x", **said()}, "invalid"),
        ("message.like", {"message": 4711}, "not_found"),
    ]:
        with pytest.raises(Refused) as refused:
            await commands.dispatch(viewer, name, args)
        assert refused.value.code == code
    with pytest.raises(Unauthenticated):
        await commands.dispatch(Viewer.guest, "message.post", {})


async def test_who_was_beaten_by_another_process_finds_what_it_did(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite lets one process write at a time, so the unique constraint's answer is made up here."""
    tries = iter([IntegrityError("somebody was faster"), None])

    def act(**_given: Any) -> None:
        if error := next(tries):
            raise error

    async def done(_user_id: int, _result: None) -> commands.Answer:
        return 200, {}

    monkeypatch.setitem(commands.COMMANDS, "test.act", commands.Command(schemas.OfMessage, act, done))
    assert await commands.dispatch(Viewer(user_id=alice.pk), "test.act", {"message": 1}) == (200, {})


@pytest.mark.parametrize(("method", "path"), [("PUT", "rooms"), ("OPTIONS", "rooms"), ("POST", "me")])
async def test_a_method_that_there_is_not_is_refused_in_json(a: Caller, method: str, path: str) -> None:
    status, problem = await a(method, path)
    assert (status, problem["code"]) == (405, "method_not_allowed")
    check(documents.Problem, problem)
