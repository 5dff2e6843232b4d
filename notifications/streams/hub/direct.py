"""What a poll gets where no hub runs (WSGI): read from the log itself, in one moment."""

from collections.abc import Iterable

from django.utils import timezone

from notifications.streams import access, log, unread
from notifications.streams.cursor import Cursor
from notifications.streams.entry import Entry
from notifications.streams.hub.admission import Wish, ahead_of, own, place
from notifications.streams.hub.feed import ClockFeed, Feed
from notifications.streams.hub.news import LATEST_MS, News, advice, conclude
from notifications.streams.names import CLOCK
from notifications.streams.refusal import forbidden
from notifications.streams.viewer import Viewer

READ_EVENTS = 512


def read_news(viewer: Viewer, wish: Wish) -> News | None:
    """What is new since the cursor; None if all that was asked for is over for good.

    Raises:
        Refusal: 401, 403.
    """
    names = own(viewer, wish.names)
    generation = log.generation()
    with log.snapshot():
        feeds = _feeds(names)
        follow, watch = own(viewer, wish.follow), own(viewer, wish.watch)
        ahead = ahead_of(feeds, follow, wish.after)
        positions, resets = place(feeds, follow, wish.after, generation, ahead)
        news = News(Cursor(generation, positions), resets=resets)
        _read(feeds, positions, news)
        changed = [name for name in watch if wish.after.positions.get(name) != feeds[name].head]
        counts = unread.count(viewer.user_id, changed) if changed else {}
        news.heads = {name: feeds[name].told(counts) for name in changed}
        news.next_ms = _advice(feeds.values())
        # After the events were read: whatever was revoked before one of them is known now.
        allowed = access.allowed(viewer, names)
        over = access.over(allowed)
    if refused := [name for name in names if name not in allowed]:
        raise forbidden(refused)
    conclude(news, feeds, watch)
    missed = news.events or news.resets or news.more
    return None if over == {*names} and not missed else news


def _feeds(names: list[str]) -> dict[str, Feed]:
    feeds = {name: Feed(name, reach.head, reach.floor) for name, reach in log.reach(names).items()}
    return {**feeds, CLOCK: ClockFeed()} if CLOCK in feeds else feeds


def _read(feeds: dict[str, Feed], positions: dict[str, int], news: News) -> None:
    behind = {name: position for name, position in positions.items() if position < feeds[name].head}
    entries: list[Entry] = []
    if CLOCK in behind:
        entries += feeds[CLOCK].tail.after(behind.pop(CLOCK)) or []
    if behind:
        entries += log.read(behind, READ_EVENTS).entries
    for entry in entries:
        if entry.stream in news.resets:
            continue
        if entry.position == positions[entry.stream] + 1:
            positions[entry.stream] = entry.position
            news.events.append(entry.text)
        else:
            # Pruned while we read, inside a transaction that sees it.
            positions[entry.stream] = head = feeds[entry.stream].head
            news.resets[entry.stream] = {"head": head, "reason": "expired"}


def _advice(feeds: Iterable[Feed]) -> int:
    at = log.last_at({feed.name: feed.head for feed in feeds})
    return LATEST_MS if at is None else advice((timezone.now() - at).total_seconds())
