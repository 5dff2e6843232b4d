"""The writer: many actions in one transaction, each answered after the commit, none harmed by another."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from notifications.streams import log, threads, wakeups, writer
from notifications.streams.models import Event, Stream

pytestmark = pytest.mark.django_db(transaction=True)


@log.transaction()
def say(*, text: str) -> str:
    log.append("a", "said", {"text": text})
    if text == "refused":
        raise PermissionError(text)
    return text.upper()


@log.transaction()
def spoil(*, text: str) -> None:
    """Fails only when the transaction is about to be committed."""
    log.append("a", "said", lambda position: {"text": object()})


def say_all(calls: Sequence[dict[str, Any]]) -> list[str | Exception]:
    with log.transaction():
        log.append("b", "batch", {"size": len(calls)})
    return [ValueError(call["text"]) if call["text"] == "bad" else call["text"] for call in calls]


def say_in_bulk(*, text: str) -> str:
    raise AssertionError("only the bulk form is called")


say_in_bulk.bulk = say_all  # type: ignore[attr-defined]  # read by the writer; mypy knows no attributes of functions


async def gathered(*calls: Any) -> list[Any]:
    return await asyncio.gather(*calls, return_exceptions=True)


async def said(stream: str = "a") -> list[str]:
    def texts() -> list[str]:
        return list(Event.objects.filter(stream_id=stream).order_by("position").values_list("data", flat=True))

    return await threads.read(texts)


async def test_an_action_is_done_and_answered() -> None:
    assert await writer.run(say, text="hello") == "HELLO"
    assert await said() == ['{"text":"hello"}']


async def test_one_that_is_refused_takes_only_its_own_away() -> None:
    outcomes = await gathered(*(writer.run(say, text=text) for text in ("one", "refused", "two")))
    assert outcomes[0] == "ONE"
    assert isinstance(outcomes[1], PermissionError)
    assert outcomes[2] == "TWO"
    assert await said() == ['{"text":"one"}', '{"text":"two"}']


async def test_one_that_spoils_the_transaction_harms_nobody_else() -> None:
    calls = [writer.run(say, text=str(number)) for number in range(5)]
    outcomes = await gathered(*calls[:2], writer.run(spoil, text="x"), *calls[2:])
    assert [type(outcome) for outcome in outcomes].count(str) == 5
    assert len(await said()) == 5


async def test_one_that_another_process_was_in_the_way_of_is_done_again_alone() -> None:
    tries: list[str] = []

    @log.transaction()
    def meet(*, text: str) -> str:
        tries.append(text)
        if len(tries) == 1:
            raise OperationalError("deadlock detected")
        return say(text=text)

    answers = await gathered(writer.run(meet, text="one"), writer.run(say, text="two"))
    assert answers == ["ONE", "TWO"]
    assert await said() == ['{"text":"one"}', '{"text":"two"}']


async def test_what_waits_together_is_written_together() -> None:
    outcomes = await gathered(*(writer.run(say_in_bulk, text=text) for text in ("x", "bad", "y")))
    assert outcomes[0] == "x"
    assert isinstance(outcomes[1], ValueError)
    assert outcomes[2] == "y"


async def test_what_the_next_turn_of_the_loop_brings_is_written_with_it() -> None:
    first = asyncio.ensure_future(writer.run(say_in_bulk, text="x"))
    await asyncio.sleep(0)
    await gathered(first, writer.run(say_in_bulk, text="y"))
    assert await said("b") == ['{"size":2}']


async def test_the_answer_comes_after_the_commit_and_the_wake_up_too() -> None:
    heads: list[dict[str, int]] = []

    class Listener:
        def announce_threadsafe(self, announced: Any) -> None:
            heads.append(dict(announced))

    wakeups.listen(Listener())
    try:
        await writer.run(say, text="hello")
        assert heads == [{"a": 1}]
        assert await threads.read(log.head, "a") == 1
    finally:
        wakeups.listen(None)


def test_synchronous_callers_wait_for_the_same_writer() -> None:
    assert writer.call(say, text="hello") == "HELLO"
    with pytest.raises(PermissionError):
        writer.call(say, text="refused")


def test_a_hundred_events_cost_as_few_statements_as_one() -> None:
    def statements(count: int) -> int:
        with (
            CaptureQueriesContext(
                connection,
            ) as queries,
            log.transaction(),
        ):
            for number in range(count):
                log.append(f"s{number % 3}", "said", {})
        return len(queries)

    assert statements(1) == statements(100)
    assert Stream.objects.count() == 3
