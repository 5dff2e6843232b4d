"""Slash commands stand for other commands."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from chat import commands, slash
from chat.actions.webhooks import create_webhook
from chat.models import Message, Room, User
from chat.refusals import Invalid
from notifications.streams.viewer import Viewer

ID = UUID(int=1)


@pytest.mark.parametrize(
    ("typed", "name", "args"),
    [
        ("/me waves", "message.post", {"body": "*Bob waves*"}),
        ("/shrug", "message.post", {"body": "¯\\\\\\_(ツ)\\_/¯"}),
        ("/shrug who knows", "message.post", {"body": "who knows ¯\\\\\\_(ツ)\\_/¯"}),
        ("/topic  All about snails ", "room.update", {"topic": "All about snails"}),
        ("/topic", "room.update", {"topic": ""}),
        ("/invite @carol", "room.invite", {"user": "carol"}),
        ("/kick carol", "room.kick", {"user": "carol"}),
        ("/leave", "room.leave", {}),
    ],
)
def test_each_means_a_command(bob: User, lobby: Room, typed: str, name: str, args: dict[str, Any]) -> None:
    meant = slash.meant(bob.pk, lobby.pk, ID, typed)
    said = {"client_id": ID} if name == "message.post" else {}
    assert meant == (name, {"room": lobby.pk, **said, **args})


def test_every_one_stands_for_a_command_that_exists(bob: User, lobby: Room) -> None:
    for name in slash.NAMES:
        assert slash.meant(bob.pk, lobby.pk, ID, f"/{name} bob")[0] in commands.COMMANDS


@pytest.mark.parametrize("typed", ["/etc/hosts", "/nothing", "/", "/Me waves", "/me-too"])
def test_what_nobody_declared_is_refused_in_clear_words(bob: User, lobby: Room, typed: str) -> None:
    with pytest.raises(slash.UnknownSlash, match="Begin with //"):
        slash.meant(bob.pk, lobby.pk, ID, typed)


def test_what_is_missing_is_shown(bob: User, lobby: Room) -> None:
    with pytest.raises(slash.Incomplete, match="/invite @…"):
        slash.meant(bob.pk, lobby.pk, ID, "/invite")


def test_strangers_do_not_learn_what_a_private_room_has(alice: User, mallory: User, den: Room, now: datetime) -> None:
    more: Any = {"name": "Weather", "url": "https://example.org/", "slash": "weather"}
    create_webhook(actor=alice.pk, room=den.pk, at=now, **more)
    with pytest.raises(slash.UnknownSlash):
        slash.meant(mallory.pk, den.pk, ID, "/weather Berlin")


def test_webhooks_declare_their_own(alice: User, bob: User, lobby: Room, den: Room, now: datetime) -> None:
    more: Any = {"name": "Weather", "url": "https://example.org/", "slash": "weather"}
    made = create_webhook(actor=alice.pk, room=lobby.pk, at=now, **more).webhook
    name, args = slash.meant(bob.pk, lobby.pk, ID, "/weather Berlin")
    assert (name, args["webhook"], args["text"]) == ("webhook.call", made.pk, "Berlin")
    with pytest.raises(slash.UnknownSlash):
        slash.meant(bob.pk, den.pk, ID, "/weather Berlin")
    assert "/weather …" in [one["usage"] for one in slash.offered(bob, lobby, "member")]


def test_each_is_offered_to_those_who_may(alice: User, bob: User, lobby: Room) -> None:
    def names(person: User | None, role: str | None) -> list[str]:
        return [one["name"] for one in slash.offered(person, lobby, role)]

    assert names(alice, "owner") == ["me", "shrug", "topic", "invite", "kick", "leave"]
    assert names(bob, "member") == ["me", "shrug", "invite", "leave"]
    assert names(None, None) == []


@pytest.mark.django_db(transaction=True)
async def test_typed_it_is_done_with_the_same_refusals(bob: User, lobby: Room) -> None:
    typed = {"room": lobby.pk, "client_id": str(uuid4()), "text": "/me waves"}
    status, answer = await commands.dispatch(Viewer(bob.pk), "room.slash", typed)
    assert (status, answer["message"]["html"]) == (201, "<p><em>Bob waves</em></p>")
    with pytest.raises(Invalid, match="text"):
        await commands.dispatch(Viewer(bob.pk), "room.slash", typed | {"text": ""})
    with pytest.raises(Exception, match="may not"):
        await commands.dispatch(Viewer(bob.pk), "room.slash", typed | {"text": "/topic mine"})
    assert await Message.objects.acount() == 1
