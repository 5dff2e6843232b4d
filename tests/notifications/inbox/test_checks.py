"""A project that could tell nobody of anything hears of it before it starts."""

from typing import Any

import pytest
from django_eventstream.storage import DjangoModelStorage

from notifications.inbox import checks, kinds, trying
from notifications.streams.eventstream import checks as eventstream


def test_this_site_has_what_it_needs() -> None:
    assert checks.check_inbox(None) == []


@pytest.mark.parametrize(("names", "complaints"), [({"order"}, 1), (set(), 0)])
def test_kinds_of_alerts_need_our_storage(names: set[str], complaints: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(eventstream, "get_storage", DjangoModelStorage)
    monkeypatch.setattr(kinds, "names", lambda: [trying.KIND.name, *names])
    found = checks.check_inbox(None)
    assert [complaint.id for complaint in found] == ["notifications.E001"] * complaints
