"""The log: gapless positions in commit order, all or nothing, and content that can be taken away."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import close_old_connections
from django.db import transaction as db
from django.utils import timezone

from notifications.streams import log, wakeups
from notifications.streams.models import Event, Stream
from notifications.streams.names import CONTROL, GENERATION
from tests.notifications.conftest import Heard

pytestmark = pytest.mark.django_db(transaction=True)


def say(stream: str, text: str = "hello", subject: str = "") -> log.Draft:
    return log.append(stream, "said", {"text": text}, subject=subject)


@log.transaction()
def fail_after_saying(text: str) -> None:
    say("a", text)
    log.before_insert(lambda: pytest.fail("the hook of what failed is not called"))
    raise ZeroDivisionError


def texts(stream: str) -> list[tuple[int, str, str]]:
    rows = Event.objects.filter(stream_id=stream).order_by("position")
    return list(rows.values_list("position", "type", "data"))


def test_positions_count_from_one_in_each_stream(heard: Heard) -> None:
    with log.transaction():
        drafts = [say("b"), say("a"), say("b")]
        assert [draft.position for draft in drafts] == [0, 0, 0]
    assert [draft.position for draft in drafts] == [1, 1, 2]
    with log.transaction():
        assert say("a").position == 0
    assert log.heads(["a", "b", "none"]) == {"a": 2, "b": 2, "none": 0}
    assert heard.heads == [{"a": 1, "b": 2}, {"a": 2}]


def test_what_is_rolled_back_was_never_there(heard: Heard) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_after_saying("lost")
    with log.transaction():
        kept = say("a", "kept")
    assert kept.position == 1
    assert texts("a") == [(1, "said", '{"text":"kept"}')]
    assert heard.heads == [{"a": 1}]


def test_a_failed_inner_transaction_takes_only_its_own_away() -> None:
    with log.transaction():
        say("a", "before")
        with pytest.raises(ZeroDivisionError):
            fail_after_saying("inner")
        say("a", "after")
    assert [data for _, _, data in texts("a")] == ['{"text":"before"}', '{"text":"after"}']


def test_nothing_is_announced_before_the_outermost_commit(heard: Heard) -> None:
    with db.atomic():
        with log.transaction():
            say("a")
        assert heard.heads == []
    assert heard.heads == [{"a": 1}]


def test_appending_outside_a_transaction_is_refused() -> None:
    with pytest.raises(db.TransactionManagementError):
        say("a")


def test_data_and_rows_may_depend_on_the_position() -> None:
    seen = []
    with log.transaction():
        draft = log.append("a", "said", lambda position: {"position": position})
        log.before_insert(lambda: seen.append(draft.position))
    assert seen == [1]
    assert texts("a") == [(1, "said", '{"position":1}')]


def test_a_lost_listener_does_not_reach_the_writer() -> None:
    class Broken:
        def announce_threadsafe(self, heads: object) -> None:
            raise ConnectionError

    wakeups.listen(Broken())
    with log.transaction():
        say("a")
    wakeups.listen(None)
    assert log.head("a") == 1


def test_concurrent_writers_leave_no_gap_and_no_double() -> None:
    def write() -> None:
        for _ in range(20):
            with log.transaction():
                say("b")
                say("a")
        close_old_connections()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    for stream in "ab":
        assert [position for position, _, _ in texts(stream)] == list(range(1, 81))


def test_redaction_keeps_the_places_and_takes_the_content() -> None:
    with log.transaction():
        say("a", "secret", subject="message-1")
        say("a", "harmless", subject="message-2")
        say("b", "secret again", subject="message-1")
    with log.transaction():
        log.redact("message-1")
        log.append("a", "removed", {"id": 1})
    assert texts("a") == [
        (1, "redacted", "{}"),
        (2, "said", '{"text":"harmless"}'),
        (3, "removed", '{"id":1}'),
    ]
    assert texts("b") == [(1, "redacted", "{}")]
    assert texts(CONTROL) == [(1, "redacted", '{"positions":{"a":[1],"b":[1]}}')]


def test_redaction_reaches_what_the_same_transaction_says() -> None:
    with log.transaction():
        draft = say("a", "secret", subject="message-1")
        log.redact("message-1")
    assert draft.position == 1
    assert texts("a") == [(1, "redacted", "{}")]


def test_a_reading_tells_how_far_the_control_stream_was() -> None:
    with log.transaction():
        say("a", "one")
        say("a", "two")
        say("b", "other")
        log.revoke(person=7, stream="a")
    reading = log.read({"a": 1, "b": 0}, 10)
    assert reading.control == 1
    assert [(entry.stream, entry.position) for entry in reading.entries] == [("a", 2), ("b", 1)]


def test_pruning_takes_the_old_and_remembers_where_it_stopped() -> None:
    old = timezone.now() - timedelta(days=40)
    with log.transaction():
        for _ in range(3):
            log.append("a", "said", {}, at=old)
        say("a", "young")
    call_command("prune_events")
    assert log.reach(["a"]) == {"a": log.Reach(head=4, floor=3)}
    assert [position for position, _, _ in texts("a")] == [4]
    with log.transaction():
        assert say("a").position == 0
    assert log.head("a") == 5


def test_a_new_generation_is_another_one(heard: Heard) -> None:
    before = log.generation()
    assert log.cursor(["a"]) == f"g{before}.a:0"
    call_command("renew_generation")
    assert log.generation() != before
    assert heard.heads == [{GENERATION: Stream.objects.get(name=GENERATION).head}]


def test_a_snapshot_does_not_see_what_is_written_meanwhile() -> None:
    with log.transaction():
        say("a")

    def write() -> None:
        with log.transaction():
            say("a")
        close_old_connections()

    with log.snapshot():
        assert log.head("a") == 1
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        assert log.head("a") == 1
    assert log.head("a") == 2


def test_a_snapshot_within_a_snapshot_sees_the_same_moment() -> None:
    with log.snapshot():
        before = log.head("room-1")
        with log.snapshot():
            assert log.head("room-1") == before
        assert log.head("room-1") == before
