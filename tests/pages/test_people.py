"""Initials and hues are the same on the server and in the browser."""

import json
from pathlib import Path

import pytest

from chat.models import User
from chat.templatetags.people import hue, initials

CASES = json.loads((Path(__file__).parent.parent / "js" / "chat" / "initials.json").read_text())


@pytest.mark.parametrize(("name", "expected"), CASES)
def test_a_name_has_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_a_person_without_a_name_is_known_by_the_username() -> None:
    assert initials(User(username="bob")) == "B"
    assert initials({"name": "Bob Baker", "username": "bob"}) == "BB"
    assert initials(None) == ""


def test_a_hue_belongs_to_an_id() -> None:
    assert hue({"id": 13}) == "hue-1"
    assert hue(None) == ""
