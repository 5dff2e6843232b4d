"""The mail of what is unread, against a real SMTP server."""

import email
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.contrib.auth import get_user_model
from django.test import Client

from notifications.inbox import digest, preferences, reading, rounds
from notifications.inbox.models import Wishes
from notifications.inbox.trying import MAX, TriedEnough, send_test
from tests.notifications.inbox.conftest import SEEING, Tell, person, work
from tests.support.ports import free_port

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


class Postman:
    """Keeps what is delivered."""

    def __init__(self) -> None:
        self.delivered: list[EmailMessage] = []
        self.refuses = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's)
        if self.refuses:
            return "451 Try later"
        self.delivered.append(email.message_from_bytes(envelope.content or b"", policy=default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def postman(settings: Any) -> Iterator[Postman]:
    postman = Postman()
    server = Controller(postman, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield postman
    server.stop()


def link(mail: EmailMessage) -> str:
    found = re.search(r"<https?://[^/]+(/[^>]+)>", mail["List-Unsubscribe"])
    assert found
    return found[1]


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


def test_what_stays_unread_is_mailed_once(alice: Any, bob: Any, tell: Tell, postman: Postman, now: datetime) -> None:
    tell(bob, [alice], "17")
    rounds.mail(now)
    assert postman.delivered == []
    rounds.mail(now + LATER)
    rounds.mail(now + LATER * 2)
    [mail] = postman.delivered
    assert mail["To"] == "alice@example.org"
    assert mail["Subject"] == "1 thing you have not read"
    for kind in ("plain", "html"):
        assert "1 orders from bob" in part(mail, kind)
        assert "/orders/17" in part(mail, kind)
        assert link(mail) in part(mail, kind)


def test_at_most_one_mail_a_day(alice: Any, bob: Any, tell: Tell, postman: Postman, now: datetime) -> None:
    tell(bob, [alice], "17")
    rounds.mail(now + LATER)
    tell(bob, [alice], "18", group="more", at=now + LATER)
    rounds.mail(now + LATER * 3)
    assert len(postman.delivered) == 1
    rounds.mail(now + LATER * 25)
    assert len(postman.delivered) == 2
    assert "/orders/17" not in part(postman.delivered[1], "plain")


def test_what_was_read_or_may_not_be_seen_any_more_is_not_mailed(
    alice: Any, bob: Any, tell: Tell, postman: Postman, now: datetime
) -> None:
    tell(bob, [alice], "17")
    reading.read(actor=alice.pk, position=10**6, at=now)
    rounds.mail(now + LATER)
    tell(bob, [alice], "18")
    SEEING.remove(alice.pk)
    rounds.mail(now + LATER)
    assert postman.delivered == []


def test_who_wants_no_mail_gets_none(alice: Any, bob: Any, tell: Tell, postman: Postman, now: datetime) -> None:
    preferences.update(actor=alice.pk, digest=False, at=now)
    preferences.update(actor=bob.pk, kinds={"order": {"mail": False}}, at=now)
    tell(bob, [alice], "17")
    tell(alice, [bob], "18")
    rounds.mail(now + LATER)
    assert postman.delivered == []


def test_what_is_not_mailed_keeps_no_mail_waiting(
    alice: Any, bob: Any, tell: Tell, postman: Postman, now: datetime
) -> None:
    """Neither a like that stays unread, nor people of whom fifty fill a batch."""
    preferences.update(actor=alice.pk, kinds={"order": {"mail": False}}, at=now)
    for number in range(digest.BATCH):
        preferences.update(actor=person(f"p{number}").pk, kinds={"order": {"mail": False}}, at=now)
    tell(bob, [*get_user_model()._default_manager.exclude(pk=bob.pk)], "17")
    tell(alice, [bob], "18")
    work()
    rounds.mail(now + LATER)
    preferences.update(actor=alice.pk, kinds={"order": {"mail": True}}, at=now)
    rounds.mail(now + LATER)
    assert [mail["To"] for mail in postman.delivered] == ["bob@example.org", "alice@example.org"]


def test_a_mail_waits_for_the_end_of_a_pause(alice: Any, bob: Any, tell: Tell, postman: Postman, now: datetime) -> None:
    preferences.update(actor=alice.pk, paused_until=now + LATER * 2, at=now)
    tell(bob, [alice], "17")
    rounds.mail(now + LATER)
    assert postman.delivered == []
    rounds.mail(now + LATER * 2)
    assert len(postman.delivered) == 1


def test_a_mail_is_in_the_persons_language(alice: Any, bob: Any, tell: Tell, postman: Postman, now: datetime) -> None:
    preferences.update(actor=alice.pk, language="zh-hans", at=now)
    tell(bob, [alice], "17")
    rounds.mail(now + LATER)
    assert 'lang="zh-hans"' in part(postman.delivered[0], "html")


def test_a_mail_that_was_refused_is_sent_again(
    alice: Any, bob: Any, tell: Tell, postman: Postman, now: datetime
) -> None:
    tell(bob, [alice], "17")
    postman.refuses = True
    rounds.mail(now + LATER)
    postman.refuses = False
    rounds.mail(now + LATER)
    assert len(postman.delivered) == 1


def test_one_click_in_the_mail_program_ends_it(
    alice: Any, bob: Any, tell: Tell, postman: Postman, now: datetime
) -> None:
    tell(bob, [alice], "17")
    rounds.mail(now + LATER)
    address = link(postman.delivered[0])
    client = Client(enforce_csrf_checks=True)
    assert client.get(address).status_code == 200
    assert Wishes.objects.get(user=alice).digest
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Wishes.objects.get(user=alice).digest
    assert client.post(address.replace(str(alice.pk), str(bob.pk), 1)).status_code == 404
    alice.delete()
    assert client.post(address).status_code == 404


def test_a_test_mail_arrives(alice: Any, postman: Postman) -> None:
    digest.write_test(alice.pk)
    assert "It works" in part(postman.delivered[0], "plain")


def test_nobody_fills_a_mailbox_with_tests(alice: Any, now: datetime) -> None:
    for _time in range(MAX):
        assert send_test(actor=alice.pk, channel="mail", at=now).sent_to == 1
    with pytest.raises(TriedEnough) as refused:
        send_test(actor=alice.pk, channel="mail", at=now)
    assert refused.value.status == 429
    assert send_test(actor=alice.pk, channel="bell", at=now).sent_to == 1
