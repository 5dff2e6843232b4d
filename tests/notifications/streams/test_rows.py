"""Rows that are inserted the short way read like those that Django inserts."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from notifications.inbox.models import Alert
from notifications.streams import rows
from notifications.streams.models import Event, Stream

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 2, 24, 0, 123456, UTC)


def alert(recipient: int, **more: Any) -> Alert:
    return Alert(
        recipient_id=recipient, kind="like", group="message-1", addressed=False, announced_at=AT, at=AT, **more
    )


def test_what_is_inserted_is_read_as_bulk_create_would_have_stored_it() -> None:
    person = get_user_model().objects.create(username="alice")
    more: dict[str, Any] = {"open": False, "data": {"名": [1, None, "<"]}, "actors": [{"id": 7}]}
    mine, theirs = alert(person.pk, **more), alert(person.pk, **more)
    rows.insert([mine])
    Alert.objects.bulk_create([theirs])
    first, second = Alert.objects.order_by("pk").values()
    assert {**first, "id": 0} == {**second, "id": 0}
    assert (first["id"], second["id"]) == (mine.pk, theirs.pk)
    mine.kind = "mention"
    mine.save()
    assert Alert.objects.filter(kind="mention").get() == mine


def test_more_rows_than_one_statement_takes_come_in_order() -> None:
    stream = Stream.objects.create(name="a", head=1000)
    rows.insert([Event(stream_id="a", position=n, type="said", at=AT, data="{}", subject="") for n in range(1, 1001)])
    stored = Event.objects.filter(stream=stream).order_by("position")
    assert list(stored.values_list("position", flat=True)) == list(range(1, 1001))
    assert stored[0].at == AT


def test_each_object_learns_its_own_key() -> None:
    person = get_user_model().objects.create(username="alice")
    alerts = [alert(person.pk, open=False, count=number) for number in range(200)]
    rows.insert(alerts)
    assert {one.pk: one.count for one in alerts} == dict(Alert.objects.values_list("pk", "count"))


def test_only_the_combinations_that_are_wanted_are_found() -> None:
    alice, bob = (get_user_model().objects.create(username=name).pk for name in ("alice", "bob"))
    rows.insert([alert(person, open=False, count=count) for person in (alice, bob) for count in (1, 2)])
    found = rows.find(Alert, ["recipient", "count"], {(alice, 1), (bob, 2), (bob, 3)})
    assert {(one.recipient_id, one.count) for one in found} == {(alice, 1), (bob, 2)}


def test_what_is_found_reads_as_django_reads_it() -> None:
    person = get_user_model().objects.create(username="alice")
    stored = alert(person.pk, open=False, data={"名": [1, None, "<"]})
    stored.save()
    [found] = rows.find(Alert, ["recipient", "kind"], [(person.pk, "like")])
    assert [getattr(found, field.attname) for field in Alert._meta.concrete_fields] == [
        getattr(Alert.objects.get(), field.attname) for field in Alert._meta.concrete_fields
    ]


def test_where_nothing_is_wanted_nothing_is_asked(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert rows.find(Stream, ["name"], []) == []
