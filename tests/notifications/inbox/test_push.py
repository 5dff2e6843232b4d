"""Web Push, against a service that decrypts what it gets."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from notifications.inbox import preferences, reading, snapshots, tasks, vapid
from notifications.inbox.models import PushSubscription
from notifications.inbox.subscriptions import MAX, UnfitBrowser, subscribe, unsubscribe
from notifications.inbox.trying import send_test
from notifications.streams.models import Presence
from notifications.streams.names import user_stream
from tests.notifications.inbox.conftest import SEEING, Tell, person, work
from tests.notifications.inbox.receiver import Browser, PushService, push_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as service:
        yield service


@pytest.fixture
def phone(service: PushService, alice: Any, now: datetime) -> Browser:
    """Alice's."""
    browser = service.browser()
    subscribe(actor=alice.pk, at=now, label="phone", **browser.subscription())
    return browser


def test_an_alert_reaches_the_device_encrypted_and_signed(alice: Any, bob: Any, tell: Tell, phone: Browser) -> None:
    tell(bob, [alice], "17")
    work()
    [pushed] = phone.received
    assert pushed == {"type": "notification", "notification": snapshots.page(alice.pk)["notifications"][0]}
    assert phone.headers[0]["authorization"].startswith("vapid t=")
    assert vapid.public_key() in phone.headers[0]["authorization"]
    assert phone.headers[0]["content-encoding"] == "aes128gcm"


def test_what_was_read_or_taken_back_or_hidden_by_then_is_not_pushed(
    alice: Any, bob: Any, tell: Tell, phone: Browser, now: datetime
) -> None:
    tell(bob, [alice], "17")
    [alert] = snapshots.page(alice.pk)["notifications"]
    reading.read(actor=alice.pk, notification=alert["id"], at=now)
    work()
    tell(bob, [alice], "18")
    SEEING.remove(alice.pk)
    work()
    assert phone.received == []


def test_nobody_is_pushed_in_quiet_hours_or_during_a_pause(
    alice: Any, bob: Any, tell: Tell, phone: Browser, now: datetime
) -> None:
    preferences.update(actor=alice.pk, paused_until=now + timedelta(hours=1), at=now)
    tell(bob, [alice], "17")
    work()
    hour = (now.hour + 23) % 24
    preferences.update(
        actor=alice.pk, paused_until=None, quiet_from=time(hour), quiet_until=time((hour + 3) % 24), at=now
    )
    tell(bob, [alice], "18")
    work()
    assert phone.received == []


def test_a_kind_that_is_not_wanted_on_the_device_is_not_pushed(
    alice: Any, bob: Any, tell: Tell, phone: Browser, now: datetime
) -> None:
    preferences.update(actor=alice.pk, kinds={"order": {"push": False}}, at=now)
    tell(bob, [alice], "17")
    assert not DBTaskResult.objects.exists()


def test_who_has_a_page_open_is_given_time_to_see_it_there(
    alice: Any, bob: Any, tell: Tell, phone: Browser, now: datetime
) -> None:
    Presence.objects.create(stream=user_stream(alice.pk), process="p", user=alice, seen_at=now)
    tell(bob, [alice], "17")
    work()
    assert phone.received == []
    later = DBTaskResult.objects.get(run_after__gt=now + timedelta(seconds=30), status="READY")
    DBTaskResult.objects.filter(pk=later.pk).update(run_after=now)
    work()
    assert len(phone.received) == 1


@pytest.mark.parametrize(("status", "left"), [(404, 0), (410, 0), (500, 1), (429, 1)])
def test_a_subscription_that_is_gone_is_forgotten(
    alice: Any, bob: Any, tell: Tell, phone: Browser, status: int, left: int
) -> None:
    phone.status = status
    tell(bob, [alice], "17")
    work()
    assert PushSubscription.objects.count() == left


def test_a_service_that_does_not_answer_harms_no_other(
    alice: Any, bob: Any, tell: Tell, phone: Browser, now: datetime
) -> None:
    dead = {**phone.subscription(), "endpoint": "http://127.0.0.1:9/nobody"}
    subscribe(actor=alice.pk, at=now, **dead)
    tell(bob, [alice], "17")
    work()
    assert len(phone.received) == 1


@pytest.mark.parametrize(
    "endpoint",
    ["https://127.0.0.1/push", "https://[::1]/push", "https://169.254.169.254/latest", "https://localhost:6379/"],
)
def test_nothing_inside_the_network_is_pushed_to(
    alice: Any, bob: Any, tell: Tell, phone: Browser, settings: Any, endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PUSH_PRIVATE_ADDRESSES = False
    PushSubscription.objects.update(endpoint=endpoint)
    tell(bob, [alice], "17")
    work()
    assert "private" in caplog.text or not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "unfit",
    [
        {"endpoint": "http://push.example.org/1"},
        {"endpoint": "https://me@push.example.org/1"},
        {"p256dh": "A" * 87},
    ],
)
def test_a_browser_that_cannot_be_pushed_to_is_refused(
    alice: Any, service: PushService, settings: Any, now: datetime, unfit: dict[str, str]
) -> None:
    settings.PUSH_PRIVATE_ADDRESSES = False
    fit = {**service.browser().subscription(), "endpoint": "https://push.example.org/1"}
    with pytest.raises(UnfitBrowser):
        subscribe(actor=alice.pk, at=now, **{**fit, **unfit})
    assert subscribe(actor=alice.pk, at=now, **fit).pk


def test_one_unfit_key_harms_nobody_else(alice: Any, bob: Any, tell: Tell, phone: Browser) -> None:
    carol = person("carol")
    PushSubscription.objects.create(user=carol, endpoint=f"{phone.endpoint}x", p256dh="A" * 87, auth="A" * 22)
    tell(bob, [carol, alice], "17")
    work()
    assert len(phone.received) == 1
    assert PushSubscription.objects.get().user == alice


def test_a_test_is_pushed_to_the_one_who_asks(alice: Any, bob: Any, phone: Browser, now: datetime) -> None:
    assert send_test(actor=bob.pk, channel="push", at=now).sent_to == 0
    assert send_test(actor=alice.pk, channel="push", at=now).sent_to == 1
    work()
    assert phone.received == [{"type": "test", "text": "This is a test. It works."}]


def test_a_browser_belongs_to_whoever_used_it_last(alice: Any, bob: Any, phone: Browser, now: datetime) -> None:
    subscribe(actor=bob.pk, at=now, **phone.subscription())
    assert PushSubscription.objects.get().user == bob
    unsubscribe(actor=alice.pk, endpoint=phone.endpoint, at=now)
    assert PushSubscription.objects.count() == 1
    unsubscribe(actor=bob.pk, endpoint=phone.endpoint, at=now)
    assert not PushSubscription.objects.exists()


def test_the_oldest_browser_gives_way(alice: Any, service: PushService, now: datetime) -> None:
    for number in range(MAX + 1):
        at = now + timedelta(seconds=number)
        subscribe(actor=alice.pk, at=at, label=str(number), **service.browser().subscription())
    assert PushSubscription.objects.count() == MAX
    assert not PushSubscription.objects.filter(label="0").exists()


@pytest.mark.parametrize("subject", ["https://chat.example.org:8443", "https://intranet", "mailto:root@example.org"])
def test_a_site_is_known_by_whatever_address_it_has(
    alice: Any, bob: Any, tell: Tell, phone: Browser, settings: Any, subject: str
) -> None:
    settings.VAPID_SUBJECT = subject
    tell(bob, [alice], "17")
    work()
    assert len(phone.received) == 1


def test_without_a_key_nothing_is_pushed(alice: Any, bob: Any, tell: Tell, phone: Browser, settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = None
    tell(bob, [alice], "17")
    assert vapid.public_key() == ""
    assert not DBTaskResult.objects.exists()


def test_a_crowd_is_told_by_tasks(alice: Any, bob: Any, tell: Tell, phone: Browser, now: datetime) -> None:
    crowd = [alice, *(person(f"p{number}") for number in range(120))]
    tell(bob, crowd, "17")
    assert snapshots.bell(alice.pk)["unread"] == 0
    assert DBTaskResult.objects.get().task_path == tasks.tell_many.module_path
    work()
    assert [snapshots.bell(user.pk)["unread"] for user in crowd] == [1] * 121
    assert len(phone.received) == 1
