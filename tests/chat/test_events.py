"""docs/events.md lists every event, as it really is."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from chat import events
from chat.actions.answers import append_answer, finish_answer, start_answer
from chat.actions.appeals import appeal_sanction
from chat.actions.blocks import block_person, unblock_person
from chat.actions.developing import picture_made
from chat.actions.figures import tell_if_open
from chat.actions.likes import like_message, unlike_message
from chat.actions.live_streams import declare_stream
from chat.actions.members import leave_room, mark_read, set_role
from chat.actions.messages import edit_message, remove_message, restore_message
from chat.actions.pins import pin_message, unpin_message
from chat.actions.publishing import publish_value
from chat.actions.reports import report_message, update_report
from chat.actions.rooms import update_room
from chat.actions.sanctions import lift_sanction, sanction_in_room
from chat.actions.typing import show_typing
from chat.files.pictures import Made
from chat.models import Attachment, Report, Room, User
from chat.refusals import Forbidden, NotFound
from notifications.inbox import announcing, reading
from notifications.streams import log, signals
from notifications.streams.models import Event
from notifications.streams.names import user_stream
from tests.chat.conftest import Say, person
from tests.chat.page import events as events_of

PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")
STREAM = r"(room|user|moderation-traffic|moderation|site|<name>)"
SECTION = re.compile(rf"^## .*?`{STREAM}(?:-<id>)?`$(.*?)(?=^## )", re.DOTALL | re.MULTILINE)
EVENT = re.compile(r"^### `([a-z.]+)`$.*?```json\n(.*?)\n```", re.DOTALL | re.MULTILINE)

KINDS = events.KINDS | {name: events.Kind("user", keys) for name, keys in announcing.KINDS.items()}
DOCUMENTED = {
    name: (stream, json.loads(example))
    for stream, section in SECTION.findall(PAGE)
    for name, example in EVENT.findall(section)
}


def test_the_page_lists_every_event_and_no_other() -> None:
    documented = {name: (stream, frozenset(example)) for name, (stream, example) in DOCUMENTED.items()}
    assert documented == {name: (kind.stream, kind.keys) for name, kind in KINDS.items()}


def keys(value: Any) -> Any:
    """The names of all fields, however deep."""
    return {key: keys(inner) for key, inner in value.items()} if isinstance(value, dict) else None


@pytest.mark.parametrize("name", KINDS)
def test_an_example_looks_like_the_real_event(
    alice: User, bob: User, mona: User, mallory: User, carol: User, lobby: Room, say: Say, now: datetime, name: str
) -> None:
    message = say(bob, lobby, "hi @alice")
    of_alice = say(alice, lobby)
    like_message(actor=bob.pk, message=of_alice.pk, at=now)
    like_message(actor=carol.pk, message=of_alice.pk, at=now)
    reading.read(actor=alice.pk, position=log.head(user_stream(alice.pk)), at=now)
    unlike_message(actor=carol.pk, message=of_alice.pk, at=now)
    unlike_message(actor=bob.pk, message=of_alice.pk, at=now)
    like_message(actor=alice.pk, message=message.pk, at=now)
    unlike_message(actor=alice.pk, message=message.pk, at=now)
    edit_message(actor=bob.pk, message=message.pk, body="Hello", at=now)
    mark_read(actor=alice.pk, room=lobby.pk, position=message.position, at=now)
    set_role(actor=alice.pk, room=lobby.pk, user="bob", role="moderator", at=now)
    update_room(actor=alice.pk, room=lobby.pk, topic="new", at=now)
    block_person(actor=alice.pk, user="mallory", at=now)
    unblock_person(actor=alice.pk, user="mallory", at=now)
    more: Any = {"room": lobby, "author": bob, "message": message, "client_id": uuid4(), "created_at": now}
    picture = Attachment.objects.create(name="cat.png", size=9, kind="picture", state="processing", **more)
    picture_made(attachment=picture.pk, made=Made(b"", b"", 1200, 800), at=now)
    pin_message(actor=alice.pk, message=message.pk, at=now)
    unpin_message(actor=alice.pk, message=message.pk, at=now)
    report_message(actor=alice.pk, message=message.pk, reason="spam", at=now)
    update_report(actor=mona.pk, report=Report.objects.get().pk, state="taken", at=now)
    update_report(actor=mona.pk, report=Report.objects.get().pk, state="decided", decision="removed", at=now)
    helper = person("helper", is_bot=True)
    grown = start_answer(actor=helper.pk, room=lobby.pk, client_id=uuid4(), at=now).posted.message
    append_answer(actor=helper.pk, message=grown.pk, offset=0, text="Hello", at=now + timedelta(seconds=1))
    told = events_of(lobby.stream)
    finish_answer(actor=helper.pk, message=grown.pk, at=now)
    remove_message(actor=alice.pk, message=message.pk, at=now)
    restore_message(actor=alice.pk, message=message.pk, at=now)
    mute: Any = {"user": "bob", "kind": "mute", "minutes": 5, "reason": "Shouting", "report": Report.objects.get().pk}
    sanction = sanction_in_room(actor=alice.pk, room=lobby.pk, at=now, **mute).sanction
    appeal_sanction(actor=bob.pk, sanction=sanction.pk, text="I was quoting.", at=now)
    told += [event for stream in streams(lobby, alice, bob) for event in events_of(stream)]
    lift_sanction(actor=alice.pk, sanction=sanction.pk, at=now)
    remove_message(actor=bob.pk, message=message.pk, at=now)
    leave_room(actor=bob.pk, room=lobby.pk, at=now)
    tell_if_open(now)
    declare_stream(actor=None, name="weather", at=now)
    publish_value(stream="weather", name="temperature", value=21.5, unit="°C", at=now)
    told += [event for stream in (lobby.stream, events.SITE, events.TRAFFIC, "weather") for event in events_of(stream)]
    stream, example = DOCUMENTED[name]
    real = [event for event in reversed(told) if event["type"] == name]
    assert real[0]["stream"].startswith(stream.replace("<name>", "weather"))
    assert keys(example) in [keys(event["data"]) for event in real]
    assert {*Event.objects.values_list("type", flat=True)} <= KINDS.keys() | {"redacted", "revoked"}


def streams(room: Room, *people: User) -> list[str]:
    return [room.stream, events.MODERATION, *(user_stream(person.pk) for person in people)]


def test_typing_is_signalled_and_not_stored(
    bob: User, mallory: User, lobby: Room, den: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, str, Any]] = []
    monkeypatch.setattr(signals, "send", lambda *signal: sent.append(signal))
    stored = Event.objects.count()
    show_typing(actor=bob.pk, room=lobby.pk)
    assert sent == [(lobby.stream, "typing", {"user": {"id": bob.pk, "username": "bob", "name": "Bob"}})]
    assert Event.objects.count() == stored
    with pytest.raises(NotFound):
        show_typing(actor=mallory.pk, room=den.pk)


def test_nobody_types_in_an_archived_room(alice: User, lobby: Room, now: datetime) -> None:
    update_room(actor=alice.pk, room=lobby.pk, archived=True, at=now)
    with pytest.raises(Forbidden):
        show_typing(actor=alice.pk, room=lobby.pk)
