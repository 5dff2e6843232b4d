"""Pictures and files: who may bring them, what is told of them, and that nothing of them stays behind."""

import asyncio
import hashlib
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.test import override_settings
from PIL import Image

from chat import downloads, rates, snapshots, uploads
from chat.actions import attachments as bringing
from chat.actions import evidence
from chat.actions.attaching import WrongAttachment
from chat.actions.attachments import QuotaReached, TooBig, begin_attachment, cancel_attachment, describe_attachment
from chat.actions.filtering import BlockedWord
from chat.actions.messages import purge_message, remove_message, restore_message
from chat.actions.posting import AlreadySaid
from chat.actions.rooms import update_room
from chat.actions.words import add_word
from chat.files import storing
from chat.models import Attachment, Message, Room, User
from chat.refusals import NotFound, Sanctioned, TooFast
from tests.chat.conftest import Say
from tests.chat.page import RoomPage, types
from tests.notifications.inbox.conftest import work

pytestmark = pytest.mark.django_db(transaction=False)
Bring = Callable[..., Attachment]


def picture(size: tuple[int, int] = (300, 200), format: str = "PNG", **more: Any) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, format, **more)
    return drawn.getvalue()


@pytest.fixture
def bring(now: datetime) -> Bring:
    """`bring(bob, lobby, data)`: uploaded and finished, as over any door."""

    def bring(author: User, room: Room, data: bytes | None = None, name: str = "cat.png", **more: Any) -> Attachment:
        data = picture() if data is None else data
        begun = begin_attachment(
            actor=author.pk, room=room.pk, client_id=uuid4(), name=name, size=len(data), at=now, **more
        ).attachment
        storing.put_part(begun.pk, 0, data)
        contents = uploads._complete(uploads.Upload(begun.pk, len(data)), digest(data))
        return bringing.finish_attachment(
            actor=author.pk, attachment=begun.pk, sha256=digest(data), contents=contents, at=now
        )

    return bring


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def stored(id: UUID) -> set[str]:
    """What is kept of an attachment."""
    return set(storing.names(id))


def begin(author: User, room: Room, now: datetime, **more: Any) -> bringing.Begun:
    given = {"client_id": uuid4(), "name": "a.txt", "size": 10, **more}
    return begin_attachment(actor=author.pk, room=room.pk, at=now, **given)


def test_a_picture_is_made_anew_and_everybody_is_told(bob: User, lobby: Room, bring: Bring, say: Say) -> None:
    brought = bring(bob, lobby, alt="a cat")
    message = say(bob, lobby, "", attachments=[brought.pk])
    [shown] = message.attachments
    assert (shown["state"], shown["url"], shown["width"], shown["height"]) == ("processing", None, 300, 200)
    page = RoomPage(lobby, bob)
    work()
    assert types(lobby.stream)[-1] == "attachment.updated"
    page.catch_up()
    assert page.shown() == RoomPage(lobby, bob).shown()
    [shown] = Message.objects.get(pk=message.pk).attachments
    assert (shown["state"], shown["alt"]) == ("ready", "a cat")
    assert shown["url"] == f"/attachments/{brought.pk}/picture"
    assert stored(brought.pk) == {"picture", "thumbnail"}


def test_a_file_is_ready_at_once(bob: User, lobby: Room, bring: Bring, say: Say) -> None:
    brought = bring(bob, lobby, b"%PDF-1.7 hello", "plan.pdf")
    [shown] = say(bob, lobby, "the plan", attachments=[brought.pk]).attachments
    assert (shown["kind"], shown["state"], shown["name"]) == ("file", "ready", "plan.pdf")
    work()
    assert stored(brought.pk) == {"file"}


def test_a_picture_that_cannot_be_decoded_is_said_to_be_broken(bob: User, lobby: Room, bring: Bring, say: Say) -> None:
    brought = bring(bob, lobby, picture((2000, 2000))[:2000])
    message = say(bob, lobby, "look", attachments=[brought.pk])
    work()
    [shown] = Message.objects.get(pk=message.pk).attachments
    assert (shown["state"], shown["url"], shown["thumbnail"]) == ("broken", None, None)
    assert stored(brought.pk) == set()


def test_a_task_that_is_done_twice_changes_nothing(bob: User, lobby: Room, bring: Bring, say: Say) -> None:
    from chat.tasks import make_picture

    brought = bring(bob, lobby)
    work()
    make_picture.call(str(brought.pk))
    brought.refresh_from_db()
    assert brought.state == "ready"
    assert stored(brought.pk) == {"picture", "thumbnail"}


def test_a_message_needs_a_text_or_an_attachment(bob: User, lobby: Room, now: datetime) -> None:
    from chat.schemas import PostMessage

    for given in ({"body": ""}, {"body": "  "}, {"body": "", "attachments": [str(uuid4())] * 2}):
        with pytest.raises(ValueError, match=r"body|attachments"):
            PostMessage.model_validate({"room": 1, "client_id": str(uuid4()), **given})
    PostMessage.model_validate({"room": 1, "client_id": str(uuid4()), "body": "", "attachments": [str(uuid4())]})


def test_only_ones_own_whole_unsaid_files_of_that_room_can_be_said(
    alice: User, bob: User, lobby: Room, den: Room, bring: Bring, say: Say, now: datetime
) -> None:
    mine, hers, elsewhere = bring(bob, lobby), bring(alice, lobby), bring(bob, den)
    unfinished = begin(bob, lobby, now).attachment
    for wrong in (hers, elsewhere, unfinished):
        with pytest.raises(WrongAttachment):
            say(bob, lobby, "look", attachments=[mine.pk, wrong.pk])
    say(bob, lobby, "look", attachments=[mine.pk])
    with pytest.raises(WrongAttachment):
        say(bob, lobby, "again", attachments=[mine.pk])
    with pytest.raises(WrongAttachment):
        say(bob, lobby, "what", attachments=[uuid4()])


def test_a_retry_finds_the_message_with_its_attachment(bob: User, lobby: Room, bring: Bring, post: Any) -> None:
    brought, client_id = bring(bob, lobby), uuid4()
    first = post(bob, lobby, "", client_id=client_id, attachments=[brought.pk])
    again = post(bob, lobby, "", client_id=client_id, attachments=[brought.pk])
    assert (again.created, again.message.pk) == (False, first.message.pk)
    with pytest.raises(AlreadySaid):
        post(bob, lobby, "", client_id=client_id, attachments=[bring(bob, lobby).pk])


def test_beginning_again_finds_the_upload(bob: User, lobby: Room, now: datetime) -> None:
    client_id = uuid4()
    first = begin(bob, lobby, now, client_id=client_id)
    again = begin(bob, lobby, now, client_id=client_id)
    assert (first.created, again.created) == (True, False)
    assert first.attachment == again.attachment
    with pytest.raises(AlreadySaid):
        begin(bob, lobby, now, client_id=client_id, size=11)


def test_whoever_may_not_post_may_bring_nothing(
    alice: User, bob: User, mallory: User, lobby: Room, den: Room, now: datetime
) -> None:
    from chat.actions.posting import Archived, Locked
    from chat.actions.sanctions import sanction_in_room

    with pytest.raises(NotFound):
        begin(mallory, den, now)
    update_room(actor=alice.pk, room=lobby.pk, locked=True, at=now)
    with pytest.raises(Locked):
        begin(bob, lobby, now)
    update_room(actor=alice.pk, room=lobby.pk, archived=True, at=now)
    with pytest.raises(Archived):
        begin(alice, lobby, now)
    sanction_in_room(actor=alice.pk, room=den.pk, user="bob", kind="mute", minutes=5, reason="Shouting", at=now)
    with pytest.raises(Sanctioned):
        begin(bob, den, now)
    assert not Attachment.objects.exists()


def test_sizes_and_shares_are_bounded(bob: User, lobby: Room, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(ATTACHMENT_MAX_BYTES=100, ATTACHMENT_QUOTA=150):
        with pytest.raises(TooBig):
            begin(bob, lobby, now, size=101)
        begin(bob, lobby, now, size=100)
        with pytest.raises(QuotaReached):
            begin(bob, lobby, now, size=51)
    monkeypatch.setattr(bringing, "UNSAID_MAX", 2)
    begin(bob, lobby, now)
    with pytest.raises(QuotaReached):
        begin(bob, lobby, now)


def test_the_same_over_many_lines_does_not_fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "REQUEST_BYTES", 5_000)
    upload = uploads.Upload(uuid4(), 10_000)
    for line in range(5):  # each of them began when nothing had arrived
        assert asyncio.run(uploads.take(upload, 0, 0, b"x" * (5_000 + line))) == 5_000 + line
    with pytest.raises(uploads.WrongOffset):
        asyncio.run(uploads.take(upload, 0, 0, b"x" * 10_000))
    storing.drop(upload.id)


@pytest.mark.django_db(transaction=True)
async def test_what_comes_after_it_was_given_up_does_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = uploads.Upload(uuid4(), 20_000)
    with pytest.raises(NotFound):
        await uploads.store(1, upload, 0, 0, b"x" * 5_000)
    assert stored(upload.id) == set()

    monkeypatch.setattr(uploads, "find", lambda *_: upload)
    storing.put_part(upload.id, 0, b"x" * 20_000)
    await uploads.examine(1, {"attachment": upload.id, "sha256": digest(b"x" * 20_000)})
    assert stored(upload.id) == set()


def test_so_many_in_a_while_and_no_more(bob: User) -> None:
    with override_settings(ATTACHMENT_RATE=(2, 60)):
        rates.of_uploads(bob.pk)
        rates.of_uploads(bob.pk)
        with pytest.raises(TooFast):
            rates.of_uploads(bob.pk)


def test_the_filter_reads_names_and_descriptions(bob: User, mona: User, lobby: Room, now: datetime) -> None:
    add_word(actor=mona.pk, word="newt", at=now)
    for given in ({"name": "newt.png"}, {"alt": "a newt"}):
        with pytest.raises(BlockedWord):
            begin(bob, lobby, now, **given)
    begun = begin(bob, lobby, now).attachment
    with pytest.raises(BlockedWord):
        describe_attachment(actor=bob.pk, attachment=begun.pk, alt="a newt", at=now)
    assert describe_attachment(actor=bob.pk, attachment=begun.pk, alt="a list", at=now).alt == "a list"


def test_what_is_given_up_leaves_nothing(alice: User, bob: User, lobby: Room, bring: Bring, now: datetime) -> None:
    brought = bring(bob, lobby)
    with pytest.raises(NotFound):
        cancel_attachment(actor=alice.pk, attachment=brought.pk, at=now)
    cancel_attachment(actor=bob.pk, attachment=brought.pk, at=now)
    work()
    assert not Attachment.objects.exists()
    assert stored(brought.pk) == set()
    assert not default_storage.exists(storing._folder(brought.pk))


def test_what_was_said_is_not_given_up(bob: User, lobby: Room, bring: Bring, say: Say, now: datetime) -> None:
    brought = bring(bob, lobby)
    say(bob, lobby, "look", attachments=[brought.pk])
    with pytest.raises(NotFound):
        cancel_attachment(actor=bob.pk, attachment=brought.pk, at=now)
    with pytest.raises(NotFound):
        describe_attachment(actor=bob.pk, attachment=brought.pk, alt="later", at=now)


def test_what_is_not_said_within_a_day_goes(bob: User, lobby: Room, bring: Bring, say: Say, now: datetime) -> None:
    from chat.tasks import expire

    unsaid, said = bring(bob, lobby), bring(bob, lobby)
    half = begin(bob, lobby, now, size=100_000).attachment
    storing.put_part(half.pk, 0, b"x" * 5000)
    say(bob, lobby, "look", attachments=[said.pk])
    expire(now + timedelta(hours=23))
    assert Attachment.objects.count() == 3
    expire(now + timedelta(hours=25))
    work()
    assert [*Attachment.objects.all()] == [said]
    assert stored(unsaid.pk) == stored(half.pk) == set()
    assert stored(said.pk) == {"picture", "thumbnail"}


class TestRemoved:
    """An attachment shares the fate of its message."""

    @pytest.fixture
    def message(self, bob: User, lobby: Room, bring: Bring, say: Say) -> Message:
        message = say(bob, lobby, "", attachments=[bring(bob, lobby).pk])
        work()
        message.refresh_from_db()
        return message

    def seen_by(self, person: User | None, message: Message) -> bool:
        attachment = Attachment.objects.get(message=message)
        try:
            downloads.find(None if person is None else person.pk, attachment.pk, "picture")
        except NotFound:
            return False
        return True

    def test_it_is_for_moderators_only(
        self, alice: User, bob: User, carol: User, lobby: Room, message: Message, now: datetime
    ) -> None:
        page = RoomPage(lobby, alice)
        assert self.seen_by(carol, message)
        assert self.seen_by(None, message)
        remove_message(actor=bob.pk, message=message.pk, at=now)
        assert self.seen_by(alice, message)
        assert not any(self.seen_by(person, message) for person in (bob, carol, None))
        page.catch_up()
        assert page.shown() == RoomPage(lobby, alice).shown()
        [tombstone] = snapshots.messages(alice.pk, lobby.pk, snapshots.Where())["messages"]
        assert tombstone["attachments"] == []

    def test_it_comes_back(self, alice: User, bob: User, carol: User, lobby: Room, message: Message, now: Any) -> None:
        shown = message.attachments
        page = RoomPage(lobby, alice)
        remove_message(actor=bob.pk, message=message.pk, at=now)
        restore_message(actor=bob.pk, message=message.pk, at=now)
        assert self.seen_by(carol, message)
        message.refresh_from_db()
        assert message.attachments == shown
        page.catch_up()
        assert page.shown() == RoomPage(lobby, alice).shown()

    def test_a_purge_leaves_nothing(self, alice: User, message: Message, now: datetime) -> None:
        id = Attachment.objects.get(message=message).pk
        purge_message(actor=alice.pk, message=message.pk, at=now)
        work()
        assert not Attachment.objects.exists()
        assert stored(id) == set()

    def test_neither_do_the_days_that_evidence_is_kept(self, bob: User, message: Message, now: datetime) -> None:
        id = Attachment.objects.get(message=message).pk
        remove_message(actor=bob.pk, message=message.pk, at=now)
        evidence.forget_older_than(now)
        assert Attachment.objects.exists()
        evidence.forget_older_than(now + timedelta(seconds=1))
        work()
        assert not Attachment.objects.exists()
        assert stored(id) == set()

    def test_a_picture_that_is_made_after_its_removal_tells_nobody(
        self, bob: User, lobby: Room, bring: Bring, say: Say, now: datetime
    ) -> None:
        message = say(bob, lobby, "x", attachments=[bring(bob, lobby).pk])
        remove_message(actor=bob.pk, message=message.pk, at=now)
        work()
        assert types(lobby.stream)[-1] == "message.removed"
        restore_message(actor=bob.pk, message=message.pk, at=now)
        assert Message.objects.get(pk=message.pk).attachments[0]["state"] == "ready"


def test_a_private_rooms_files_are_its_members(
    alice: User, mallory: User, bob: User, den: Room, bring: Bring, say: Say
) -> None:
    brought = bring(bob, den, b"secret", "plan.txt")
    assert downloads.find(bob.pk, brought.pk, "file").name == "plan.txt"
    for person in (alice.pk, mallory.pk, None):  # it is not said yet
        with pytest.raises(NotFound):
            downloads.find(person, brought.pk, "file")
    say(bob, den, "", attachments=[brought.pk])
    assert downloads.find(alice.pk, brought.pk, "file")
    for person in (mallory.pk, None):
        with pytest.raises(NotFound):
            downloads.find(person, brought.pk, "file")
    with pytest.raises(NotFound):
        downloads.find(bob.pk, brought.pk, "picture")


def test_nothing_depends_on_a_file_system(bob: User, lobby: Room, bring: Bring, say: Say) -> None:
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={"default": memory, "staticfiles": static}):
        brought = bring(bob, lobby)
        say(bob, lobby, "", attachments=[brought.pk])
        work()
        assert stored(brought.pk) == {"picture", "thumbnail"}
        with storing.open_file(brought.pk, "thumbnail") as file:
            assert Image.open(file).size == (300, 200)


def test_a_part_that_was_half_written_does_not_count(bob: User, lobby: Room, now: datetime) -> None:
    begun = begin(bob, lobby, now, size=30_000).attachment
    storing.put_part(begun.pk, 0, b"a" * 10_000)
    storing.put_part(begun.pk, 10_000, b"b" * 10_000)
    half = default_storage.path(f"{storing._folder(begun.pk)}/part-20000-10000")
    Path(half).write_bytes(b"c" * 4000)
    assert storing.received(begun.pk) == 20_000
    storing.put_part(begun.pk, 20_000, b"c" * 10_000)
    assert storing.received(begun.pk) == 30_000


def test_chunks_go_on_where_the_upload_stands() -> None:
    upload = uploads.Upload(uuid4(), 20_000)

    def take(stands_at: int, offset: int, size: int) -> int:
        return asyncio.run(uploads.take(upload, stands_at, offset, b"x" * size))

    assert take(0, 0, 8_000) == 8_000
    assert take(8_000, 0, 8_000) == 8_000  # once more: it is there
    with pytest.raises(uploads.WrongOffset):
        take(8_000, 9_000, 8_000)
    with pytest.raises(uploads.WrongOffset):
        take(8_000, 8_000, 13_000)
    with pytest.raises(uploads.Crumb):
        take(8_000, 8_000, 100)
    assert take(19_900, 19_900, 100) == 20_000
