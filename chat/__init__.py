"""Decides what happened: people, rooms and messages, and who may do what."""
