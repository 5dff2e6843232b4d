"""Strict JSON on every door."""

from datetime import UTC, datetime

import pytest

from notifications.streams.encoding import MAX_DEPTH, NotStrict, decode, encode, timestamp


def test_what_could_end_a_script_or_a_line_is_escaped() -> None:
    assert encode({"a": "</script>\u2028\u2029"}) == '{"a":"\\u003c/script>\\u2028\\u2029"}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1, 2}])
def test_what_json_cannot_carry_is_not_sent(value: object) -> None:
    with pytest.raises(NotStrict):
        encode(value)


@pytest.mark.parametrize(
    "text",
    [
        "{not json",
        "NaN",
        "[Infinity]",
        "1e999",
        '"\\ud800"',
        '{"\\udfff":1}',
        '"\\u0000"',
        "[" * 1000 + "]" * 1000,
        "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2),
        b"\xff",
        "",
    ],
)
def test_what_is_not_strict_is_refused(text: str | bytes) -> None:
    with pytest.raises(NotStrict):
        decode(text)


def test_a_surrogate_pair_is_one_character() -> None:
    assert decode('"\\ud83d\\ude00"') == "😀"


def test_times_are_utc_with_milliseconds() -> None:
    moment = datetime(2026, 11, 21, 2, 24, 0, 123456, UTC)
    assert timestamp(moment) == "2026-11-21T02:24:00.123Z"
