"""Threads of the delivery core, each with a database connection that it keeps.

Outside a request all of `sync_to_async` shares one thread, and with `CONN_MAX_AGE = 0`
every call would open the database anew (five times slower on SQLite).
"""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connections

P = ParamSpec("P")
R = TypeVar("R")

# Reads are short and SQLite runs them side by side; more threads only fight for the GIL.
_READERS = 4
_readers = ThreadPoolExecutor(_READERS, "streams-read")
# A thread of its own, so that no pile of catch-up reads can delay the cut-off (C4).
_sweeper = ThreadPoolExecutor(1, "streams-sweep")


async def read(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a synchronous read in one of a few threads; tried again once on a lost connection."""
    return await _run(_readers, call, *args, **kwargs)


async def sweep(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The same in the thread that is kept free for the sweep."""
    return await _run(_sweeper, call, *args, **kwargs)


def close_lost_connections() -> None:
    """Close this thread's connections on which an error happened and that answer no more."""
    for connection in connections.all(initialized_only=True):
        if connection.errors_occurred and not connection.in_atomic_block:
            connection.errors_occurred = False
            if not connection.is_usable():
                connection.close()


async def _run(pool: ThreadPoolExecutor, call: Callable[..., R], *args: object, **kwargs: object) -> R:
    context = contextvars.copy_context()
    work = partial(context.run, _with_retry, partial(call, *args, **kwargs))
    return await asyncio.get_running_loop().run_in_executor(pool, work)


def _with_retry(call: Callable[[], R]) -> R:
    try:
        return call()
    except (OperationalError, InterfaceError):
        close_lost_connections()
        return call()
