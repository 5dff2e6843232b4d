"""Whatever is sent, the answer is ours: no text becomes active, no arguments crash (Hypothesis finds the rest)."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from chat import commands, text
from notifications.streams.encoding import decode, encode

ALLOWED = {
    "a": {"href", "rel", "target"},
    "ol": {"start"},
    "span": {"class", "data-username"},
    **{tag: set() for tag in ("blockquote", "br", "code", "em", "li", "p", "pre", "s", "strong", "ul")},
}
PIECES = ["*", "_", "~~", "`", "```", "[", "](", ")", "<", ">", "&", "\n", "- ", "> ", "1. ", "\\", '"', "'", "@alice"]
MARKUP = st.lists(
    st.sampled_from([*PIECES, "javascript:", "https://example.org", "<script>", "<img src=x onerror=", "&#x3c;"])
    | st.text(max_size=5),
    max_size=30,
).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


class Allowed(HTMLParser):
    """Fails on whatever may not stand in a message."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= ALLOWED[tag]
        href = dict(attrs).get("href")
        assert href is None or href.startswith(("http://", "https://", "mailto:"))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


@given(MARKUP)
@example("<!-- -->")
def test_any_text_is_harmless(written: str) -> None:
    try:
        body = text.speakable(written)
    except ValueError:
        return
    Allowed(convert_charrefs=False).feed(text.render(body, {"alice": "alice"}).html)
    assert text.speakable(body) == body


@pytest.mark.parametrize("name", commands.COMMANDS)
@given(data=st.data())
def test_any_arguments_are_valid_or_refused(name: str, data: st.DataObject) -> None:
    schema = commands.COMMANDS[name].arguments
    fields = st.fixed_dictionaries({}, optional=dict.fromkeys(schema.model_fields, JSON))
    args: Any = data.draw(fields | JSON)
    try:
        valid = schema.model_validate(args).model_dump(mode="json")
    except ValidationError as error:
        decode(encode(commands.explain(error)))
    else:
        decode(encode(valid))
