"""uvicorn, with bounded memory and a goodbye."""

from chatsite.servers.uvicorn.server import serve

__all__ = ["serve"]
