"""Tickets prove what they were made for, to nobody else, and not for long."""

from http.cookies import SimpleCookie
from time import time

import pytest
from django.conf import LazySettings

from notifications.streams import tickets
from notifications.streams.viewer import Viewer

ALICE = Viewer(1, session="digest")
LATER = int(time()) + tickets.LIFETIME_S


def test_a_ticket_is_read_back() -> None:
    text = tickets.make(ALICE, {"room-1", "user-1"}, 7, "abc", LATER)
    assert tickets.read(text, "digest", "abc") == (ALICE, {"room-1", "user-1"}, 7, LATER)


def test_a_ticket_is_void_without_its_session_in_another_generation_and_when_forged() -> None:
    text = tickets.make(ALICE, {"room-1"}, 7, "abc", LATER)
    assert tickets.read(text, "other", "abc") is None
    assert tickets.read(text, None, "abc") is None
    assert tickets.read(text, "digest", "abd") is None
    assert tickets.read(text[:-2] + "xx", "digest", "abc") is None
    assert tickets.read("garbage", "digest", "abc") is None


def test_a_ticket_does_not_last(monkeypatch: pytest.MonkeyPatch) -> None:
    text = tickets.make(ALICE, {"room-1"}, 7, "abc", LATER)
    monkeypatch.setattr("notifications.streams.tickets.time", lambda: LATER + 1)
    assert tickets.read(text, "digest", "abc") is None


def test_the_cookie_is_for_streams_only_and_not_for_scripts(settings: LazySettings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    name, value = tickets.header("text")
    cookie = SimpleCookie(value.decode())[tickets.COOKIE]
    assert name == b"set-cookie"
    assert (cookie["path"], cookie["samesite"]) == ("/stream/", "Lax")
    assert cookie["httponly"]
    assert cookie["secure"]


def test_a_ticket_of_many_streams_fits_into_a_cookie() -> None:
    names = {f"{'x' * 60}{number}" for number in range(60)}
    assert len(tickets.make(ALICE, names, 2**40, "abc", LATER)) < 4000
