"""Telling other servers of a room: signed, guarded, in order, and again until it worked (docs/bots.md)."""
