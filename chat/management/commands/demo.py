"""`manage.py demo`: people, rooms and a little talk, so that there is something to see."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chat.actions.likes import like_message
from chat.actions.members import invite_member, join_room
from chat.actions.posting import post_message
from chat.actions.rooms import Visibility, create_room, update_room
from chat.models import Message, Room, User
from notifications.inbox.models import Alert
from notifications.streams import log

PASSWORD = "demo"  # noqa: S105 - the point of a demonstration is that everybody can sign in
PEOPLE = {
    "alice": ("Alice Archer", {}),
    "bob": ("Bob Brook", {}),
    "carol": ("Carol 陈", {}),
    "mona": ("Mona Marsh", {"is_moderator": True}),
    "admin": ("Admin", {"is_staff": True, "is_superuser": True}),
}
ROOMS: dict[str, tuple[str, str, str, Visibility]] = {
    "lobby": ("Lobby", "Come in, say hello.", "mona", "public"),
    "garden": ("Garden", "What grows, what blooms, what the snails left.", "carol", "public"),
    "cinema": ("Cinema", "What is said here floats over the stage.", "mona", "public"),
    "staff": ("Staff", "For those who look after the site.", "mona", "private"),
}
STAGES = {"cinema": "clock"}
# There is something to go back to.
STAGED_FOR = timedelta(minutes=31)


class Line(NamedTuple):
    """One thing that is said; `answers` is the number of an earlier line."""

    room: str
    who: str
    minutes_ago: int
    text: str
    likers: tuple[str, ...] = ()
    answers: int | None = None


TALK = [
    Line(
        "lobby",
        "mona",
        47,
        "Welcome! This is the lobby. **Nothing said here gets lost**, try it.",
        likers=("alice", "bob"),
    ),
    Line("lobby", "alice", 44, "Hello everybody 👋", likers=("carol",)),
    Line(
        "lobby",
        "bob",
        43,
        "Hi @alice! I pulled the network cable in the middle of this sentence and it still arrived.",
        likers=("alice", "mona", "carol"),
        answers=1,
    ),
    Line("lobby", "carol", 40, "大家好！这里也可以说中文。", likers=("alice",)),
    Line(
        "lobby",
        "alice",
        38,
        "Some *markdown* works too: `code`, ~~mistakes~~, and links like https://www.djangoproject.com/",
    ),
    Line(
        "lobby",
        "bob",
        35,
        "> Nothing said here gets lost\n\nI shall quote you on that, @mona.",
        likers=("mona",),
        answers=0,
    ),
    Line("garden", "carol", 130, "The first snowdrops are out 🌱", likers=("alice", "bob", "mona")),
    Line("garden", "alice", 128, "Already? Mine still sleep.", answers=6),
    Line(
        "garden",
        "bob",
        90,
        "To do before the frost:\n\n- cover the fig\n- bring the lemon in\n- find the gloves",
        likers=("carol",),
    ),
    Line("cinema", "alice", 30, "Everybody seated?"),
    Line("cinema", "carol", 29, "弹幕准备好了！"),
    Line("staff", "mona", 20, "Only the two of us can read this room.", likers=("admin",)),
    Line("staff", "admin", 18, "Good. The backups ran, all green.", answers=11),
]


class Command(BaseCommand):
    """Makes the demonstration; what is there already stays as it is."""

    help = "Make people (password: demo), rooms and messages to look at. May be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        """Outside DEBUG it takes a word: the passwords are known to everybody."""
        parser.add_argument("--yes", action="store_true", help="do it although DEBUG is off")

    def handle(self, *args: Any, yes: bool, **options: Any) -> None:
        """Make whatever is missing."""
        if not settings.DEBUG and not yes:
            raise CommandError("These accounts have a known password. If you mean it: demo --yes")
        with log.transaction():
            people = {username: _person(username) for username in PEOPLE}
            rooms = {slug: _room(slug, people) for slug in ROOMS}
        said: list[Message] = []
        for line in TALK:
            said.append(_say(line, people, rooms, said))
            for liker in line.likers:
                like_message(actor=people[liker].pk, message=said[-1].pk, at=timezone.now())
        # Nobody waits for mails about what was said long ago by people who do not exist.
        Alert.objects.filter(recipient__in=people.values()).update(mailed=True)
        self.stdout.write(self.style.SUCCESS(f"{len(people)} people, {len(rooms)} rooms, {len(said)} messages."))


def _person(username: str) -> User:
    found = User.objects.filter(username=username).first()
    if found is not None:
        return found
    name, flags = PEOPLE[username]
    return User.objects.create_user(username, f"{username}@example.org", PASSWORD, name=name, **flags)


def _room(slug: str, people: dict[str, User]) -> Room:
    found = Room.objects.filter(slug=slug).first()
    if found is not None:
        return found
    name, topic, owner, visibility = ROOMS[slug]
    now = timezone.now()
    room = create_room(actor=people[owner].pk, name=name, slug=slug, topic=topic, visibility=visibility, at=now)
    if visibility == "private":
        invite_member(actor=people[owner].pk, room=room.pk, user="admin", at=now)
    else:
        for username in ("alice", "bob", "carol", "mona"):
            join_room(actor=people[username].pk, room=room.pk, at=now)
    if kind := STAGES.get(slug):
        update_room(actor=people[owner].pk, room=room.pk, stage={"kind": kind}, at=now - STAGED_FOR)
    return room


def _say(line: Line, people: dict[str, User], rooms: dict[str, Room], said: list[Message]) -> Message:
    posted = post_message(
        actor=people[line.who].pk,
        room=rooms[line.room].pk,
        client_id=uuid5(NAMESPACE_URL, f"demo {line.room} {line.text}"),
        body=line.text,
        reply_to=None if line.answers is None else said[line.answers].pk,
        at=timezone.now() - timedelta(minutes=line.minutes_ago),
    )
    return posted.message
