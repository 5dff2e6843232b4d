"""Accounts: whatever takes access away ends what it had opened (contract C4)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from chat import tokens
from chat.actions.messages import remove_message
from chat.actions.tokens import issue_token, revoke_token
from chat.models import Token, User
from chat.policies import keeps_order
from chat.refusals import NotFound, Unauthenticated
from notifications.streams.names import CONTROL
from tests.chat.conftest import PASSWORD, person
from tests.chat.page import events


def revocations() -> list[Any]:
    return [event["data"] for event in events(CONTROL) if event["type"] == "revoked"]


def test_a_person_is_called_by_their_name(alice: User) -> None:
    assert (alice.get_full_name(), alice.get_short_name(), str(alice)) == ("Alice", "Alice", "alice")
    alice.name = ""
    assert alice.get_full_name() == "alice"


@pytest.mark.parametrize("username", ["Alice", "ALICE", "alice"])
def test_a_username_is_given_once_in_any_case(alice: User, username: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        person(username)


@pytest.mark.parametrize("username", ["a b", "аlice", "爱丽丝", "alice-", ".alice", "a@b", "", "a" * 33])
def test_a_username_is_an_address(db: None, username: str) -> None:
    user = User(username=username, email="a@example.org", password="x")
    with pytest.raises(Exception, match="username"):
        user.full_clean()


def _new_password(user: User) -> None:
    user.set_password("something else entirely")
    user.save()


def _deactivate(user: User) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])


def _dismiss(user: User) -> None:
    user.is_moderator = False
    user.save()


@pytest.mark.parametrize("change", [_new_password, _deactivate, _dismiss])
def test_losing_access_ends_everything(bob: User, change: Callable[[User], None]) -> None:
    User.objects.filter(pk=bob.pk).update(is_moderator=True)
    change(User.objects.get(pk=bob.pk))
    assert revocations() == [{"person": bob.pk}]


def test_other_changes_end_nothing(bob: User) -> None:
    found = User.objects.get(pk=bob.pk)
    found.name = "Robert"
    found.save()
    found.save(update_fields=["last_login"])
    User.objects.defer("is_active").get(pk=bob.pk).save()
    assert revocations() == []


def test_who_was_inactive_loses_nothing_again(bob: User) -> None:
    _deactivate(bob)
    found = User.objects.get(pk=bob.pk)
    found.name = "Robert"
    found.save()
    found.is_active = True
    found.save()
    found.is_active = False
    found.save()
    assert revocations() == [{"person": bob.pk}] * 2


def test_a_token_is_stored_as_its_digest(alice: User, now: datetime) -> None:
    text = issue_token(actor=alice.pk, label="script", at=now)
    stored = Token.objects.get()
    assert text not in (stored.digest, stored.label)
    assert tokens.find(text) == (stored.pk, alice.pk)
    assert str(stored) == "script"


@pytest.mark.parametrize("text", ["", "chatsite_", "chatsite_x", "\ud800", "é" * 5000])
def test_a_wrong_token_is_nobodys(alice: User, now: datetime, text: str) -> None:
    issue_token(actor=alice.pk, at=now)
    assert tokens.find(text) is None


def test_a_revoked_token_ends_what_it_opened(alice: User, mallory: User, now: datetime) -> None:
    text = issue_token(actor=alice.pk, at=now)
    token = Token.objects.get().pk
    with pytest.raises(NotFound):
        revoke_token(actor=mallory.pk, token=token)
    revoke_token(actor=alice.pk, token=token)
    assert tokens.find(text) is None
    assert revocations() == [{"token": token}]
    with pytest.raises(NotFound):
        revoke_token(actor=alice.pk, token=token)


def test_the_token_of_somebody_inactive_is_worth_nothing(alice: User, now: datetime) -> None:
    text = issue_token(actor=alice.pk, at=now)
    _deactivate(alice)
    assert tokens.find(text) is None
    with pytest.raises(Unauthenticated):
        issue_token(actor=alice.pk, at=now)


def test_moderators_of_the_site_keep_order(alice: User, mona: User) -> None:
    assert keeps_order(mona.pk)
    assert not keeps_order(alice.pk)
    assert not keeps_order(None)
    _deactivate(mona)
    assert not keeps_order(mona.pk)


@pytest.fixture
def admin(db: None, client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root", "root@example.org", PASSWORD))
    return client


@pytest.mark.parametrize("table", ["user", "room", "message", "token"])
def test_administrators_see_each_table(admin: Client, table: str) -> None:
    assert admin.get(f"/admin/chat/{table}/").status_code == 200


def test_administrators_make_and_deactivate_people(admin: Client) -> None:
    made = {"username": "dora", "name": "Dora", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    assert admin.post("/admin/chat/user/add/", made).status_code == 302
    dora = User.objects.get(username="dora")
    page = f"/admin/chat/user/{dora.pk}/change/"
    assert admin.get(page).status_code == 200
    changed = {"username": "dora", "name": "Dora", "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    assert admin.post(page, changed).status_code == 302
    assert revocations() == [{"person": dora.pk}]
    assert admin.post(f"/admin/chat/user/{dora.pk}/delete/", {"post": "yes"}).status_code == 403


def test_administrators_only_look_at_what_was_said(
    admin: Client, bob: User, lobby: Any, say: Callable[..., Any], now: datetime
) -> None:
    message = say(bob, lobby, "unspeakable")
    pages = [
        f"/admin/chat/message/{message.pk}/change/",
        "/admin/chat/message/",
        f"/admin/chat/room/{lobby.pk}/change/",
    ]
    assert [admin.get(page).status_code for page in pages] == [200] * 3
    assert "unspeakable" in admin.get(pages[0]).text
    assert admin.post(pages[0], {}).status_code == 403
    remove_message(actor=bob.pk, message=message.pk, at=now)
    assert not any("unspeakable" in admin.get(page).text for page in pages)


def test_administrators_take_tokens_back(admin: Client, alice: User, now: datetime) -> None:
    for _ in range(3):
        issue_token(actor=alice.pk, at=now)
    first, *others = Token.objects.values_list("pk", flat=True)
    assert admin.post(f"/admin/chat/token/{first}/delete/", {"post": "yes"}).status_code == 302
    chosen = {"action": "delete_selected", "_selected_action": others, "post": "yes"}
    assert admin.post("/admin/chat/token/", chosen).status_code == 302
    assert revocations() == [{"token": token} for token in (first, *others)]
