"""The sockets of the chat, and the downloads that must not pass through Django."""

from typing import Any

from django.urls import path

from chat import serving
from chat.consumers import RoomConsumer

websocket: list[Any] = [path("stream/ws", RoomConsumer.as_asgi())]
http: list[Any] = serving.http
