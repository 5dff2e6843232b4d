"""What a poll asks for, and who asks."""

import re
from random import random
from typing import Any

from django.conf import settings

from notifications.streams.hub.admission import Wish
from notifications.streams.identity import header, proof
from notifications.streams.limits import client_address
from notifications.streams.refusal import malformed

MAX_WAIT_S = 55
# Spreads the ends of polls that began together.
_JITTER = 0.1
_SECONDS = re.compile("[0-9]{1,6}")


def waiting_s(wish: Wish) -> float:
    """How long the answer may take; 0 for a short poll.

    Raises:
        Refusal: 400.
    """
    text = wish.given.get("wait", "0")
    if not _SECONDS.fullmatch(text):
        raise malformed("wait is a number of seconds")
    longest = min(int(text), MAX_WAIT_S, getattr(settings, "LONG_POLL_MAX_S", MAX_WAIT_S))
    return longest * (1 - _JITTER * random())  # noqa: S311  (nothing is hidden by it)


def poller(scope: Any) -> tuple[str, str, str]:
    """What tells apart those who poll."""
    return proof(scope), client_address(scope), header(scope, b"user-agent")
