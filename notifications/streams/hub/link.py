"""The hub's line to the other processes: one group of the channel layer.

Everything that travels here is a hint. A layer that is down, frozen or deaf delays nobody:
sends are bounded and never awaited by a writer, and the sweep heals what was lost.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from channels.layers import get_channel_layer

from notifications.streams.signals import Signal

if TYPE_CHECKING:
    from notifications.streams.hub.hub import Hub

logger = logging.getLogger(__name__)

GROUP = "streams"
SEND_S = 1.0
REJOIN_S = 1.0


class Link:
    """Sends what this process knows and hears what the others know."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._layer = get_channel_layer()
        self._heads: dict[str, int] = {}
        self._signals: dict[tuple[str, str, str], Signal] = {}
        self._filled = asyncio.Event()

    def send_heads(self, heads: Mapping[str, int]) -> None:
        """Tell the others that streams have grown; several before the next send go as one."""
        self._heads.update(heads)
        self._filled.set()

    def send_signal(self, signal: Signal) -> None:
        """Tell the others of a signal; the newest of a kind replaces the one before."""
        self._signals[signal.key] = signal
        self._filled.set()

    async def run(self) -> None:
        """Speak and listen for as long as the process lives."""
        if self._layer is not None:
            await asyncio.gather(self._speak(), self._listen())

    async def _speak(self) -> None:
        working = True
        while True:
            await self._filled.wait()
            self._filled.clear()
            heads, self._heads = self._heads, {}
            signals, self._signals = self._signals, {}
            message = {
                "type": "streams",
                "from": self._hub.process,
                "heads": heads,
                "signals": [[one.stream, one.name, one.data] for one in signals.values()],
            }
            try:
                await asyncio.wait_for(self._layer.group_send(GROUP, message), SEND_S)
                working = True
            except Exception as error:
                if working:
                    logger.warning("channel_layer_send_failed: %r", error)
                working = False

    async def _listen(self) -> None:
        working, channel = True, ""
        while True:
            try:
                # The same one ever after: the layer would go on filling those that nobody reads.
                channel = channel or await self._layer.new_channel()
                await self._layer.group_add(GROUP, channel)
                working = True
                while True:
                    # Never under a timeout: cancelling a receive deletes the channel.
                    self._hear(await self._layer.receive(channel))
            except Exception as error:
                if working:
                    logger.warning("channel_layer_receive_failed: %r", error)
                working = False
                await asyncio.sleep(REJOIN_S)

    def _hear(self, message: Mapping[str, Any]) -> None:
        if message["from"] == self._hub.process:
            return
        self._hub.announce(message["heads"])
        for stream, name, data in message["signals"]:
            self._hub.signal(Signal(stream, name, data))
