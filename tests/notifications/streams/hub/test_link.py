"""The line to the other processes holds one place in the layer, however often it breaks."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from notifications.streams.hub import link
from notifications.streams.hub.link import Link


class Layer:
    """A layer that gives out channels and loses every message; joining works at the third try."""

    def __init__(self) -> None:
        self.channels: list[str] = []
        self.joined: list[str] = []
        self.reached = asyncio.Event()

    async def new_channel(self) -> str:
        self.channels.append(f"channel-{len(self.channels)}")
        return self.channels[-1]

    async def group_add(self, _group: str, channel: str) -> None:
        self.joined.append(channel)
        if len(self.joined) < 3:
            raise ConnectionError("gone")

    async def receive(self, _channel: str) -> None:
        self.reached.set()
        await asyncio.Event().wait()


async def test_it_joins_with_one_channel_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = Layer()
    monkeypatch.setattr(link, "get_channel_layer", lambda: layer)
    monkeypatch.setattr(link, "REJOIN_S", 0)
    hub: Any = SimpleNamespace()
    running = asyncio.create_task(Link(hub).run())
    async with asyncio.timeout(5):
        await layer.reached.wait()
    running.cancel()
    assert (layer.channels, layer.joined) == (["channel-0"], ["channel-0"] * 3)
