"""The assistant in a room of a real site, with a model that behaves well and badly."""

import asyncio
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chat.assistant.writing import LENGTH_MAX_CHARS
from tests.assistant.models import Speech, Talker, chunk, said, talking
from tests.support.people import Person, Room, known
from tests.support.processes import PYTHON, end, spawn
from tests.support.site import Site

MANAGE = "manage.py"
PATIENCE_S = 20.0
HALF_A_CHARACTER = b'data: {"choices": [{"delta": {"content": "caf\xe9\\ud83c"}}]}\n\n'


@pytest.fixture(scope="module")
def shared_site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(scope="module")
def talker() -> Iterator[Talker]:
    """The model of the one assistant, which takes a second to start."""
    with talking() as talker:
        yield talker


@pytest.fixture(scope="module")
def alice(shared_site: Site) -> Person:
    return asyncio.run(known(shared_site, "alice"))


@pytest.fixture(scope="module")
def room(alice: Person) -> Room:
    return asyncio.run(alice.new_room())


@pytest.fixture(scope="module")
def assistant(shared_site: Site, room: Room, talker: Talker) -> Iterator[subprocess.Popen[str]]:
    """One that listens in the room."""
    env = {**shared_site.env, "ASSISTANT_URL": talker.url, "ASSISTANT_MODEL": "m1", "ASSISTANT_TIMEOUT_S": "2"}
    log = shared_site.folder / f"assistant-{room.id}.log"
    where = [room.slug, "--site", shared_site.bases[0]]
    process = spawn([PYTHON, MANAGE, "assistant", *where], env=env, log=log)
    until = time.monotonic() + PATIENCE_S
    try:
        while "answers in" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        yield process
        assert "Traceback" not in log.read_text(), log.read_text()
    finally:
        end(process)


async def messages(alice: Person, room: Room) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await alice.api()("GET", f"rooms/{room.id}/messages")).json["messages"]
    return found


async def eventually(alice: Person, room: Room, asked: int, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The newest message behind that position that is as wanted."""
    found: list[dict[str, Any]] = []
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not found:
                await asyncio.sleep(0.05)
                found = [one for one in await messages(alice, room) if one["position"] > asked and fits(one)]
    except TimeoutError:
        raise AssertionError(f"it is still {(await messages(alice, room))[-1]}") from None
    return found[-1]


def growing(message: dict[str, Any]) -> bool:
    return bool(message["answer"] == "growing" and message["body"])


def ended(message: dict[str, Any]) -> bool:
    return message["answer"] not in {None, "growing"}


@pytest.mark.usefixtures("assistant")
async def test_whoever_mentions_it_is_answered(alice: Person, room: Room, talker: Talker) -> None:
    await alice.posted(room, "It rains.")
    talker.says(Speech(said("*Yes*, ", "it ", "does."), pause_s=0.3))
    asked = await alice.posted(room, "@assistant does it?")
    begun = await eventually(alice, room, asked, growing)
    assert (begun["html"], begun["author"]["username"], begun["bot"]) == ("", "assistant", True)
    answer = await eventually(alice, room, asked, ended)
    assert (answer["answer"], answer["html"]) == ("finished", "<p><em>Yes</em>, it does.</p>")
    question = next(one for one in await messages(alice, room) if one["position"] == asked)
    assert answer["reply_to"] == question["id"]
    [request] = talker.asked
    turns = [(turn["role"], turn["content"]) for turn in request["messages"]]
    assert turns[1:] == [("user", "Alice Archer: It rains."), ("user", "Alice Archer: @assistant does it?")]
    # What it said itself is its own, next time.
    await eventually(alice, room, await alice.posted(room, "thank you, @assistant"), ended)
    assert {"role": "assistant", "content": "*Yes*, it does."} in talker.asked[-1]["messages"]


@pytest.mark.usefixtures("assistant")
@pytest.mark.parametrize(
    ("speech", "words"),
    [
        (Speech([], status=429, headers={"Retry-After": "0"}), "too busy"),
        (Speech([], status=401), "refused the request"),
        (Speech([chunk("Once upon "), b"data: {oops\n\n"]), "Once upon"),
        (Speech([chunk("Once upon ")]), "Here it broke off"),
        (Speech([b"x"], pause_s=4), "thinking for too long"),
        (Speech(said(" ")), "nothing to say"),
        (Speech([HALF_A_CHARACTER, *said("\udf31!")]), "caf\ufffd🌱"),
        (Speech(said("word " * 1_000, "word " * 1_500)), "word word"),
    ],
    ids=["busy", "refused", "malformed", "cut", "slow", "nothing", "not UTF-8", "too long"],
)
async def test_what_goes_wrong_is_said_kindly(
    alice: Person, room: Room, talker: Talker, speech: Speech, words: str
) -> None:
    talker.says(speech)
    answer = await eventually(alice, room, await alice.posted(room, f"@assistant? ({words})"), ended)
    assert answer["answer"] == "finished"
    assert words in answer["body"]
    assert len(answer["body"]) <= LENGTH_MAX_CHARS


@pytest.mark.usefixtures("assistant")
async def test_one_is_answered_after_the_other_and_a_stopped_one_lets_the_next_begin(
    alice: Person, room: Room, talker: Talker
) -> None:
    talker.says(Speech([chunk("la ")] * 200, pause_s=0.1), Speech(said("Second.")))
    asked = await alice.posted(room, "@assistant one")
    await alice.posted(room, "@assistant two")
    first = await eventually(alice, room, asked, growing)
    stopped = await alice.api()("DELETE", f"answers/{first['id']}")
    assert stopped.json["message"]["answer"] == "cancelled"
    second = await eventually(alice, room, asked, lambda m: ended(m) and m["id"] > first["id"])
    assert second["body"] == "Second."


async def test_ended_in_the_middle_it_leaves_no_answer_growing(
    assistant: subprocess.Popen[str], alice: Person, room: Room, talker: Talker
) -> None:
    talker.says(Speech([chunk("la ")] * 200, pause_s=0.1))
    asked = await alice.posted(room, "@assistant sing")
    await eventually(alice, room, asked, growing)
    end(assistant)
    assert (await eventually(alice, room, asked, ended))["answer"] == "cancelled"


@pytest.mark.parametrize(
    ("env", "where", "words"),
    [
        ({}, "lobby", "Set ASSISTANT_URL"),
        ({"ASSISTANT_URL": "http://127.0.0.1:9/v1", "ASSISTANT_MODEL": "m"}, "nowhere", "Is there such a room?"),
        ({"ASSISTANT_URL": "ftp://x"}, "lobby", "ASSISTANT_URL must be an address"),
    ],
)
def test_what_is_missing_is_said_in_a_line(shared_site: Site, env: dict[str, str], where: str, words: str) -> None:
    command = [PYTHON, MANAGE, "assistant", where, "--site", shared_site.bases[0]]
    done = subprocess.run(command, env={**shared_site.env, **env}, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert words in done.stderr
    assert "Traceback" not in done.stderr
