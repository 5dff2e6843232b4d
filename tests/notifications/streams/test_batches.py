"""A burst is handed on in batches, so that nobody who does not read holds more than one of them."""

from hypothesis import given
from hypothesis import strategies as st

from notifications.streams.entry import BATCH_CHARS, Entry, batches


def entries(sizes: list[int]) -> list[Entry]:
    at = "2026-11-21T00:00:00.000Z"
    return [Entry("room-1", n, "message.posted", at, '"' + "x" * size + '"') for n, size in enumerate(sizes, 1)]


@given(st.lists(st.integers(0, BATCH_CHARS * 2), max_size=30))
def test_batches_hold_everything_in_order_and_are_bounded(sizes: list[int]) -> None:
    given_entries = entries(sizes)
    made = list(batches(given_entries))
    assert [entry for batch in made for entry in batch] == given_entries
    assert all(len(batch) == 1 or sum(len(entry.text) for entry in batch) <= BATCH_CHARS for batch in made)


def test_small_entries_go_together() -> None:
    assert [len(batch) for batch in batches(entries([10] * 100))] == [100]


def test_nothing_makes_no_batch() -> None:
    assert list(batches([])) == []
