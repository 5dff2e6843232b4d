"""The JSON of an alert (contract §4). Nothing is queried here."""

from typing import Any

from django.utils.translation import override

from notifications.inbox import kinds
from notifications.inbox.kinds import Told
from notifications.inbox.models import Alert
from notifications.streams.encoding import timestamp

Shape = dict[str, Any]


def person(user: Any) -> Shape:
    """`{"id", "username", "name"}` of whatever the project's people are."""
    return {"id": user.pk, "username": user.get_username(), "name": user.get_full_name() or user.get_username()}


def notification(alert: Alert, language: str) -> Shape:
    """An alert as it was last announced, with its sentence in that language and the parts of the sentence."""
    return {
        "id": alert.pk,
        "kind": alert.kind,
        "count": alert.count,
        "people": alert.people,
        "actors": alert.actors,
        "room": alert.data.get("room"),
        "message": alert.data.get("message"),
        "where": alert.data.get("where"),
        "excerpt": alert.data.get("excerpt"),
        "place": alert.place,
        "text": text(alert, language),
        "url": url(alert),
        "addressed": alert.addressed,
        "read": alert.read,
        "position": alert.position,
        "at": timestamp(alert.at),
    }


def text(alert: Alert, language: str) -> str:
    """The sentence of an alert."""
    names = [actor["name"] for actor in alert.actors]
    with override(language):
        return kinds.named(alert.kind).text(Told(alert.count, alert.people, names, alert.data))


def url(alert: Alert) -> str:
    """The page it leads to, as a path."""
    return kinds.named(alert.kind).url(alert.data)
