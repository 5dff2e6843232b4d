"""Who gets an account, and how a new site gets its first administrator."""

from typing import Any

import pytest
from django.core import mail, signing
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from chat import callings
from chat.models import User
from chatsite import accounts, first_administrator

pytestmark = pytest.mark.django_db

ALICE = {
    "username": "alice",
    "email": "alice@example.org",
    "password1": "frobnicate-9",
    "password2": "frobnicate-9",
}


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_anybody_may_sign_up_sign_out_and_sign_in(client: Client) -> None:
    assert client.post(reverse("account_signup"), ALICE).status_code == 302
    alice = User.objects.get(username="alice")
    assert client.session["_auth_user_id"] == str(alice.pk)
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
    client.post(reverse("account_login"), {"login": "alice", "password": "frobnicate-9"})
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_a_forgotten_password_is_reset_by_mail(client: Client) -> None:
    User.objects.create_user("alice", "alice@example.org", "frobnicate-9")
    client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    assert [message.to for message in mail.outbox] == [["alice@example.org"]]
    assert "/accounts/password/reset/key/" in str(mail.outbox[0].body)


@pytest.mark.parametrize("username", ["me", "Room", "HERE", "all", "everyone"])
def test_nobody_is_called_like_a_word_that_calls(client: Client, settings: Any, username: str) -> None:
    assert {word.lower() for word in settings.ACCOUNT_USERNAME_BLACKLIST} >= callings.WORDS
    page = client.post(reverse("account_signup"), {**ALICE, "username": username})
    assert page.status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize("signup", ["invite", "closed"])
def test_nobody_signs_up_where_it_is_not_open(client: Client, settings: Any, signup: str) -> None:
    settings.SIGNUP = signup
    client.post(reverse("account_signup"), ALICE)
    assert not User.objects.exists()


def test_an_invitation_opens_the_sign_up_page(
    client: Client, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SIGNUP = "invite"
    call_command("invite")
    response = client.get(path(capsys.readouterr().out.strip()))
    assert response["Location"] == reverse("account_signup")
    client.post(reverse("account_signup"), ALICE)
    assert User.objects.filter(username="alice").exists()


def test_an_invitation_opens_nothing_where_sign_up_is_closed(client: Client, settings: Any) -> None:
    settings.SIGNUP = "closed"
    client.get(path(accounts.invitation()))
    client.post(reverse("account_signup"), ALICE)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "token",
    ["nonsense", signing.dumps("sign up", salt="another purpose")],
    ids=["nonsense", "signed for something else"],
)
def test_a_forged_invitation_is_refused(client: Client, settings: Any, token: str) -> None:
    settings.SIGNUP = "invite"
    assert client.get(reverse("invited", args=[token])).status_code == 403
    client.post(reverse("account_signup"), ALICE)
    assert not User.objects.exists()


def test_the_first_administrator_is_made_by_the_link_and_signed_in(client: Client) -> None:
    link = path(first_administrator.link("http://testserver"))
    assert client.get(link).status_code == 200
    response = client.post(link, ALICE)
    assert response["Location"] == reverse("admin:index")
    alice = User.objects.get(username="alice")
    assert alice.is_superuser
    assert client.get(reverse("admin:index")).status_code == 200


def test_the_link_is_gone_once_there_is_an_administrator(client: Client) -> None:
    link = path(first_administrator.link("http://testserver"))
    User.objects.create_superuser("mona", password="frobnicate-9")
    assert client.get(link).status_code == 404
    assert client.post(link, ALICE).status_code == 404
    assert not User.objects.filter(username="alice").exists()


def test_a_wrong_form_makes_nobody(client: Client) -> None:
    link = path(first_administrator.link("http://testserver"))
    response = client.post(link, {**ALICE, "password2": "something else"})
    assert response.status_code == 200
    assert not User.objects.exists()


def test_a_forged_link_makes_nobody(client: Client) -> None:
    link = reverse("first_administrator", args=[signing.dumps("make", salt="another purpose")])
    assert client.post(link, ALICE).status_code == 404
    assert not User.objects.exists()


def test_passkeys_and_codes_are_offered(client: Client) -> None:
    client.force_login(User.objects.create_user("alice", "alice@example.org", "frobnicate-9"))
    page = client.get(reverse("mfa_index")).content.decode()
    assert reverse("mfa_activate_totp") in page
    assert reverse("mfa_list_webauthn") in page or reverse("mfa_add_webauthn") in page
