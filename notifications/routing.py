"""The doors that are served beside Django: plain ASGI applications (no thread per stream)."""

from typing import Any

http: list[Any] = []
