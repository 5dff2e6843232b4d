"""Cursors and the names of streams: what is read, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.streams.cursor import MAX_STREAMS, Cursor, MalformedCursor, parse
from notifications.streams.names import MalformedName, canonical, plain

names = st.text(min_size=1, max_size=5).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))
positions = st.dictionaries(names.map(canonical), st.integers(0, 10**18 - 1), max_size=8)


@given(positions, st.none() | st.from_regex(r"[0-9a-f]{1,16}", fullmatch=True))
def test_a_cursor_survives_the_way_out_and_back(positions: dict[str, int], generation: str | None) -> None:
    cursor = Cursor(generation, positions)
    assert parse(str(cursor)) == cursor


def test_the_example_of_the_contract_is_read() -> None:
    assert parse("g5f2c.room-42:318,user-7:3") == Cursor("5f2c", {"room-42": 318, "user-7": 3})


def test_the_form_of_django_eventstream_is_read() -> None:
    assert parse("room-42:318,time%3A1:3") == Cursor(None, {"room-42": 318, "time%3A1": 3})


@pytest.mark.parametrize(
    "text",
    [
        "%%%",
        "room-1",
        "room-1:",
        ":5",
        "room-1:-5",
        "room-1:5.5",
        "room-1:1,room-1:2",
        "room-1:1,",
        "room-1:" + "9" * 19,
        "room-é:5",
        "c4595.room-1:5",
        "gxyz.room-1:5",
        "room-1:٣",
        "r" * 65 + ":1",
        ",".join(f"s{i}:1" for i in range(MAX_STREAMS + 1)),
        "a:1," * 700,
    ],
)
def test_garbage_is_refused_by_name(text: str) -> None:
    with pytest.raises(MalformedCursor):
        parse(text)


@pytest.mark.parametrize(("text", "name"), [("room-42", "room-42"), ("time:1", "time%3A1"), ("Z", "%5A")])
def test_a_name_has_one_spelling(text: str, name: str) -> None:
    assert canonical(text) == canonical(name) == name
    assert plain(name) == text


@pytest.mark.parametrize("text", ["", "x" * 65, "é" * 20])
def test_a_name_has_its_bounds(text: str) -> None:
    with pytest.raises(MalformedName):
        canonical(text)
