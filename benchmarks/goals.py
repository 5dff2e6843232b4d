"""What is asked of the site, and whether the kept figures reach it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from benchmarks.samples import Table

Found = Callable[[Table], float]
"""Raises KeyError where it has not been measured."""

SERVERS = ("uvicorn", "daphne")


@dataclass(frozen=True, slots=True)
class Goal:
    """`bound` is the most that is allowed, or the least where `at_least`."""

    what: str
    bound: float
    found: Found
    unit: str = ""
    at_least: bool = False

    @property
    def asked(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:,g}{self.unit}"

    def row(self, table: Table) -> str:
        """A line of the page's table."""
        try:
            value = self.found(table)
        except KeyError:
            return f"| {self.what} | {self.asked} | – | not measured |"
        reached = value >= self.bound if self.at_least else value <= self.bound
        text = f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
        return f"| {self.what} | {self.asked} | {text}{self.unit} | {'reached' if reached else '**missed**'} |"


def page(table: Table) -> str:
    """All goals as a table."""
    return "\n".join(["| | asked | found | |", "|---|---|---|---|", *(goal.row(table) for goal in goals())])


def goals() -> list[Goal]:
    return [*_costs(), *_crowds(), *_memory(), *_writing(), *_rest()]


def _costs() -> list[Goal]:
    ours, theirs = "Chatsite, {}", "Nchan"
    asked = (
        ("websocket", "WebSocket", {"uvicorn": (1.1,), "daphne": (1.5,)}),
        ("sse", "SSE", {"uvicorn": (1.2,), "daphne": (2,)}),
        ("longpoll", "long poll", {"uvicorn": (4.5, 3), "daphne": (20, 10)}),
    )
    found = [
        Goal(
            f"{name}, {server}: CPU for each delivery",
            bound,
            _ratio(transport, ours.format(server), theirs),
            " × Nchan",
        )
        for transport, name, bounds in asked
        for server in SERVERS
        for bound in bounds[server]
    ]
    first = Goal("WebSocket, uvicorn", 1, _ratio("websocket", "Chatsite, uvicorn", "Socket.IO"), " × Socket.IO")
    tutorial = [
        Goal(
            f"the Channels tutorial on {server}",
            25,
            _ratio("websocket", f"Channels tutorial, {server}", ours.format(server)),
            " × ours",
            at_least=True,
        )
        for server in SERVERS
    ]
    late = Goal(
        "one way, p90 at 20,000 deliveries a second, uvicorn",
        3,
        lambda table: (
            _median(table, "fanout", "websocket, 1000", "Chatsite, uvicorn", "p90_us")
            / _median(table, "fanout", "websocket, 1000", "C epoll loop", "p90_us")
        ),
        " × the floor",
    )
    return [first, *found, *tutorial, late]


def _crowds() -> list[Goal]:
    def growth(transport: str, server: str, followers: int) -> Found:
        def found(table: Table) -> float:
            cost = [
                _median(table, "fanout", f"{transport}, {many}", f"Chatsite, {server}", "cpu_us")
                for many in (followers, 1000)
            ]
            return cost[0] / cost[1]

        return found

    return [
        Goal(f"{followers:,} followers, {transport}, {server}", 1.8, growth(transport, server, followers), " × 1,000")
        for transport, server, followers in product(("websocket", "sse"), SERVERS, (5000, 10_000))
    ]


def _memory() -> list[Goal]:
    return [
        Goal(
            f"memory of an idle connection, {transport}, {server}",
            bound,
            _figure("memory", f"{transport}, idle", f"Chatsite, {server}", "kib"),
            " KiB",
        )
        for transport, bound in (("websocket", 30), ("sse", 15))
        for server in SERVERS
    ]


def _writing() -> list[Goal]:
    def against_single(database: str) -> Found:
        return lambda table: (
            _median(table, "writes", database, "Chatsite, uvicorn", "per_second")
            / _median(table, "writes", database, "a transaction each", "per_second")
        )

    posts = [
        Goal(
            f"posts from 64 senders, {database}",
            3000,
            _figure("writes", database, "Chatsite, uvicorn", "per_second"),
            "/s",
            at_least=True,
        )
        for database in ("sqlite", "postgres")
    ]
    single = [
        Goal(f"the same, {database}", 3, against_single(database), " × a transaction each", at_least=True)
        for database in ("sqlite", "postgres")
    ]
    return [*posts, *single]


def _rest() -> list[Goal]:
    storm = ("storm", "2000 come back", "Chatsite, uvicorn")
    return [
        Goal("2,000 come back, uvicorn", 10, _figure(*storm, "seconds"), " s"),
        Goal("handshakes with tickets, uvicorn", 1000, _figure(*storm, "per_second"), "/s", at_least=True),
        Goal(
            "short polls, nothing new, uvicorn",
            10_000,
            _figure("polling", "nothing new", "Chatsite, uvicorn", "per_second"),
            "/s",
            at_least=True,
        ),
        *(
            goal
            for database in ("sqlite", "postgres")
            for goal in (
                Goal(
                    f"resume near the head of 1,000,000, {database}",
                    10,
                    _figure("catching-up", database, "Chatsite, uvicorn", "near_ms"),
                    " ms",
                ),
                Goal(
                    f"10,000 missed, {database}",
                    1000,
                    _figure("catching-up", database, "Chatsite, uvicorn", "far_ms"),
                    " ms",
                ),
            )
        ),
        *(
            Goal(
                f"a message against 10,000 listed words, {kind}",
                50,
                _figure("words", "10,000 listed", kind, "cpu_us"),
                " µs",
            )
            for kind in ("200 characters, English", "200 characters, Chinese", "every disguise at once")
        ),
    ]


def _median(table: Table, part: str, case: str, subject: str, measure: str) -> float:
    return table[part][case][subject][measure].median


def _figure(part: str, case: str, subject: str, measure: str) -> Found:
    return lambda table: _median(table, part, case, subject, measure)


def _ratio(transport: str, subject: str, to: str) -> Found:
    def found(table: Table) -> float:
        cost = [_median(table, "fanout", f"{transport}, 1000", name, "cpu_us") for name in (subject, to)]
        return cost[0] / cost[1]

    return found
