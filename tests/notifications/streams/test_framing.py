"""Framed bytes are what the server itself would have written."""

import pytest
from django.test import override_settings
from websockets.frames import Frame, Opcode

from notifications.streams.framing import chunk, offered, text_frame


@pytest.mark.parametrize("length", [0, 125, 126, 65_535, 65_536])
def test_a_frame_is_that_of_the_library(length: int) -> None:
    text = "字" * (length // 3) + "x" * (length % 3)
    assert text_frame(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


def test_a_chunk_says_its_length_in_hexadecimal() -> None:
    assert chunk(b"x" * 26) == b"1a\r\n" + b"x" * 26 + b"\r\n"


def test_nothing_is_offered_by_a_plain_server() -> None:
    assert offered({"type": "websocket"}) is None
    assert offered({"type": "websocket", "extensions": {"websocket.http.response": {}}}) is None


def test_what_is_offered_can_be_declined() -> None:
    scope = {"extensions": {"stream.write": {"write": bool}}}
    assert offered(scope) is bool
    with override_settings(STREAM_DIRECT_WRITES=False):
        assert offered(scope) is None
