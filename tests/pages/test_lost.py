"""What is not there, closed or broken says so in a friendly way."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db


@override_settings(DEBUG=False)
def test_what_is_not_there_leads_back(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "There is no door here" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_a_form_from_elsewhere_is_refused(client: Client) -> None:
    answer = Client(enforce_csrf_checks=True).post("/rooms/new/", {"name": "Attic"})
    assert answer.status_code == 403
    assert "This door stays closed" in answer.content.decode()


def test_the_page_of_a_fault_needs_no_request() -> None:
    assert "Something broke" in render_to_string("500.html")
