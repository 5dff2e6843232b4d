"""The sockets of the chat."""

from typing import Any

from django.urls import path

from chat.consumers import RoomConsumer

websocket: list[Any] = [path("stream/ws", RoomConsumer.as_asgi())]
