"""What tests of the log share."""

from collections.abc import Iterator, Mapping

import pytest

from notifications.streams import wakeups


class Heard:
    """Who listens for wake-ups in these tests."""

    def __init__(self) -> None:
        self.heads: list[dict[str, int]] = []

    def announce_threadsafe(self, heads: Mapping[str, int]) -> None:
        self.heads.append(dict(heads))


@pytest.fixture
def heard() -> Iterator[Heard]:
    listener = Heard()
    wakeups.listen(listener)
    yield listener
    wakeups.listen(None)
