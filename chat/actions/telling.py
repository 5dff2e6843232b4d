"""What people are told of what moderators did: both sides, the one who asked and the one it concerns.

One place, so that whoever wants to carry it further (an alert, a mail) finds one function to call.
"""

from datetime import datetime
from typing import Literal

from chat.models import Report, Sanction


def tell_sanctioned(sanction: Sanction, what: Literal["imposed", "lifted", "kept"], *, at: datetime) -> None:
    """Tell the sanctioned person what holds, why and until when; or that it no longer does."""


def tell_reporter(report: Report, *, at: datetime) -> None:
    """Tell who reported a message what came of it."""
