"""The page of a room's webhooks."""

import re

import pytest
from django.test import Client

from chat.models import Room, User, Webhook

pytestmark = pytest.mark.django_db(transaction=True)
CLIENT_ID = "6f1c1b5e-8a0e-4a7e-9a63-0b1f2c3d4e5f"


def test_one_is_made_shown_once_and_revoked(as_alice: Client, lobby: Room) -> None:
    address = f"/rooms/{lobby.slug}/webhooks/"
    made = as_alice.post(address, {"name": "Builds"}).content.decode()
    secret = re.search(r"/api/v1/hooks/(chatsite_[\w-]+)", made)
    assert secret is not None
    assert Webhook.objects.get().digest
    again = as_alice.get(address).content.decode()
    assert "Builds" in again
    assert secret[1] not in again
    assert as_alice.post(f"{address}{Webhook.objects.get().pk}/revoke/").status_code == 302
    assert "Builds" not in as_alice.get(address).content.decode()


def test_one_that_goes_out_shows_its_secret(as_alice: Client, lobby: Room) -> None:
    form = {"name": "Weather", "url": "https://example.org/hook", "events": ["message.posted"], "slash": "weather"}
    made = as_alice.post(f"/rooms/{lobby.slug}/webhooks/", form).content.decode()
    assert re.search(r'value="[0-9a-f]{64}"', made)
    assert "/weather" in made


def test_what_is_wrong_is_said_in_the_form(as_alice: Client, lobby: Room) -> None:
    form = {"name": "Weather", "url": "http://127.0.0.1/", "events": ["message.posted"]}
    assert "begins with https://" in as_alice.post(f"/rooms/{lobby.slug}/webhooks/", form).content.decode()
    assert not Webhook.objects.exists()


def test_others_do_not_know_of_it(as_bob: Client, bob: User, lobby: Room) -> None:
    assert as_bob.get(f"/rooms/{lobby.slug}/webhooks/").status_code == 404
    assert as_bob.post(f"/rooms/{lobby.slug}/webhooks/", {"name": "Mine"}).status_code == 404
    assert not Webhook.objects.exists()


def test_slashes_work_without_script(as_alice: Client, lobby: Room) -> None:
    as_alice.post(f"/rooms/{lobby.slug}/", {"client_id": CLIENT_ID, "body": "/topic Snails"})
    assert Room.objects.get().topic == "Snails"
    refused = as_alice.post(f"/rooms/{lobby.slug}/", {"client_id": CLIENT_ID, "body": "/nothing"})
    assert refused.status_code == 409
    assert "There is no command /nothing here" in refused.content.decode()
