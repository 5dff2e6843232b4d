"""Administrators look at the inbox and touch nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from chat.models import User
from notifications.inbox.models import Alert, KindChoice, PlaceChoice, PushSubscription, Wishes

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root", "root@example.org", "frobnicate-9"))
    return client


@pytest.mark.parametrize("model", [Alert, KindChoice, PlaceChoice, PushSubscription, Wishes])
def test_nothing_is_added_by_hand(root: Client, model: type) -> None:
    name = f"admin:notifications_{model.__name__.lower()}"
    assert root.get(reverse(f"{name}_changelist")).status_code == 200
    assert root.get(reverse(f"{name}_add")).status_code == 403


def test_the_keys_of_a_device_stay_unseen(root: Client) -> None:
    user = User.objects.get()
    device = PushSubscription.objects.create(
        user=user, endpoint="https://push.example.org/hush", p256dh="hush", auth="hush", label="phone"
    )
    address = reverse("admin:notifications_pushsubscription_change", args=[device.pk])
    page = root.get(address).content.decode()
    assert "phone" in page
    assert "hush" not in page
    assert root.post(address, {"label": "mine"}).status_code == 403
    assert root.post(reverse("admin:notifications_pushsubscription_delete", args=[device.pk])).status_code == 403
