"""Work that goes on for as long as the process lives, whatever one turn of it meets.

A hub of which one task has ended would be deaf or mute, and nobody would hear of it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from django.db import DatabaseError, InterfaceError

logger = logging.getLogger(__name__)

Turn = Callable[[], Awaitable[object]]

# What fails is not tried again faster than this.
PAUSE_S = 0.5


async def for_ever(turn: Turn) -> None:
    """Take one turn after the other; `turn` waits by itself until there is something to do."""
    while True:
        if not await done(turn):
            await asyncio.sleep(PAUSE_S)


async def done(turn: Turn) -> bool:
    """Take one turn; False, and a line in the log, if it failed."""
    try:
        await turn()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("database_unreachable: %r", error)
        return False
    except Exception:
        # Of an application's rule or chore as well as of our own.
        logger.exception("turn_failed")
        return False
    return True
