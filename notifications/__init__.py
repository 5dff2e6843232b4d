"""Delivers what happened: durable streams over every transport, and alerts on top of them."""
