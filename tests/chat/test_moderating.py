"""Nobody moderates who may not: every verb, by everybody who might try, through every door; and nothing changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import AsyncClient, Client

from chat.actions.appeals import appeal_sanction
from chat.actions.members import join_room
from chat.actions.messages import remove_message
from chat.actions.reports import report_message
from chat.actions.rooms import create_room
from chat.actions.sanctions import sanction_everywhere, sanction_in_room
from chat.actions.tokens import issue_token
from chat.actions.words import add_word
from chat.commands import COMMANDS
from chat.models import AuditEntry, Evidence, Membership, Message, Report, Room, Sanction, User, WordRule
from chatsite.asgi import application
from notifications.inbox import commands as inbox
from notifications.streams import log
from notifications.streams.models import Stream
from tests.chat.conftest import Say, person
from tests.chat.test_api import Caller

pytestmark = pytest.mark.django_db(transaction=True)

# A machine that runs other tests too.
PATIENCE_S = 15
Tried = tuple[str, int]
"""A verb, and the status that came of it."""


class Door(Protocol):
    """A way to try what is not one's to do; None: a guest."""

    async def try_all(self, scene: "Scene", who: User | None, now: datetime) -> list[Tried]: ...


@dataclass
class Scene:
    """Alice's room: bob said something, which is reported; carol is muted, and has appealed."""

    room: Room
    message: Message
    removed: Message
    report: Report
    sanction: Sanction
    word: WordRule

    def fill(self, text: str) -> str:
        return text.format(
            room=self.room.pk,
            message=self.message.pk,
            removed=self.removed.pk,
            report=self.report.pk,
            sanction=self.sanction.pk,
            word=self.word.pk,
        )

    def args(self, verb: str) -> dict[str, Any]:
        """The arguments of a command, with ids where they are named."""
        given = VERBS[verb][3]
        filled = {key: self.fill(value) if isinstance(value, str) else value for key, value in given.items()}
        return {key: int(value) if str(value).isdigit() else value for key, value in filled.items()}

    def filled(self, form: dict[str, str]) -> dict[str, str]:
        """A form, with ids where they are named."""
        return {key: self.fill(value) for key, value in form.items()}


BAN = {"user": "carol", "kind": "ban", "reason": "no"}
# name: how HTTP says it, how the socket says it (ids by the names of the scene).
VERBS: dict[str, tuple[str, str, Any, dict[str, Any]]] = {
    "message.remove": ("DELETE", "messages/{message}", None, {"message": "{message}"}),
    "message.restore": ("POST", "messages/{removed}/restore", None, {"message": "{removed}"}),
    "message.purge": ("POST", "messages/{message}/purge", None, {"message": "{message}"}),
    "message.pin": ("PUT", "messages/{message}/pin", None, {"message": "{message}"}),
    "message.unpin": ("DELETE", "messages/{message}/pin", None, {"message": "{message}"}),
    "message.settle": (
        "POST",
        "messages/{message}/settle",
        {"decision": "removed", "remove": True},
        {"message": "{message}", "decision": "removed", "remove": True},
    ),
    "report.update": ("PATCH", "reports/{report}", {"state": "taken"}, {"report": "{report}", "state": "taken"}),
    "room.sanction": ("POST", "rooms/{room}/sanctions", BAN, {"room": "{room}", **BAN}),
    "room.sweep": ("POST", "rooms/{room}/sweep", {"user": "bob"}, {"room": "{room}", "user": "bob"}),
    "room.update": ("PATCH", "rooms/{room}", {"slow_mode_s": 9}, {"room": "{room}", "slow_mode_s": 9}),
    "room.kick": ("DELETE", "rooms/{room}/members/carol", None, {"room": "{room}", "user": "carol"}),
    "site.sanction": ("POST", "sanctions", BAN, BAN),
    "sanction.lift": ("DELETE", "sanctions/{sanction}", None, {"sanction": "{sanction}"}),
    "appeal.answer": (
        "POST",
        "sanctions/{sanction}/answer",
        {"granted": True},
        {"sanction": "{sanction}", "granted": True},
    ),
    "word.add": ("POST", "words", {"word": "newt"}, {"word": "newt"}),
    "word.drop": ("DELETE", "words/{word}", None, {"word": "{word}"}),
}
ROOM = {"name": "Lobby", "topic": "Other", "visibility": "public", "slow_mode_s": "0"}
PENALTY = {"kind": "mute", "minutes": "60", "note": "no"}
# The forms by which pages do it: address and what is filled in. A verb may have several, or none.
PAGES: dict[str, list[tuple[str, dict[str, str]]]] = {
    "message.settle": [
        ("/moderation/reports/{report}/", {"act": "remove", "note": "no"}),
        ("/moderation/bulk/", {"message": "{message}", "act": "remove", "note": "no"}),
    ],
    "report.update": [("/moderation/reports/{report}/hold/", {"do": "taken"})],
    "room.kick": [("/rooms/lobby/members/carol/kick/", {})],
    "room.sanction": [("/moderation/people/carol/", {**PENALTY, "where": "{room}"})],
    "room.update": [("/rooms/lobby/settings/", ROOM)],
    "site.sanction": [("/moderation/people/carol/", {**PENALTY, "where": "site"})],
    "sanction.lift": [("/moderation/sanctions/{sanction}/lift/", {"why": "no"})],
    "appeal.answer": [("/moderation/sanctions/{sanction}/answer/", {"do": "lift", "why": "no"})],
    "word.add": [("/moderation/words/", {"words": "newt", "act": "block"})],
    "word.drop": [("/moderation/words/{word}/drop/", {})],
}
# Commands that are not for moderators only, and families of them; what is refused of them is tried elsewhere.
OF_EVERYBODY = {
    *("room.create", "room.join", "room.leave", "room.read", "room.invite", "room.role"),
    *("room.audience", "room.typing", "message.post", "message.edit", "message.like", "message.unlike"),
    *("message.report", "sanction.appeal", "person.block", "person.unblock"),
    *inbox.COMMANDS,
}
FAMILIES = ("answer.", "attachment.", "webhook.")
READS = ["reports", "reports/{report}", "sanctions", "audit", "audit/export", "reports/export", "words", "figures"]
READS += ["people?q=a", "people/bob/record", "reports?room={room}", "audit?room={room}"]


@pytest.fixture
def scene(alice: User, bob: User, carol: User, mona: User, lobby: Room, say: Say, now: datetime) -> Scene:
    join_room(actor=carol.pk, room=lobby.pk, at=now)
    message, removed = say(bob, lobby, "newts are nice"), say(bob, lobby, "no, they are not")
    report = report_message(actor=carol.pk, message=message.pk, reason="spam", at=now).report
    remove_message(actor=alice.pk, message=removed.pk, at=now)
    mute: Any = {"user": "carol", "kind": "mute", "reason": "Shouting"}
    sanction = sanction_in_room(actor=alice.pk, room=lobby.pk, at=now, **mute).sanction
    appeal_sanction(actor=carol.pk, sanction=sanction.pk, text="I whispered.", at=now)
    return Scene(lobby, message, removed, report, sanction, add_word(actor=mona.pk, word="toad", at=now))


def member(scene: Scene, alice: User, now: datetime) -> User:
    who = person("mallory")
    join_room(actor=who.pk, room=scene.room.pk, at=now)
    return who


def stranger(scene: Scene, alice: User, now: datetime) -> User:
    return person("mallory")


def moderator_elsewhere(scene: Scene, alice: User, now: datetime) -> User:
    who = person("mallory")
    create_room(actor=who.pk, name="Mallory's own", at=now)
    join_room(actor=who.pk, room=scene.room.pk, at=now)
    return who


def muted_moderator(scene: Scene, alice: User, now: datetime) -> User:
    who = member(scene, alice, now)
    scene.room.memberships.filter(user=who).update(role="moderator")
    sanction_in_room(actor=alice.pk, room=scene.room.pk, user="mallory", kind="mute", reason="Overzealous", at=now)
    return who


def timed_out_moderator(scene: Scene, alice: User, now: datetime) -> User:
    who = member(scene, alice, now)
    scene.room.memberships.filter(user=who).update(role="moderator")
    timeout: Any = {"user": "mallory", "kind": "timeout", "minutes": 9, "reason": "Overzealous"}
    sanction_in_room(actor=alice.pk, room=scene.room.pk, at=now, **timeout)
    return who


def suspended_site_moderator(scene: Scene, alice: User, now: datetime) -> User:
    operator, who = person("root", is_superuser=True), person("mallory", is_moderator=True)
    sanction_everywhere(actor=operator.pk, user="mallory", kind="mute", reason="Overzealous", at=now)
    return who


ROLES: dict[str, Callable[[Scene, User, datetime], User]] = {
    "a member": member,
    "a stranger": stranger,
    "a moderator of another room": moderator_elsewhere,
    "a muted moderator": muted_moderator,
    "a timed out moderator": timed_out_moderator,
    "a suspended moderator of the site": suspended_site_moderator,
}


def state() -> Any:
    """All that the verbs could change."""
    return (
        list(Stream.objects.exclude(name__startswith=".").order_by("name").values_list("name", "head")),
        list(Message.objects.order_by("pk").values()),
        list(Report.objects.order_by("pk").values()),
        list(Sanction.objects.order_by("pk").values()),
        list(Room.objects.order_by("pk").values()),
        list(Membership.objects.order_by("pk").values()),
        list(Evidence.objects.order_by("pk").values()),
        list(WordRule.objects.order_by("pk").values()),
        AuditEntry.objects.count(),
    )


class ByHttp:
    """The HTTP API, with a Bearer token or without."""

    async def try_all(self, scene: Scene, who: User | None, now: datetime) -> list[Tried]:
        caller = Caller(await token_of(who, now))
        return [
            (verb, (await caller(method, scene.fill(path), body))[0])
            for verb, (method, path, body, _args) in VERBS.items()
        ]


class BySocket:
    """One live WebSocket of the site, over which all verbs are tried."""

    async def try_all(self, scene: Scene, who: User | None, now: datetime) -> list[Tried]:
        token = await token_of(who, now)
        proof = [(b"authorization", f"Bearer {token}".encode())] if token else [(b"origin", b"http://testserver")]
        socket = WebsocketCommunicator(application, "/stream/ws", [(b"host", b"testserver"), *proof])
        connected, _protocol = await socket.connect(timeout=PATIENCE_S)
        assert connected
        tried = [(verb, await self._try(socket, scene, verb)) for verb in VERBS]
        await socket.disconnect()
        return tried

    async def _try(self, socket: WebsocketCommunicator, scene: Scene, verb: str) -> int:
        await socket.send_json_to({"type": "command", "id": verb, "name": verb, "args": scene.args(verb)})
        while (frame := await socket.receive_json_from(timeout=PATIENCE_S)).get("id") != verb:
            pass
        status: int = frame["status"]
        return status


class ByPage:
    """The forms of the room and of the panel; Django's client keeps their cookie."""

    async def try_all(self, scene: Scene, who: User | None, now: datetime) -> list[Tried]:
        client = AsyncClient()
        if who:
            await client.aforce_login(who)
        return [
            (f"{verb} at {path}", (await client.post(scene.fill(path), scene.filled(form))).status_code)
            for verb, forms in PAGES.items()
            for path, form in forms
        ]


DOORS: dict[str, Door] = {"the API": ByHttp(), "a socket": BySocket(), "the pages": ByPage()}


async def token_of(who: User | None, now: datetime) -> str | None:
    return None if who is None else await sync_to_async(issue_token)(actor=who.pk, at=now)


def test_every_verb_of_moderators_is_tried() -> None:
    """Whoever adds a command says whether it is a moderator's."""
    assert {name for name in COMMANDS if not name.startswith(FAMILIES)} == VERBS.keys() | OF_EVERYBODY
    assert PAGES.keys() <= VERBS.keys()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("role", ROLES)
async def test_who_may_not_is_refused_and_nothing_changes(
    scene: Scene, alice: User, now: datetime, role: str, door: str
) -> None:
    who = await sync_to_async(ROLES[role])(scene, alice, now)
    before = await sync_to_async(state)()
    tried = await DOORS[door].try_all(scene, who, now)
    assert [(verb, status) for verb, status in tried if status != 403] == []
    assert await sync_to_async(state)() == before


@pytest.mark.parametrize("door", DOORS)
async def test_a_guest_is_asked_who_they_are(scene: Scene, now: datetime, door: str) -> None:
    before = await sync_to_async(state)()
    tried = await DOORS[door].try_all(scene, None, now)
    # A page leads to the one on which one signs in.
    assert {status for _verb, status in tried} == {302 if door == "the pages" else 401}
    assert await sync_to_async(state)() == before


@pytest.mark.parametrize("verb", VERBS)
async def test_the_moderator_of_the_site_may(scene: Scene, mona: User, now: datetime, verb: str) -> None:
    before = await sync_to_async(state)()
    method, path, body, _args = VERBS[verb]
    status, _answer = await Caller(await token_of(mona, now))(method, scene.fill(path), body)
    assert status in {200, 201}
    assert await sync_to_async(state)() != before or verb == "message.unpin"


@pytest.mark.parametrize(("verb", "form"), [(verb, form) for verb, forms in PAGES.items() for form in forms])
def test_the_forms_that_are_tried_are_those_that_work(
    scene: Scene, alice: User, mona: User, verb: str, form: tuple[str, Any]
) -> None:
    client = Client()
    client.force_login(alice if verb == "room.update" else mona)
    before = state()
    path, filled = form
    assert client.post(scene.fill(path), scene.filled(filled)).status_code == 302
    assert state() != before


@pytest.mark.parametrize("role", ROLES)
def test_what_moderators_read_is_for_them(scene: Scene, alice: User, mona: User, now: datetime, role: str) -> None:
    mallory = Caller(issue_token(actor=ROLES[role](scene, alice, now).pk, at=now))
    for path in READS:
        assert async_to_sync(mallory)("GET", scene.fill(path))[0] == 403, path
        assert async_to_sync(Caller())("GET", scene.fill(path))[0] == 401, path


def test_in_a_hidden_room_there_is_nothing_to_moderate(bob: User, den: Room, say: Say, now: datetime) -> None:
    message = say(bob, den)
    token = issue_token(actor=person("mallory").pk, at=now + timedelta())
    for method, path, body in [
        ("DELETE", f"messages/{message.pk}", None),
        ("PUT", f"messages/{message.pk}/pin", None),
        ("POST", f"messages/{message.pk}/report", {"reason": "spam"}),
        ("POST", f"rooms/{den.pk}/sanctions", BAN),
    ]:
        head = log.head(den.stream)
        assert async_to_sync(Caller(token))(method, path, body)[0] == 404
        assert log.head(den.stream) == head
