"""Whatever `send_event` is given comes back from the log as it was, or equal as JSON."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from hypothesis import given
from hypothesis import strategies as some

from notifications.streams.encoding import encode
from notifications.streams.eventstream.payload import pack, unpack

TEXT = some.text(some.characters(exclude_categories=["Cs"]))
KEYS = TEXT | some.sampled_from(["$value", "$text"])
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_json_comes_back_equal(value: object) -> None:
    sent = json.dumps(value, cls=DjangoJSONEncoder)
    assert json.loads(unpack(encode(pack(sent)))) == value


@given(TEXT)
def test_text_comes_back_the_same(text: str) -> None:
    back = unpack(encode(pack(text)))
    assert back == text or json.loads(back) == json.loads(text)


@pytest.mark.parametrize(
    "text", ["", "hello", "NaN", '{"a": NaN}', '{"a": "\\ud800"}', '"\\u0000"', "[" * 40 + "]" * 40]
)
def test_what_is_not_strict_json_is_kept_as_text(text: str) -> None:
    assert pack(text) == {"$text": text}
    assert unpack(encode(pack(text))) == text


def test_an_object_is_the_data_itself() -> None:
    assert pack('{"text": "hello", "$value": 1}') == {"text": "hello", "$value": 1}
