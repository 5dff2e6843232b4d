"""The hub's clock is never early: a second that has not come yet would be told with the next one."""

import pytest

from notifications.streams.hub import clock


async def test_a_sleep_that_ends_early_is_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.4

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds - 0.001 if seconds > 0.01 else seconds

    monkeypatch.setattr(clock, "time", lambda: now)
    monkeypatch.setattr(clock, "sleep", sleep)
    for second in (101, 102):
        await clock.next_second()
        assert now == pytest.approx(second)
        assert now >= second


async def test_a_clock_that_is_set_back_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    now = 100_000.5

    async def sleep(seconds: float) -> None:
        nonlocal now
        slept.append(seconds)
        now -= 3_600

    monkeypatch.setattr(clock, "time", lambda: now)
    monkeypatch.setattr(clock, "sleep", sleep)
    await clock.next_second()
    assert slept == [0.5]
