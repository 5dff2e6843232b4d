"""Alerts on top of streams: a live, quiet, honest inbox for every person (docs/alerts.md).

Applications register kinds (`kinds`), say what happened (`telling.notify`) and take it back
(`retracting.retract`, `retracting.withdraw`). Nothing here knows rooms or messages.
"""
