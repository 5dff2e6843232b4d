"""`send_event` in transactions: what it writes, and what is never seen."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from django_eventstream import channel_permission_changed, get_current_event_id, send_event
from django_eventstream.storage import EventDoesNotExist

from chat.models import User
from notifications.streams import log
from notifications.streams.eventstream.storage import LogStorage
from notifications.streams.models import Event
from notifications.streams.names import CONTROL, MalformedName, MalformedType
from tests.notifications.conftest import Heard

pytestmark = pytest.mark.django_db(transaction=True)
storage = LogStorage()


def kept(channel: str) -> list[tuple[int, str]]:
    return list(Event.objects.filter(stream_id=channel).order_by("position").values_list("position", "data"))


def test_it_is_announced_after_the_commit(heard: Heard) -> None:
    with transaction.atomic():
        send_event("news", "message", {"n": 1})
        assert heard.heads == []
    assert heard.heads == [{"news": 1}]


def test_what_is_rolled_back_leaves_nothing(heard: Heard) -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        send_event("news", "message", {"n": 1})
        raise ZeroDivisionError
    assert (kept("news"), heard.heads) == ([], [])
    send_event("news", "message", {"n": 2})
    assert kept("news") == [(1, '{"n":2}')]


def test_a_savepoint_takes_its_own_events_away(heard: Heard) -> None:
    with transaction.atomic():
        send_event("news", "message", {"n": 1})
        with suppress(ZeroDivisionError), transaction.atomic():
            send_event("news", "message", {"n": 2})
            raise ZeroDivisionError
        send_event("news", "message", {"n": 3})
    assert kept("news") == [(1, '{"n":1}'), (2, '{"n":3}')]


def test_it_takes_its_turn_among_our_own_events(heard: Heard) -> None:
    with log.transaction():
        log.append("news", "said", {"n": 1})
        send_event("news", "message", {"n": 2})
        log.append("news", "said", {"n": 3})
        assert storage.append_event("news", "message", '{"n": 4}').id == 0
    assert kept("news") == [(n, f'{{"n":{n}}}') for n in range(1, 5)]
    assert heard.heads == [{"news": 4}]


def test_ids_are_positions() -> None:
    assert get_current_event_id(["news"]) == "news:0"
    assert [storage.append_event("news", "message", "1").id for _ in range(3)] == [1, 2, 3]
    assert storage.get_current_id("news") == 3
    assert get_current_event_id(["news"]) == "news:3"
    assert [(one.id, one.type, one.data) for one in storage.get_events("news", 1, limit=1)] == [(2, "message", "1")]
    assert storage.get_events("news", 3) == []


@pytest.mark.parametrize("last_id", [-1, 1, 4])
def test_a_place_that_is_not_kept_does_not_exist(last_id: int) -> None:
    for _ in range(3):
        storage.append_event("news", "message", "1")
    Event.objects.filter(position__lte=2).update(at=timezone.now() - timedelta(days=9))
    log.prune(timezone.now() - timedelta(days=1))
    with pytest.raises(EventDoesNotExist) as raised:
        storage.get_events("news", last_id)
    assert raised.value.current_id == 3
    assert [one.id for one in storage.get_events("news", 2)] == [3]


@pytest.mark.parametrize("type", ["", "a\nb", 'a"b', "a<b", "x" * 65, "\ud800"])
def test_a_type_that_would_break_the_wire_is_refused(type: str) -> None:
    with pytest.raises(MalformedType):
        send_event("news", type, {})


@pytest.mark.parametrize("channel", ["", "x" * 65, "é" * 11])
def test_a_channel_that_has_no_name_is_refused(channel: str) -> None:
    with pytest.raises(MalformedName):
        send_event(channel, "message", {})


@pytest.mark.parametrize("channel", [".control", "_control", "%2Econtrol"])
def test_no_channel_is_the_logs_own(channel: str) -> None:
    send_event(channel, "message", {"person": 1})
    assert kept(CONTROL) == []


def test_a_permission_that_changed_is_revoked_with_the_transaction(heard: Heard) -> None:
    person = User.objects.create(username="mallory", name="Mallory")
    with transaction.atomic():
        channel_permission_changed(person, "moderation")
        channel_permission_changed(None, "moderation")
        assert heard.heads == []
    assert [data for _, data in kept(CONTROL)] == [
        f'{{"person":{person.pk},"stream":"moderation"}}',
        '{"stream":"moderation"}',
    ]
    channel_permission_changed(person, "site")
    assert len(kept(CONTROL)) == 2


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("EVENTSTREAM_STORAGE_CLASS", "django_eventstream.storage.DjangoModelStorage"),
        ("EVENTSTREAM_CHANNELMANAGER_CLASS", "django_eventstream.channelmanager.DefaultChannelManager"),
        ("EVENTSTREAM_REDIS", {"host": "localhost"}),
    ],
)
def test_settings_that_go_past_the_log_are_complained_about(setting: str, value: object) -> None:
    with override_settings(**{setting: value}):
        assert [complaint.id for complaint in run_checks() if setting in complaint.msg] != []
