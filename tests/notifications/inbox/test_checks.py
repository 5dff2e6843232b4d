"""A project that could tell nobody of anything hears of it before it starts."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django_eventstream.storage import DjangoModelStorage

from notifications.inbox import checks, kinds
from notifications.streams.eventstream import checks as eventstream


def test_this_site_has_what_it_needs() -> None:
    assert checks.check_inbox(None) == []


def complaints() -> list[str]:
    return [str(complaint.id) for complaint in checks.check_inbox(None)]


@pytest.fixture
def no_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "chosen", list)


@pytest.fixture
def nothing_set(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventstream, "get_storage", DjangoModelStorage)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.BASE_URL = ""


@pytest.mark.usefixtures("nothing_set")
def test_kinds_of_alerts_need_storage_mail_and_a_worker() -> None:
    assert complaints() == ["notifications.E001", "notifications.E003", "notifications.W003"]


@pytest.mark.usefixtures("nothing_set", "no_kinds")
def test_who_tells_nobody_needs_nothing() -> None:
    assert complaints() == []


def test_mails_need_the_page_that_ends_them(settings: Any) -> None:
    settings.ROOT_URLCONF = "notifications.urls"
    assert complaints() == ["notifications.E003"]


def test_pushes_need_somebody_to_write_to(settings: Any) -> None:
    settings.VAPID_SUBJECT = ""
    assert complaints() == ["notifications.E004"]


def test_the_worker_says_what_it_needs(settings: Any) -> None:
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "django_tasks_db"]
    with pytest.raises(CommandError, match="django_tasks_db to INSTALLED_APPS"):
        call_command("worker")
