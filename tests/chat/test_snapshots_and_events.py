"""A page with its events applied is a fresh page, whatever was done (contract C6)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from chat import commands
from chat.actions import (
    answers,
    appeals,
    attachments,
    blocks,
    developing,
    likes,
    members,
    messages,
    pins,
    reports,
    rooms,
    sanctions,
    settling,
    sweeping,
    webhooks,
    words,
)
from chat.files.pictures import Made
from chat.files.sniffing import Contents
from chat.models import Message, Report, Room, Sanction, User, Webhook, WordRule
from notifications.inbox import commands as inbox
from tests.chat.conftest import Say
from tests.chat.page import FrontPage, Panel, RoomPage
from tests.notifications.inbox.page import InboxPage


@dataclass
class World:
    """Alice's room with bob in it and a message of each; carol is outside."""

    room: Room
    hers: Message
    his: Message
    alice: User
    bob: User
    carol: User
    mona: User
    at: datetime
    say: Say

    def do(self, action: Callable[..., Any], actor: User, **more: Any) -> Any:
        return action(actor=actor.pk, at=self.at, **more)


@pytest.fixture(params=["lobby", "den"], ids=["public", "private"])
def world(request: pytest.FixtureRequest, db: None, now: datetime, say: Say) -> World:
    room: Room = request.getfixturevalue(request.param)
    alice, bob, carol, mona = (request.getfixturevalue(name) for name in ("alice", "bob", "carol", "mona"))
    his = say(bob, room, "hi @alice")
    likes.like_message(actor=alice.pk, message=his.pk, at=now)
    return World(room, say(alice, room), his, alice, bob, carol, mona, now, say)


Deed = Callable[[World], object]


def deed(act: Deed) -> Deed:
    """`act`, to give it a name in one line."""
    return act


def both(*deeds: Deed) -> Deed:
    def all_of_them(world: World) -> None:
        for one in deeds:
            one(world)

    return all_of_them


def update(**changes: Any) -> Deed:
    return lambda w: w.do(rooms.update_room, w.alice, room=w.room.pk, **changes)


post = deed(lambda w: w.say(w.bob, w.room, "new, @carol", reply_to=w.hers.pk))
float_by: Deed = both(
    update(stage={"kind": "clock"}),
    lambda w: w.say(w.bob, w.room, "wow", kind="danmaku", bullet={"mode": "top"}),
    lambda w: w.say(w.bob, w.room, "as any other"),
)
edit = deed(lambda w: w.do(messages.edit_message, w.bob, message=w.his.pk, body="*edited*"))
remove = deed(lambda w: w.do(messages.remove_message, w.bob, message=w.his.pk))
like = deed(lambda w: w.do(likes.like_message, w.bob, message=w.hers.pk))
unlike = deed(lambda w: w.do(likes.unlike_message, w.alice, message=w.his.pk))
invite = deed(lambda w: w.do(members.invite_member, w.alice, room=w.room.pk, user="carol"))
leave = deed(lambda w: w.do(members.leave_room, w.bob, room=w.room.pk))
kick = deed(lambda w: w.do(members.remove_member, w.alice, room=w.room.pk, user="bob"))
promote = deed(lambda w: w.do(members.set_role, w.alice, room=w.room.pk, user="bob", role="moderator"))
read = deed(lambda w: w.do(members.mark_read, w.bob, room=w.room.pk, position=3))


def bring(world: World) -> UUID:
    about: Any = {"client_id": uuid4(), "name": "cat.png", "size": 9}
    begun = world.do(attachments.begin_attachment, world.bob, room=world.room.pk, **about)
    found: Any = {"sha256": "0" * 64, "contents": Contents("picture", "image/webp", 30, 20)}
    id: UUID = world.do(attachments.finish_attachment, world.bob, attachment=begun.attachment.pk, **found).pk
    return id


def show_picture(world: World) -> None:
    id = bring(world)
    world.do(attachments.describe_attachment, world.bob, attachment=id, alt="A cat")
    world.his = world.say(world.bob, world.room, "", attachments=[id, bring(world)])
    developing.picture_made(attachment=id, made=Made(b"", b"", 30, 20), at=world.at)


def make_picture_later(world: World) -> None:
    id = bring(world)
    world.his = world.say(world.bob, world.room, "", attachments=[id])
    remove(world)
    developing.picture_made(attachment=id, made=None, at=world.at)


def join(world: World) -> None:
    if world.room.is_public:
        world.do(members.join_room, world.carol, room=world.room.pk)


def come_by_posting(world: World) -> None:
    if world.room.is_public:
        world.say(world.carol, world.room)


def create(world: World) -> None:
    world.do(rooms.create_room, world.bob, name="Another")


def answering(*parts: str) -> Deed:
    """Whom alice may cancel writes an answer to her, as far as `parts` go."""

    def deed(world: World) -> None:
        helper = User.objects.create(username="helper", is_bot=True)
        world.do(members.invite_member, world.alice, room=world.room.pk, user="helper")
        more: Any = {"room": world.room.pk, "reply_to": world.hers.pk, "client_id": uuid4()}
        begun = answers.start_answer(actor=helper.pk, at=world.at, **more)
        offset, at = 0, world.at
        for part in parts:
            at += timedelta(seconds=1)
            given: Any = {"message": begun.posted.message.pk, "offset": offset, "text": part}
            offset = answers.append_answer(actor=helper.pk, at=at, **given).offset

    return deed


def open_door(**more: Any) -> Deed:
    return lambda w: w.do(webhooks.create_webhook, w.alice, room=w.room.pk, name="Weather", **more)


def close_door(world: World) -> None:
    world.do(webhooks.revoke_webhook, world.alice, webhook=Webhook.objects.get().pk)


def call_door(world: World) -> None:
    more: Any = {"webhook": Webhook.objects.get().pk, "client_id": uuid4(), "text": "Berlin"}
    world.do(webhooks.call_webhook, world.bob, room=world.room.pk, **more)


def finish(world: World) -> None:
    growing = Message.objects.latest("pk")
    answers.finish_answer(actor=growing.author_id, message=growing.pk, at=world.at)


def cancel(world: World) -> None:
    world.do(answers.cancel_answer, world.alice, message=Message.objects.latest("pk").pk)


def cut_short(world: World) -> None:
    world.do(messages.remove_message, world.alice, message=Message.objects.latest("pk").pk)


def sanction(kind: str, minutes: int | None = 5) -> Deed:
    more = {"user": "bob", "kind": kind, "minutes": minutes, "reason": "Shouting"}
    return lambda w: w.do(sanctions.sanction_in_room, w.alice, room=w.room.pk, **more)


def sanction_everywhere(world: World) -> None:
    world.do(sanctions.sanction_everywhere, world.mona, user="bob", kind="mute", minutes=5, reason="Shouting")


def lift(world: World) -> None:
    found = Sanction.objects.latest("pk")
    world.do(sanctions.lift_sanction, world.alice if found.room else world.mona, sanction=found.pk)


def appeal(world: World) -> None:
    world.do(appeals.appeal_sanction, world.bob, sanction=Sanction.objects.latest("pk").pk, text="I was quoting.")


def answer(world: World) -> None:
    world.do(appeals.answer_appeal, world.mona, sanction=Sanction.objects.latest("pk").pk, granted=True)


def update_report(state: str) -> Deed:
    more = {"state": state, "decision": "removed" if state == "decided" else ""}
    return lambda w: w.do(reports.update_report, w.mona, report=Report.objects.get().pk, **more)


def settle(world: World) -> None:
    mute: Any = {"kind": "mute", "minutes": 5}
    done: Any = {"decision": "sanctioned", "note": "Shouting", "remove": True, "sanction": mute}
    world.do(settling.settle_message, world.alice, message=world.his.pk, **done)


report = deed(lambda w: w.do(reports.report_message, w.alice, message=w.his.pk, reason="spam"))
restore = deed(lambda w: w.do(messages.restore_message, w.alice, message=w.his.pk))
purge = deed(lambda w: w.do(messages.purge_message, w.alice, message=w.his.pk))
pin = deed(lambda w: w.do(pins.pin_message, w.alice, message=w.his.pk))
unpin = deed(lambda w: w.do(pins.unpin_message, w.alice, message=w.his.pk))
sweep = deed(lambda w: w.do(sweeping.sweep_room, w.alice, room=w.room.pk, user="bob"))
add_word = deed(lambda w: w.do(words.add_word, w.mona, word="newt"))
drop_word = deed(lambda w: w.do(words.drop_word, w.mona, word=WordRule.objects.get().pk))
block = deed(lambda w: w.do(blocks.block_person, w.alice, user="bob"))
unblock = deed(lambda w: w.do(blocks.unblock_person, w.alice, user="bob"))


DEEDS: dict[str, Deed] = {
    "message.post": post,
    "message.post of a danmaku": float_by,
    "attachment.begin": lambda w: w.do(attachments.cancel_attachment, w.bob, attachment=bring(w)),
    "attachment.finish": bring,
    "attachment.describe": show_picture,
    "attachment.cancel": both(lambda w: w.do(attachments.cancel_attachment, w.bob, attachment=bring(w)), show_picture),
    "message.post with pictures, and away": both(show_picture, remove),
    "message.post with pictures, and back": both(show_picture, remove, restore),
    "a picture made after its removal": both(make_picture_later, restore),
    "message.purge with pictures": both(show_picture, purge),
    "message.edit": edit,
    "message.remove": remove,
    "message.like": like,
    "message.unlike": unlike,
    "message.restore": both(like, remove, restore),
    "message.purge": purge,
    "message.pin": pin,
    "message.unpin": both(pin, unpin),
    "message.report": report,
    "webhook.create": open_door(),
    "webhook.revoke": both(open_door(), close_door),
    "webhook.call": both(open_door(url="https://example.org/", slash="weather"), call_door),
    "answer.start": answering(),
    "answer.append": answering("*Be", "cause*", " @bob"),
    "answer.finish": both(answering("*Be", "cause*", " @bob"), finish),
    "answer.cancel": both(answering("Be", "cause"), cancel),
    "message.remove of an answer": both(answering("Be", "cause"), cut_short),
    "report.update": both(report, update_report("taken"), update_report("decided")),
    "message.settle": both(report, settle),
    "room.sanction": sanction("mute"),
    "room.sanction: timeout": sanction("timeout"),
    "room.sanction: ban": sanction("ban", None),
    "room.sanction: kick": sanction("kick", None),
    "room.sweep": both(pin, sweep),
    "site.sanction": sanction_everywhere,
    "sanction.lift": both(sanction("mute"), lift),
    "sanction.lift of a timeout": both(sanction("timeout"), sanction("mute", None), lift),
    "sanction.lift of a ban": both(sanction("ban", 5), lift),
    "sanction.appeal": both(sanction("ban"), appeal),
    "appeal.answer": both(sanction("mute"), appeal, answer),
    "person.block": block,
    "person.unblock": both(block, unblock),
    "word.add": add_word,
    "word.drop": both(add_word, drop_word),
    "room.create": create,
    "room.update": update(name="Other", topic="else", slow_mode_s=5, locked=True),
    "room.update of the stage": update(stage={"kind": "wall"}),
    "room.update to private": update(visibility="private"),
    "room.update to public": update(visibility="public"),
    "room.update to archived": update(archived=True),
    "room.join": join,
    "room.leave": leave,
    "room.invite": invite,
    "room.kick": kick,
    "room.role": promote,
    "room.read": read,
    "come by posting": come_by_posting,
    "edit and remove": both(edit, like, remove),
    "everything": both(post, edit, like, invite, promote, read, unlike, remove, kick, update(topic="done")),
}


def test_every_command_that_writes_is_among_the_deeds() -> None:
    writing = {name for name, command in commands.COMMANDS.items() if command.writes}
    assert writing - inbox.COMMANDS.keys() <= DEEDS.keys()


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_a_rooms_page_catches_up(world: World, deed: Deed) -> None:
    page = RoomPage(world.room, world.alice)
    deed(world)
    page.catch_up()
    assert page.shown() == RoomPage(world.room, world.alice).shown()


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
@pytest.mark.parametrize("who", ["alice", "bob", "carol"])
def test_the_front_page_catches_up(world: World, deed: Deed, who: str) -> None:
    viewer: User = getattr(world, who)
    page = FrontPage(viewer)
    deed(world)
    page.catch_up()
    assert page.rooms == FrontPage(viewer).rooms


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_the_panel_catches_up(world: World, deed: Deed) -> None:
    panel = Panel()
    deed(world)
    panel.catch_up()
    assert panel.shown() == Panel().shown()


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
@pytest.mark.parametrize("who", ["alice", "bob", "carol"])
def test_the_inbox_catches_up(world: World, deed: Deed, who: str) -> None:
    viewer: User = getattr(world, who)
    page = InboxPage(viewer)
    deed(world)
    page.catch_up()
    assert page.shown() == InboxPage(viewer).shown()


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_the_whole_log_makes_the_page(world: World, deed: Deed) -> None:
    page = RoomPage(world.room, world.alice)
    page.position, page.members, page.messages = 0, {}, {}
    deed(world)
    page.catch_up()
    fresh = RoomPage(world.room, world.alice)
    assert page.messages == fresh.messages
    assert page.members == fresh.members


def test_a_page_taken_before_and_during_catches_up_alike(world: World) -> None:
    early = RoomPage(world.room, world.alice)
    both(post, edit)(world)
    late = RoomPage(world.room, world.alice)
    both(remove, like)(world)
    for page in (early, late):
        page.catch_up()
    assert early.shown() == late.shown() == RoomPage(world.room, world.alice).shown()
