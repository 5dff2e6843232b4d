"""Whole HTTP answers from a plain ASGI application."""

import json
from collections.abc import Mapping

from asgiref.typing import ASGISendCallable


async def answer_json(send: ASGISendCallable, status: int, content: Mapping[str, object]) -> None:
    await answer(send, status, json.dumps(content).encode(), "application/json")


async def answer(send: ASGISendCallable, status: int, body: bytes, content_type: str) -> None:
    """Sends `body` as the whole answer; nobody on the way may keep it."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", content_type.encode()),
                (b"content-length", str(len(body)).encode()),
                (b"cache-control", b"no-store"),
                (b"x-content-type-options", b"nosniff"),
            ],
            "trailers": False,
        }
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})
