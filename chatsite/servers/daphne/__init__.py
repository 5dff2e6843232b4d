"""Daphne, with bounded memory and a goodbye."""

from chatsite.servers.daphne.server import serve

__all__ = ["serve"]
