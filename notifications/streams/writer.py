"""One writer per process: whatever is queued when it is free runs in one transaction.

Every caller is answered after the commit (group commit: 7,000 to 10,000 writes a second
against 300 to 1,000 with a transaction each). Without load it behaves like a plain call.
Jobs and answers cross between threads by the armful, not one by one: what an event loop brings goes
over together as soon as a turn of it brings nothing more, and so does what one commit answers. Those who are
answered together and go on at once so stay together, and share the fixed costs of a transaction.
"""

import asyncio
import contextvars
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar

from django.db import OperationalError

from notifications.streams import log
from notifications.streams.threads import close_lost_connections

R = TypeVar("R")
Loop = asyncio.AbstractEventLoop

# Bounds how long the first of a batch waits for the last.
MAX_BATCH = 256
# So long may a busy loop go on bringing more: about as long as 64 posts take to be written.
LINGER_S = 0.02


@dataclass(slots=True, eq=False)
class Job:
    """One action that somebody waits for: a task of `loop`, or a thread where that is None."""

    action: Callable[..., Any]
    kwargs: dict[str, Any]
    done: "asyncio.Future[Any] | Future[Any]"
    loop: Loop | None = None
    context: contextvars.Context = field(default_factory=contextvars.copy_context)
    outcome: Any = None


async def run(action: Callable[..., R], /, **kwargs: Any) -> R:
    """Run `action` in the writer; return or raise what it does, after the commit.

    Args:
        action: decorated with `log.transaction()`. If it has an attribute `bulk`, that is
            called once with the keyword arguments of all queued calls and gives one
            result or exception for each.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[R] = loop.create_future()
    _collect(loop, Job(action, kwargs, done, loop))
    return await done


def call(action: Callable[..., R], /, **kwargs: Any) -> R:
    """The same for synchronous callers, which wait."""
    done: Future[R] = Future()
    _submit([Job(action, kwargs, done)])
    return done.result()


class _Writer(threading.Thread):
    def __init__(self) -> None:
        super().__init__(name="streams-write", daemon=True)
        self.jobs: queue.SimpleQueue[list[Job]] = queue.SimpleQueue()

    def run(self) -> None:
        while True:
            jobs = [job for job in self._take() if not job.done.cancelled()]
            for start in range(0, len(jobs), MAX_BATCH):
                _commit(jobs[start : start + MAX_BATCH])

    def _take(self) -> list[Job]:
        jobs = self.jobs.get()
        with suppress(queue.Empty):
            while len(jobs) < MAX_BATCH:
                jobs += self.jobs.get_nowait()
        return jobs


_collected: dict[Loop, list[Job]] = {}
_writer: _Writer | None = None
_starting = threading.Lock()


def _collect(loop: Loop, job: Job) -> None:
    """Keep the job until a turn of the loop brings no other."""
    if loop in _collected:
        _collected[loop].append(job)
    else:
        _collected[loop] = [job]
        loop.call_soon(_hand_over, loop, 0, monotonic() + LINGER_S)


def _hand_over(loop: Loop, known: int, until: float) -> None:
    count = len(_collected[loop])
    if known < count < MAX_BATCH and monotonic() < until:
        loop.call_soon(_hand_over, loop, count, until)
    else:
        _submit(_collected.pop(loop))


def _submit(jobs: list[Job]) -> None:
    global _writer
    if _writer is None:
        with _starting:
            if _writer is None:
                writer = _Writer()
                writer.start()
                _writer = writer
    _writer.jobs.put(jobs)


def _commit(batch: list[Job]) -> None:
    close_lost_connections()
    try:
        with log.transaction():
            _run_each([job for job in batch if not hasattr(job.action, "bulk")])
            _run_bulk([job for job in batch if hasattr(job.action, "bulk")])
    except Exception as error:
        close_lost_connections()
        if len(batch) > 1:
            # One of them spoiled the transaction for all; alone it harms nobody else.
            for job in batch:
                _commit([job])
            return
        batch[0].outcome = error
    _answer(batch)


def _answer(batch: list[Job]) -> None:
    by_loop: dict[Loop | None, list[Job]] = {}
    for job in batch:
        by_loop.setdefault(job.loop, []).append(job)
    for loop, jobs in by_loop.items():
        if loop is None:
            _settle(jobs)
        else:
            # In a loop that is closed nobody waits any more.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_settle, jobs)


def _settle(jobs: list[Job]) -> None:
    for job in jobs:
        if job.done.done():
            continue
        if isinstance(job.outcome, BaseException):
            job.done.set_exception(job.outcome)
        else:
            job.done.set_result(job.outcome)


def _run_each(jobs: list[Job]) -> None:
    for job in jobs:
        try:
            with log.transaction():
                job.outcome = job.context.copy().run(job.action, **job.kwargs)
        except OperationalError:
            # No fault of its own: a deadlock with another process's batch, a lost connection.
            raise
        except Exception as error:
            job.outcome = error


def _run_bulk(jobs: list[Job]) -> None:
    by_action: dict[Any, list[Job]] = {}
    for job in jobs:
        by_action.setdefault(job.action, []).append(job)
    for action, same in by_action.items():
        outcomes = action.bulk([job.kwargs for job in same])
        for job, outcome in zip(same, outcomes, strict=True):
            job.outcome = outcome
