"""A page as a browser keeps it: a snapshot, and the events after it applied one by one (contract C6)."""

import json
from collections.abc import Callable
from typing import Any

from chat import shapes, snapshots
from chat.api import documents
from chat.events import MODERATION
from chat.models import Report, Room, Sanction, User
from notifications.streams import log
from notifications.streams.names import user_stream

Event = dict[str, Any]
OF_THE_VIEWER = {"position", "unread", "role", "read_position", "sanction"}


def events(stream: str, after: int = 0) -> list[Event]:
    """What a follower of the stream receives."""
    return [json.loads(entry.text) for entry in log.read({stream: after}, 1000).entries]


def types(stream: str, after: int = 0) -> list[str]:
    return [event["type"] for event in events(stream, after)]


def replaced(message: Event, attachment: Event) -> list[Event]:
    """The message's attachments with this one as it is now."""
    return [attachment if one["id"] == attachment["id"] else one for one in message["attachments"]]


class RoomPage:
    """What a room's page shows to everybody: the room, its members, its messages."""

    def __init__(self, room: Room, viewer: User) -> None:
        # What depends on who looks is left out.
        whole = snapshots.room(viewer.pk, room.pk)
        self.stream = room.stream
        self.position = whole["position"]
        self.room = {key: whole[key] for key in whole.keys() - OF_THE_VIEWER}
        self.members = {m["user"]["id"]: m for m in snapshots.members(viewer.pk, room.pk)["members"]}
        page = snapshots.messages(viewer.pk, room.pk, snapshots.Where(limit=100))["messages"]
        self.messages = {m["id"]: {key: m[key] for key in documents.Message.model_fields} for m in page}

    def catch_up(self) -> None:
        for event in events(self.stream, self.position):
            assert event["position"] == self.position + 1
            self.position += 1
            self.apply(event["type"], event["data"])

    def apply(self, kind: str, data: Event) -> None:
        match kind:
            case "message.posted" | "message.edited" | "message.finished" | "message.removed" | "message.restored":
                self.messages[data["message"]["id"]] = data["message"]
            case "message.growing":
                self.change(data["message"], lambda message: {"body": message["body"][: data["offset"]] + data["text"]})
            case "message.liked" | "message.unliked" | "message.pinned" | "message.unpinned":
                self.change(data["message"], lambda message: {key: data[key] for key in data.keys() & message.keys()})
            case "attachment.updated":
                self.change(data["message"], lambda message: {"attachments": replaced(message, data["attachment"])})
            case "room.updated":
                self.room = data["room"]
            case "member.joined" | "member.updated" | "member.left" | "member.sanctioned" | "member.restored":
                self.members.pop(who := data["member"]["user"]["id"], None)
                if data["member"]["role"]:
                    self.members[who] = data["member"]
            case "redacted":
                pass
            case _:
                raise AssertionError(f"a page does not know {kind}")

    def change(self, message: int, news: Callable[[Event], Event]) -> None:
        # Unknown when its posting was redacted: the tombstone is still to come.
        if known := self.messages.get(message):
            known |= news(known)

    def shown(self) -> Event:
        return {
            "position": self.position,
            "room": self.room,
            "members": self.members,
            "messages": dict(sorted(self.messages.items())),
        }


class FrontPage:
    """What a person sees of their own rooms: which they belong to, as what, and how far they have read."""

    def __init__(self, viewer: User) -> None:
        self.stream = user_stream(viewer.pk)
        self.position = log.head(self.stream)
        self.rooms = {
            room["id"]: {"role": room["role"], "read_position": room["read_position"]}
            for room in snapshots.rooms(viewer.pk)
            if room["role"]
        }

    def catch_up(self) -> None:
        for event in events(self.stream, self.position):
            assert event["position"] == self.position + 1
            self.position += 1
            data = event["data"]
            match event["type"]:
                case "person.blocked" | "person.unblocked":
                    pass
                case "access.changed" if data["role"] is None:
                    self.rooms.pop(data["id"], None)
                case "access.changed":
                    self.rooms[data["id"]] = {"role": data["role"], "read_position": data["read_position"]}
                case "room.read":
                    self.rooms[data["room"]]["read_position"] = data["position"]
                case kind if kind.startswith("notification.") or kind == "redacted":
                    pass  # of the inbox
                case kind:
                    raise AssertionError(f"a front page does not know {kind}")


class Panel:
    """What a moderator sees: every report and every sanction, as they stand."""

    def __init__(self) -> None:
        self.position = log.head(MODERATION)
        self.reports = {one.pk: shapes.report(one) for one in Report.objects.ready()}
        self.sanctions = {one.pk: shapes.sanction(one) for one in Sanction.objects.ready()}

    def catch_up(self) -> None:
        for event in events(MODERATION, self.position):
            assert event["position"] == self.position + 1
            self.position += 1
            match event["data"]:
                case {"report": report}:
                    self.reports[report["id"]] = report
                case {"sanction": sanction}:
                    self.sanctions[sanction["id"]] = sanction

    def shown(self) -> Event:
        return {"position": self.position, "reports": self.reports, "sanctions": self.sanctions}
