"""Nobody moderates who may not: every verb, by everybody who might try, through every door; and nothing changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from chat.actions.appeals import appeal_sanction
from chat.actions.members import join_room
from chat.actions.messages import remove_message
from chat.actions.reports import report_message
from chat.actions.rooms import create_room
from chat.actions.sanctions import sanction_everywhere, sanction_in_room
from chat.actions.tokens import issue_token
from chat.actions.words import add_word
from chat.consumers import RoomConsumer
from chat.models import AuditEntry, Message, Report, Room, Sanction, Token, User, WordRule
from chat.refusals import Refused
from chat.tokens import digest
from notifications.streams import log
from notifications.streams.models import Stream
from notifications.streams.viewer import Viewer
from tests.chat.conftest import Say, person
from tests.chat.test_api import Caller

pytestmark = pytest.mark.django_db(transaction=True)


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
        list(Stream.objects.exclude(name__startswith="_").order_by("name").values_list("name", "head")),
        list(Message.objects.order_by("pk").values()),
        list(Report.objects.order_by("pk").values()),
        list(Sanction.objects.order_by("pk").values()),
        list(Room.objects.order_by("pk").values()),
        list(WordRule.objects.order_by("pk").values()),
        AuditEntry.objects.count(),
    )


def by_http(scene: Scene, verb: str, token: str | None) -> int:
    method, path, body, _args = VERBS[verb]
    status, _answer = async_to_sync(Caller(token))(method, scene.fill(path), body)
    return status


def by_socket(scene: Scene, verb: str, token: str | None) -> int:
    args = {key: scene.fill(value) if isinstance(value, str) else value for key, value in VERBS[verb][3].items()}
    args = {key: int(value) if str(value).isdigit() else value for key, value in args.items()}

    person_id = None if token is None else Token.objects.get(digest=digest(token)).user_id
    try:
        return async_to_sync(RoomConsumer().command)(Viewer(person_id), verb, args)[0]
    except Refused as refusal:
        return refusal.status


@pytest.mark.parametrize("door", [by_http, by_socket])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", VERBS)
def test_who_may_not_is_refused_and_nothing_changes(
    scene: Scene, alice: User, now: datetime, verb: str, role: str, door: Callable[..., int]
) -> None:
    token = issue_token(actor=ROLES[role](scene, alice, now).pk, at=now)
    before = state()
    assert door(scene, verb, token) == 403
    assert state() == before


@pytest.mark.parametrize("door", [by_http, by_socket])
@pytest.mark.parametrize("verb", VERBS)
def test_a_guest_is_asked_who_they_are(scene: Scene, verb: str, door: Callable[..., int]) -> None:
    before = state()
    assert door(scene, verb, None) == 401
    assert state() == before


@pytest.mark.parametrize("verb", VERBS)
def test_the_moderator_of_the_site_may(scene: Scene, mona: User, now: datetime, verb: str) -> None:
    before = state()
    assert by_http(scene, verb, issue_token(actor=mona.pk, at=now)) in {200, 201}
    assert state() != before or verb == "message.unpin"


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
