"""Signing in tells nobody who has an account, and nobody tries passwords for ever."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from chat.models import User

pytestmark = pytest.mark.django_db
LOGIN, RESET, SIGNUP = (reverse(f"account_{name}") for name in ("login", "reset_password", "signup"))


@pytest.fixture(autouse=True)
def _unhurried() -> Iterator[None]:
    """What another test tried is forgotten."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("alice", "alice@example.org", "frobnicate-9")


def words(page: bytes, *names: str) -> str:
    """What a page says, without what was typed into it and without what differs on every page."""
    text = re.sub(r"<[^>]*>", " ", page.decode())
    for name in names:
        text = text.replace(name, "…")
    return " ".join(text.split())


def test_a_wrong_password_and_an_unknown_name_look_alike(alice: User) -> None:
    wrong = Client().post(LOGIN, {"login": "alice", "password": "wrong"})
    unknown = Client().post(LOGIN, {"login": "nobody", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 200
    assert words(wrong.content, "alice") == words(unknown.content, "nobody")


def test_a_forgotten_password_of_nobody_looks_like_anybodys(alice: User) -> None:
    answers = [Client().post(RESET, {"email": f"{name}@example.org"}) for name in ("alice", "nobody")]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]
    assert len(mail.outbox) >= 1


def test_signing_up_with_a_known_address_does_not_tell_it(alice: User) -> None:
    known, fresh = (
        Client().post(
            SIGNUP,
            {"username": name, "email": email, "password1": "frobnicate-9", "password2": "frobnicate-9"},
        )
        for name, email in (("eve", "alice@example.org"), ("eva", "eva@example.org"))
    )
    assert known.status_code == fresh.status_code == 302
    assert known["Location"] == fresh["Location"]


def test_passwords_cannot_be_tried_for_ever(alice: User) -> None:
    for _attempt in range(5):
        Client().post(LOGIN, {"login": "alice", "password": "wrong"})
    client = Client()
    client.post(LOGIN, {"login": "alice", "password": "frobnicate-9"})
    assert "_auth_user_id" not in client.session
