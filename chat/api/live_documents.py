"""What the API answers about figures and live values, for its OpenAPI description."""

from chat.api.documents import Document


class BusyRoom(Document):
    """A public room, and how much was said there in the last ten minutes."""

    id: int
    slug: str
    name: str
    messages: int


class VisitedRoom(BusyRoom):
    """The same, and how many people are there now."""

    people: int


class Minutes(Document):
    """The last sixty minutes, oldest first."""

    people: list[int]
    messages: list[int]


class Figures(Document):
    """How the site is doing: people here now, messages in the last minute, busiest public rooms."""

    people: int
    messages: int
    minutes: Minutes
    rooms: list[VisitedRoom]


class FiguresNow(Document):
    """The figures that were told last (null: none yet), and where the stream `site` ends."""

    figures: Figures | None
    position: int


class Hours(Document):
    """The last 24 hours, oldest first, the running one included."""

    messages: list[int]
    reports: list[int]


class Traffic(Document):
    """Connections by transport over so many processes, what was posted and reported, where."""

    connections: dict[str, int]
    processes: int
    hours: Hours
    rooms: list[BusyRoom]
    private_messages: int
    open_reports: int


class TrafficNow(Document):
    """What was told last (null: nothing yet), and where the stream `moderation-traffic` ends."""

    traffic: Traffic | None
    position: int


class LiveValue(Document):
    """A value, and when it was so."""

    name: str
    value: bool | float | str
    unit: str
    at: str


class LiveValueShown(LiveValue):
    """The same with the last numbers, oldest first."""

    recent: list[float]


class LiveStreamNow(Document):
    """The values of a stream, and where it ends."""

    stream: str
    title: str
    values: list[LiveValueShown]
    position: int


class PublishedValue(Document):
    """The newest value of that name."""

    value: LiveValue
