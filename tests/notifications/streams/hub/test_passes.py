"""A pass holds until a revocation touches it, and not a moment longer."""

import pytest

from notifications.streams.hub.passes import MAX_PASSES, MAX_REVOCATIONS, Pass, Passes, Revocations
from notifications.streams.viewer import Viewer

ALICE = Viewer(1, session="s1")
BOT = Viewer(1, token=5)


def held(viewer: Viewer = ALICE, control: int = 10, *names: str) -> Pass:
    return Pass(viewer, "abc", control, {*names})


def after(position: int, **revoked: object) -> Revocations:
    revocations = Revocations(0)
    revocations.add(position, dict(revoked))
    return revocations


@pytest.mark.parametrize(
    ("viewer", "revoked"),
    [
        (ALICE, {"person": 1}),
        (BOT, {"person": 1}),
        (ALICE, {"session": "s1"}),
        (BOT, {"token": 5}),
        (ALICE, {"person": 1, "stream": "room-1"}),
        (ALICE, {"stream": "room-1"}),
        (Viewer.guest, {"stream": "room-1"}),
    ],
)
def test_a_revocation_that_touches_it_ends_it(viewer: Viewer, revoked: dict[str, object]) -> None:
    assert not after(11, **revoked).spare(held(viewer, 10, "room-1"))


@pytest.mark.parametrize(
    ("viewer", "revoked"),
    [
        (ALICE, {"person": 2}),
        (ALICE, {"session": "other"}),
        (ALICE, {"token": 5}),
        (BOT, {"token": 6}),
        (BOT, {"session": "s1"}),
        (ALICE, {"person": 2, "stream": "room-1"}),
        (ALICE, {"person": 1, "stream": "room-2"}),
        (ALICE, {"stream": "room-2"}),
        (Viewer.guest, {"person": 1}),
    ],
)
def test_a_revocation_of_something_else_spares_it(viewer: Viewer, revoked: dict[str, object]) -> None:
    assert after(11, **revoked).spare(held(viewer, 10, "room-1"))


def test_a_revocation_from_before_it_was_found_out_spares_it() -> None:
    assert after(10, person=1).spare(held(ALICE, 10))


def test_what_is_older_than_the_known_revocations_does_not_hold() -> None:
    revocations = Revocations(11)
    assert not revocations.spare(held(ALICE, 10))
    assert revocations.spare(held(ALICE, 11))


def test_forgotten_revocations_end_what_is_older() -> None:
    revocations = Revocations(0)
    for position in range(1, MAX_REVOCATIONS + 2):
        revocations.add(position, {"person": 99})
    assert not revocations.spare(held(ALICE, 0))
    assert revocations.spare(held(ALICE, 1))


def test_passes_are_forgotten_when_they_are_too_many_or_too_old() -> None:
    passes = Passes()
    first = held()
    passes.keep("first", first)
    assert passes.find("first") is first
    first.expires = 0
    assert passes.find("first") is None
    for number in range(MAX_PASSES + 1):
        passes.keep(str(number), held())
    assert passes.find("0") is None
    assert passes.find("1") is not None
