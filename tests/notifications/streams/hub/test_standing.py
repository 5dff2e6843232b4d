"""Who stands at the head of everything is let in from memory; whoever else, is not."""

from typing import Any

import pytest

from notifications.streams.cursor import Cursor
from notifications.streams.hub.admission import Wish, standing
from notifications.streams.hub.feed import Feed
from notifications.streams.hub.passes import Pass, Revocations
from notifications.streams.refusal import Refusal
from notifications.streams.viewer import Viewer

ROOM, OTHER = "room-1", "room-2"


class FakeHub:
    """What a hub has in memory: a room at 5 and another at 7."""

    generation = "abc"
    control = control_head = 10

    def __init__(self) -> None:
        self.feeds = {ROOM: Feed(ROOM, 5, 0), OTHER: Feed(OTHER, 7, 0)}
        self.revocations = Revocations(0)

    def vouch(self, held: Pass) -> bool:
        return self.revocations.spare(held)


def stands(hub: Any, follow: list[str], watch: list[str], **after: int) -> Any:
    known = {name.replace("_", "-"): at for name, at in after.items()}
    wish = Wish(follow, watch, Cursor("abc", known))
    return standing(hub, Pass(Viewer(1), "abc", 10, {ROOM, OTHER, "room-9", "user-1"}), wish)


@pytest.mark.parametrize(
    ("follow", "watch", "after", "positions"),
    [
        ([ROOM], [], {}, {ROOM: 5}),
        ([ROOM], [], {"room_1": 5}, {ROOM: 5}),
        ([ROOM, OTHER], [], {"room_1": 5, "room_2": 7}, {ROOM: 5, OTHER: 7}),
        ([ROOM], [OTHER], {"room_1": 5, "room_2": 7}, {ROOM: 5}),
    ],
)
def test_who_has_seen_everything_is_let_in(
    follow: list[str], watch: list[str], after: dict[str, int], positions: dict[str, int]
) -> None:
    admission = stands(FakeHub(), follow, watch, **after)
    assert (admission.positions, admission.watching) == (positions, watch)


@pytest.mark.parametrize(
    ("follow", "watch", "after"),
    [
        ([ROOM], [], {"room_1": 4}),
        ([ROOM], [], {"room_1": 6}),
        ([ROOM, OTHER], [], {"room_1": 5, "room_2": 1}),
        ([], [OTHER], {}),
        ([], [OTHER], {"room_2": 6}),
        (["room-9"], [], {}),
        (["room-3"], [], {}),
    ],
)
def test_who_has_something_to_be_told_or_to_be_asked_is_not(
    follow: list[str], watch: list[str], after: dict[str, int]
) -> None:
    assert stands(FakeHub(), follow, watch, **after) is None


def test_nor_who_comes_with_the_cursor_of_another_log() -> None:
    hub = FakeHub()
    hub.generation = "def"
    assert stands(hub, [ROOM], [], room_1=5) is None


def test_nor_anybody_while_there_is_a_revocation_unread() -> None:
    hub = FakeHub()
    hub.control_head = 11
    assert stands(hub, [ROOM], []) is None


def test_nor_whose_access_was_taken_away() -> None:
    hub = FakeHub()
    hub.revocations.add(11, {"person": 1, "stream": ROOM})
    assert stands(hub, [ROOM], []) is None


def test_a_guest_has_no_stream_of_their_own() -> None:
    hub: Any = FakeHub()
    with pytest.raises(Refusal):
        standing(hub, Pass(Viewer.guest, "abc", 10, {ROOM}), Wish(["user-me"], [], Cursor()))
