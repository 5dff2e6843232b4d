"""A model to talk to."""

from collections.abc import Iterator

import pytest

from tests.assistant.models import Talker, talking


@pytest.fixture
def talker() -> Iterator[Talker]:
    with talking() as talker:
        yield talker
