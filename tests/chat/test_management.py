"""The commands of `manage.py` that belong to the chat."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from chat import tokens
from chat.models import Message, Room, User
from notifications.inbox import digest
from notifications.streams.models import Event


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


@override_settings(DEBUG=True)
def test_the_demo_may_be_repeated(db: None) -> None:
    run("demo")
    told = Event.objects.count()
    run("demo")
    assert Event.objects.count() == told
    assert {*User.objects.values_list("username", flat=True)} == {"alice", "bob", "carol", "mona", "admin"}
    assert all(user.check_password("demo") for user in User.objects.all())
    assert dict(Room.objects.values_list("slug", "visibility")) == {
        "lobby": "public",
        "garden": "public",
        "cinema": "public",
        "staff": "private",
    }
    staff = Room.objects.get(slug="staff").memberships
    assert {*staff.values_list("user__username", flat=True)} == {"mona", "admin"}
    assert User.objects.get(username="mona").is_moderator
    assert Message.objects.filter(likes__gt=0).exists()
    assert Message.objects.exclude(reply_to=None).exists()
    assert digest.due(timezone.now()) == []


@override_settings(DEBUG=False)
def test_the_demo_is_not_for_a_real_site(db: None) -> None:
    with pytest.raises(CommandError, match="--yes"):
        run("demo")
    assert not User.objects.exists()
    run("demo", "--yes")
    assert User.objects.exists()


def test_a_token_is_printed_and_nothing_else(alice: User) -> None:
    text = run("token", "alice").removesuffix("\n")
    found = tokens.find(text)
    assert found is not None
    assert found[1] == alice.pk


def test_nobody_gets_no_token(alice: User) -> None:
    alice.is_active = False
    alice.save()
    for username in ("nobody", "alice"):
        with pytest.raises(CommandError, match=username):
            run("token", username)
