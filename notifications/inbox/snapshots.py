"""What the bell and the page of alerts show, with the position of the person's stream that it reflects."""

from typing import Any

from notifications.inbox import kinds, shapes, wishes
from notifications.inbox.models import Alert
from notifications.inbox.shapes import Shape
from notifications.streams import log
from notifications.streams.names import user_stream

PAGE = 50


def page(user_id: int, before: int | None = None) -> Shape:
    """`{"notifications": […], "position", "unread", "addressed"}`: the newest first.

    `before`: the `position` of the last one that is known already.
    """
    with log.snapshot():
        told = Alert.objects.of(user_id).filter(kind__in=kinds.names(), position__gt=0).order_by("-position")
        if before is not None:
            told = told.filter(position__lt=before)
        language = wishes.languages([user_id])[user_id]
        return {
            "notifications": [shapes.notification(alert, language) for alert in told[:PAGE]],
            **bell(user_id),
        }


def bell(user_id: int) -> dict[str, Any]:
    """`{"position", "unread", "addressed"}`: what stands on every page."""
    with log.snapshot():
        return {"position": log.head(user_stream(user_id)), **Alert.objects.count_unread([user_id])[user_id]}
