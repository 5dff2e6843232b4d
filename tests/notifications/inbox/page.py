"""The page of alerts as a browser keeps it: a snapshot, and the events after it applied one by one (contract C6)."""

import json
from typing import Any

from notifications.inbox import snapshots
from notifications.streams import log
from notifications.streams.names import user_stream


class InboxPage:
    """What a person sees of their alerts, and the two numbers of the bell."""

    def __init__(self, viewer: Any) -> None:
        self.stream = user_stream(viewer.pk)
        page = snapshots.page(viewer.pk)
        self.position = page["position"]
        self.alerts = {alert["id"]: alert for alert in page["notifications"]}
        self.numbers = {"unread": page["unread"], "addressed": page["addressed"]}

    def catch_up(self) -> None:
        for entry in log.read({self.stream: self.position}, 10_000).entries:
            event = json.loads(entry.text)
            assert event["position"] == self.position + 1
            self.position += 1
            self.apply(event["type"], event["data"])

    def apply(self, kind: str, data: dict[str, Any]) -> None:
        match kind:
            case "notification.created" | "notification.updated":
                self.alerts[data["notification"]["id"]] = data["notification"]
            case "notification.retracted":
                self.alerts.pop(data["id"], None)
            case "notification.read":
                for alert in self.alerts.values():
                    named = alert["id"] in data["ids"] if data["ids"] else alert["position"] <= data["position"]
                    alert["read"] = data["read"] if named else alert["read"]
            case _:
                return
        self.numbers = {"unread": data["unread"], "addressed": data["addressed"]}

    def shown(self) -> Any:
        """The alerts in the order in which they are listed, and the numbers."""
        return sorted(self.alerts.values(), key=lambda alert: -alert["position"]), self.numbers
