"""Operators use the moderators' actions through Django's admin, and rewrite nothing."""

from datetime import datetime

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from chat.actions.reports import report_message
from chat.actions.sanctions import sanction_in_room
from chat.models import Appeal, AuditEntry, Evidence, Report, Room, Sanction, User, WordRule
from tests.chat.conftest import Say, person


@pytest.fixture
def root(db: None, client: Client) -> Client:
    client.force_login(person("root", is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("model", [Appeal, AuditEntry, Evidence, Report, Sanction, WordRule])
def test_nothing_is_added_changed_or_deleted_by_hand(root: Client, model: type) -> None:
    name = f"admin:chat_{model.__name__.lower()}"
    assert root.get(reverse(f"{name}_changelist")).status_code == 200
    assert root.get(reverse(f"{name}_add")).status_code == 403
    assert "delete_selected" not in admin.site.get_model_admin(model).get_actions(root.get("/admin/").wsgi_request)


def test_a_report_is_decided_and_a_sanction_lifted_by_the_actions(
    root: Client, alice: User, bob: User, lobby: Room, say: Say, now: datetime
) -> None:
    report = report_message(actor=alice.pk, message=say(bob, lobby).pk, reason="spam", at=now).report
    mute = sanction_in_room(actor=alice.pk, room=lobby.pk, user="bob", kind="mute", reason="Loud", at=now).sanction
    for model, action, pk in (("report", "dismiss", report.pk), ("sanction", "lift", mute.pk)):
        root.post(reverse(f"admin:chat_{model}_changelist"), {"action": action, "_selected_action": [pk]})
    assert Report.objects.get().decision == "dismissed"
    assert Sanction.objects.get().lifted_at
    assert set(AuditEntry.objects.filter(actor__username="root").values_list("action", flat=True)) == {
        "report.update",
        "sanction.lift",
    }


def test_the_admin_lets_people_in_through_the_sites_own_door(client: Client, db: None) -> None:
    answer = client.get(reverse("admin:login"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
