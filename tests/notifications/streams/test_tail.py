"""The tail holds a gapless window and never invents what it has let go of."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.streams.entry import Batch, Entry
from notifications.streams.tail import MAX_CHARS, MAX_ENTRIES, Hole, Tail


def entry(position: int, data: str = '{"n":1}') -> Entry:
    return Entry("room-1", position, "message.posted", "2026-11-21T02:24:00.123Z", data)


@given(st.integers(0, 50), st.lists(st.integers(1, 90), max_size=12), st.integers(0, 1200))
def test_it_gives_exactly_what_follows_or_says_that_it_cannot(start: int, sizes: list[int], asked: int) -> None:
    tail = Tail(start)
    for size in sizes:
        tail.extend([entry(tail.head + 1 + i) for i in range(size)])
    assert tail.head == start + sum(sizes)
    given = tail.after(asked)
    if asked < tail.start:
        assert given is None
    else:
        assert [one.position for one in given or ()] == list(range(asked + 1, tail.head + 1))
    assert tail.head - tail.start <= MAX_ENTRIES


def test_large_entries_push_the_old_ones_out() -> None:
    tail = Tail(0)
    for position in range(1, 20):
        tail.extend([entry(position, json.dumps("x" * (MAX_CHARS // 8)))])
    held = tail.after(tail.start) or []
    assert sum(len(one.text) for one in held) <= MAX_CHARS
    assert held[-1].position == 19


def test_an_entry_larger_than_the_tail_is_let_go_of() -> None:
    tail = Tail(4)
    tail.extend([entry(5, json.dumps("x" * MAX_CHARS))])
    assert (tail.start, tail.head, tail.after(4)) == (5, 5, None)


@pytest.mark.parametrize("position", [1, 3, 5])
def test_a_hole_is_refused(position: int) -> None:
    tail = Tail(3)
    with pytest.raises(Hole):
        tail.extend([entry(position)])


def test_blanking_keeps_the_place_and_takes_the_content() -> None:
    tail = Tail(0)
    tail.extend([entry(1), entry(2, '{"body":"secret"}'), entry(3)])
    tail.blank([2, 99])
    blanked = (tail.after(0) or [])[1]
    assert json.loads(blanked.text) == {
        "stream": "room-1",
        "position": 2,
        "type": "redacted",
        "at": "2026-11-21T02:24:00.123Z",
        "data": {},
    }


def test_a_batch_says_where_a_follower_stands_before_and_after() -> None:
    batch = Batch([entry(4), entry(5)])
    assert (batch.stream, batch.before, batch.last) == ("room-1", 3, 5)
