"""WebSocket (`/stream/ws`): events down, commands up (contract §3)."""

from notifications.streams.transports.websocket.chunks import Chunk
from notifications.streams.transports.websocket.consumer import StreamConsumer

__all__ = ["Chunk", "StreamConsumer"]
