"""Webhooks: others speak in a room, others are told of it, and nothing inside the network is reached."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from chat import tokens
from chat.actions.members import leave_room, remove_member, set_role
from chat.actions.messages import remove_message
from chat.actions.sanctions import lift_sanction, sanction_in_room
from chat.actions.webhooks import SlashTaken, TooMany, UnfitAddress, create_webhook, revoke_webhook
from chat.hooks import delivering, sending, tasks
from chat.models import AuditEntry, Message, Room, User, Webhook
from chat.refusals import Forbidden, NotFound
from notifications.inbox.models import Alert
from notifications.streams import log
from tests.chat.conftest import Say
from tests.chat.page import types
from tests.chat.receiver import Receiver, receiving

Made = tuple[Webhook, str]
A_SECOND = timedelta(seconds=1)
# The API looks from other threads.
over_http = pytest.mark.django_db(transaction=True)


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_PRIVATE_ADDRESSES = True
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def open_door(alice: User, lobby: Room, now: datetime) -> Callable[..., Made]:
    def open_door(**more: Any) -> Made:
        made = create_webhook(actor=alice.pk, room=lobby.pk, name="Builds", at=now, **more)
        return made.webhook, made.secret

    return open_door


@pytest.fixture
def told(open_door: Callable[..., Made], receiver: Receiver) -> Made:
    """Somebody who wants to hear of postings and removals."""
    return open_door(url=receiver.url, events=["message.posted", "message.removed"])


def speak(secret: str, **said: Any) -> Any:
    return Client().post(f"/api/v1/hooks/{secret}", said, content_type="application/json")


@over_http
def test_others_speak_through_an_incoming_webhook(open_door: Callable[..., Made], lobby: Room) -> None:
    webhook, secret = open_door()
    answer = speak(secret, text="Build *12* is green", username="C*I")
    assert answer.status_code == 201, answer.content
    message = Message.objects.get(pk=answer.json()["message"])
    assert (message.room, message.author, message.author.is_bot) == (lobby, webhook.bot, True)
    assert message.html == "<p><strong>C*I</strong>: Build <em>12</em> is green</p>"
    assert message.author.name == "Builds"


@over_http
def test_said_again_with_its_client_id_it_is_the_same(open_door: Callable[..., Made]) -> None:
    _, secret = open_door()
    once = {"text": "Green", "client_id": str(uuid4())}
    assert [speak(secret, **once).status_code for _ in range(2)] == [201, 200]
    assert Message.objects.count() == 1


def test_only_its_digest_is_stored(open_door: Callable[..., Made]) -> None:
    webhook, secret = open_door()
    assert webhook.digest == tokens.digest(secret)
    assert secret not in str(Webhook.objects.values())


@over_http
@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001, 7, None])
def test_what_is_no_message_is_refused(open_door: Callable[..., Made], text: Any) -> None:
    _, secret = open_door()
    assert speak(secret, text=text).status_code == 422


@over_http
def test_it_is_limited_like_everybody(open_door: Callable[..., Made], settings: Settings) -> None:
    settings.POST_RATE = (2, 10)
    _, secret = open_door()
    answers = [speak(secret, text=f"{n}") for n in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[-1]["Retry-After"]) > 0


@over_http
def test_revoked_it_is_nobody(
    open_door: Callable[..., Made], alice: User, bob: User, lobby: Room, now: datetime
) -> None:
    webhook, secret = open_door()
    with pytest.raises(Forbidden):
        revoke_webhook(actor=bob.pk, webhook=webhook.pk, at=now)
    for _ in range(2):
        revoke_webhook(actor=alice.pk, webhook=webhook.pk, at=now)
    assert speak(secret, text="still here").status_code == 404
    assert types(lobby.stream)[-1] == "member.left"
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == [
        "bot.create", "webhook.create", "webhook.revoke",
    ]  # fmt: skip
    assert secret not in str(AuditEntry.objects.values())


@over_http
def test_whoever_may_not_read_the_room_does_not_speak_through_one_of_theirs(
    alice: User, bob: User, den: Room, now: datetime
) -> None:
    set_role(actor=alice.pk, room=den.pk, user="bob", role="moderator", at=now)
    secret = create_webhook(actor=bob.pk, room=den.pk, name="Mine", at=now).secret
    assert speak(secret, text="hello").status_code == 201
    remove_member(actor=alice.pk, room=den.pk, user="bob", at=now)
    assert speak(secret, text="still here").status_code == 404


@over_http
def test_a_wrong_address_is_nothing() -> None:
    assert speak("chatsite_guess", text="hello").status_code == 404


def test_only_those_who_keep_order_open_doors(bob: User, mallory: User, den: Room, now: datetime) -> None:
    with pytest.raises(Forbidden):
        create_webhook(actor=bob.pk, room=den.pk, name="Mine", at=now)
    with pytest.raises(NotFound):
        create_webhook(actor=mallory.pk, room=den.pk, name="Mine", at=now)
    assert not Webhook.objects.exists()


def test_a_room_has_not_too_many(open_door: Callable[..., Made]) -> None:
    for _ in range(20):
        open_door()
    with pytest.raises(TooMany):
        open_door()


def deliver(webhook: Webhook, at: datetime) -> Webhook:
    """One round of the worker."""
    for one in delivering.due(at):
        delivering.tell(one, at)
    return Webhook.objects.standing().get(pk=webhook.pk)


def test_others_are_told_what_they_want_to_hear_signed_and_in_order(
    told: Made, receiver: Receiver, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    webhook, secret = told
    said = say(bob, lobby, "one")
    leave_room(actor=bob.pk, room=lobby.pk, at=now)
    say(bob, lobby, "two")
    after = deliver(webhook, now)
    assert after.position == log.head(lobby.stream)
    events = [json.loads(body) for _, body in receiver.arrived]
    assert [event["data"]["message"]["body"] for event in events] == ["one", "two"]
    headers, body = receiver.arrived[0]
    timestamp = headers["Chatsite-Timestamp"]
    expected = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Chatsite-Signature"] == f"v1={expected}"
    assert headers["Chatsite-Delivery"] == f"{lobby.stream}:{said.position}"
    assert secret not in str(Webhook.objects.values())
    assert delivering.due(now) == []


def test_what_was_removed_before_is_not_told(
    told: Made, receiver: Receiver, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    remove_message(actor=bob.pk, message=say(bob, lobby, "secret").pk, at=now)
    deliver(told[0], now)
    [(_, body)] = receiver.arrived
    assert json.loads(body)["type"] == "message.removed"
    assert b"secret" not in body


def test_it_does_not_hear_itself(told: Made, receiver: Receiver, lobby: Room, say: Say, now: datetime) -> None:
    say(told[0].bot, lobby, "me")
    deliver(told[0], now)
    assert receiver.arrived == []


@pytest.mark.parametrize("whom", ["its maker", "its bot"])
def test_who_may_not_read_the_room_is_not_told_then_nor_later(
    whom: str, receiver: Receiver, alice: User, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    set_role(actor=alice.pk, room=lobby.pk, user="bob", role="moderator", at=now)
    more: Any = {"url": receiver.url, "events": ["message.posted"]}
    webhook = create_webhook(actor=bob.pk, room=lobby.pk, name="Mine", at=now, **more).webhook
    user = bob.username if whom == "its maker" else webhook.bot.username
    given: Any = {"user": user, "kind": "ban", "reason": "Spying"}
    ban = sanction_in_room(actor=alice.pk, room=lobby.pk, at=now, **given).sanction
    say(alice, lobby, "among us")
    assert "may not read" in deliver(webhook, now).last_error
    lift_sanction(actor=alice.pk, sanction=ban.pk, at=now)
    say(alice, lobby, "welcome back")
    assert deliver(webhook, now).last_error == ""
    assert [json.loads(body)["data"]["message"]["body"] for _, body in receiver.arrived] == ["welcome back"]


def test_what_is_not_taken_is_told_again_later_and_nothing_is_lost(
    told: Made, receiver: Receiver, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    webhook, _ = told
    for word in ("one", "two"):
        say(bob, lobby, word)
    receiver.status = 500
    failed = deliver(webhook, now)
    assert (failed.failures, failed.failing_since, failed.last_error) == (1, now, "HTTP 500")
    assert len(receiver.arrived) == 1
    assert delivering.due(now + A_SECOND) == []
    deliver(webhook, now + 2 * A_SECOND)
    assert Webhook.objects.get().next_at == now + 6 * A_SECOND
    receiver.status, receiver.arrived = 204, []
    well = deliver(webhook, now + timedelta(minutes=1))
    assert [json.loads(body)["data"]["message"]["body"] for _, body in receiver.arrived] == ["one", "two"]
    assert (well.failures, well.failing_since, well.last_error, well.next_at) == (0, None, "", None)


@pytest.mark.parametrize(("status", "after", "is_off"), [(500, 23, False), (500, 24, True), (410, 0, True)])
def test_after_a_day_of_failures_it_is_switched_off_and_its_maker_is_told(
    told: Made, receiver: Receiver, alice: User, bob: User, lobby: Room, say: Say, now: datetime,
    status: int, after: int, is_off: Any,
) -> None:  # fmt: skip
    say(bob, lobby)
    receiver.status = status
    deliver(told[0], now)
    at = now + timedelta(hours=after)
    if after:
        deliver(told[0], at)
    assert (Webhook.objects.get().disabled_at is not None) is is_off
    assert Alert.objects.filter(recipient=alice, kind="moderation").exists() is is_off
    assert (delivering.due(at + timedelta(days=2)) == []) is is_off


def test_an_answer_that_trickles_is_cut_off(
    told: Made, receiver: Receiver, bob: User, lobby: Room, say: Say, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TIMEOUT_S", 0.3)
    receiver.answer, receiver.pause_s = b"x" * 100, 0.1
    say(bob, lobby)
    begun = time.monotonic()
    assert deliver(told[0], now).last_error == "it took too long"
    assert time.monotonic() - begun < 2


def test_what_others_answer_is_stored_without_what_no_database_takes(
    told: Made, bob: User, lobby: Room, say: Say, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(*_args: Any) -> bytes:
        raise sending.NotTaken("HTTP\0/1.1\x1b[0m teapot")

    monkeypatch.setattr(delivering, "send", send)
    say(bob, lobby)
    assert deliver(told[0], now).last_error == "HTTP/1.1[0m teapot"


def test_a_redirect_is_not_followed(
    told: Made, receiver: Receiver, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    receiver.status, receiver.headers = 302, {"Location": receiver.url}
    say(bob, lobby)
    assert deliver(told[0], now).last_error == "HTTP 302"
    assert len(receiver.arrived) == 1


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "ftp://example.org/", "https://", "https://user:pw@example.org/", "https://exämple.org/",
     "https://example.org:0/", "https://example.org/\r\nX: y", "javascript:alert(1)", "https://[::1"],
)  # fmt: skip
def test_only_https_addresses_are_kept(open_door: Callable[..., Made], url: str) -> None:
    with pytest.raises(UnfitAddress):
        open_door(url=url, events=["message.posted"])


def test_a_slash_command_belongs_to_one(open_door: Callable[..., Made]) -> None:
    for taken in ("me", "weather"):
        open_door(url="https://example.org/", slash="weather") if taken == "me" else None
        with pytest.raises(SlashTaken):
            open_door(url="https://example.org/", slash=taken)


def test_called_it_is_told_and_its_answer_is_a_reply(
    open_door: Callable[..., Made], receiver: Receiver, bob: User, lobby: Room, say: Say
) -> None:
    webhook, _ = open_door(url=receiver.url, slash="weather")
    question = say(bob, lobby, "/weather Berlin")
    receiver.answer = json.dumps({"text": "**Rain**"}).encode()
    for _ in range(2):
        tasks.call.func(webhook.pk, question.pk)
    told = json.loads(receiver.arrived[0][1])
    assert (told["type"], told["command"], told["text"]) == ("slash", "weather", "Berlin")
    assert told["user"]["username"] == "bob"
    [reply] = Message.objects.filter(reply_to=question)
    assert (reply.author, reply.html) == (webhook.bot, "<p><strong>Rain</strong></p>")


@pytest.mark.parametrize("answer", [b"", b"{}", b"not JSON", b"[]", b'{"text": 7}', b"\xff"])
def test_whoever_has_nothing_to_say_says_nothing(
    open_door: Callable[..., Made], receiver: Receiver, bob: User, lobby: Room, say: Say, answer: bytes
) -> None:
    webhook, _ = open_door(url=receiver.url, slash="weather")
    question = say(bob, lobby, "/weather")
    receiver.answer = answer
    tasks.call.func(webhook.pk, question.pk)
    assert not Message.objects.filter(reply_to=question).exists()


def test_whoever_cannot_be_reached_is_excused(
    open_door: Callable[..., Made], receiver: Receiver, bob: User, lobby: Room, say: Say
) -> None:
    webhook, _ = open_door(url=receiver.url, slash="weather")
    question = say(bob, lobby, "/weather")
    receiver.status = 500
    tasks.call.func(webhook.pk, question.pk, tasks.TRIES)
    assert Message.objects.get(reply_to=question).body == "I cannot be reached just now."
