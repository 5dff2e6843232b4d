"""Rules that could never decide about a stream are refused where they are named."""

from typing import Any

import pytest

from notifications.streams import access, checks, log
from notifications.streams.names import MalformedName, MalformedType


@pytest.mark.parametrize("prefix", ["Room-", "a b", "é", "%e9"])
def test_no_name_begins_so(prefix: str, settings: Any) -> None:
    with pytest.raises(MalformedName):
        access.register(prefix, access.everybody)
    settings.STREAM_RULES = {prefix: "notifications.streams.access.everybody"}
    assert [(one.id, prefix in one.msg) for one in checks.check_rules(None)] == [("notifications.E002", True)]


@pytest.mark.parametrize("path", ["nowhere.rule", "notifications.streams.access.nobody", "rule"])
def test_there_is_no_such_rule(path: str, settings: Any) -> None:
    settings.STREAM_RULES = {"club-": path}
    assert [one.id for one in checks.check_rules(None)] == ["notifications.E002"]


def test_the_rules_of_this_site_are_well() -> None:
    assert checks.check_rules(None) == []


@pytest.mark.django_db
@pytest.mark.parametrize("stream", ["Ticket 1", "", "a.b", "%61", "x" * 65, ".mine"])
def test_nothing_is_appended_where_nobody_could_follow(stream: str) -> None:
    with pytest.raises(MalformedName), log.transaction():
        log.append(stream, "said", {})
    assert log.head(stream) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("type", ["", "a\nb", 'a"b', "a<b", "x" * 65, "\ud800"])
def test_nothing_is_appended_that_would_break_the_wire(type: str) -> None:
    with pytest.raises(MalformedType), log.transaction():
        log.append("ticket-1", type, {})
    assert log.head("ticket-1") == 0
