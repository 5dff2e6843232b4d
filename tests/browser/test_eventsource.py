"""A browser's own EventSource, and django-eventstream's JavaScript client as it comes, against our doors."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django_eventstream
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.browser.conftest import PATIENCE_MS
from tests.browser.other_site import OtherSite
from tests.support.people import Person, known
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

THEIR_CLIENT = Path(django_eventstream.__file__).parent / "static/django_eventstream/reconnecting-eventsource.js"
CONNECTING, OPEN, CLOSED = 0, 1, 2

# Notes what a source says, and each state it is found in.
LISTEN = """([kind, address, types, options]) => {
    const source = new window[kind](address, options);
    const seen = { source, told: [], states: [source.readyState], errors: 0 };
    const note = () => {
        if (seen.states.at(-1) !== source.readyState) seen.states.push(source.readyState);
    };
    source.onopen = note;
    source.onerror = () => { seen.errors += 1; note(); };
    if (types.length === 0) source.onmessage = (event) => seen.told.push(["onmessage", event.data, event.lastEventId]);
    for (const type of types) {
        source.addEventListener(type, (event) => seen.told.push([type, event.data, event.lastEventId]));
    }
    window.setInterval(note, 10);
    window.seen = seen;
}"""


class Source:
    """An EventSource in a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def until(self, condition: str) -> None:
        """Wait until `condition` holds for `seen`."""
        await self.page.wait_for_function(f"(seen => {condition})(window.seen)", timeout=PATIENCE_MS)

    async def told(self, count: int) -> list[list[str]]:
        """The first so many things it said: what heard it, data, id."""
        await self.until(f"seen.told.length >= {count}")
        told: list[list[str]] = await self.page.evaluate("window.seen.told")
        return told

    async def states(self) -> list[int]:
        states: list[int] = await self.page.evaluate("window.seen.states")
        return states


Listen = Callable[..., Any]


@pytest.fixture(scope="module")
def friend() -> Iterator[OtherSite]:
    """Its origin is listed in STREAM_ALLOWED_ORIGINS."""
    site = OtherSite()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def stranger() -> Iterator[OtherSite]:
    """Its origin is not."""
    site = OtherSite()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def streaming(friend: OtherSite) -> Iterator[Site]:
    """A site that may be restarted."""
    with Site(env={"STREAM_ALLOWED_ORIGINS": friend.base}) as site:
        yield site
        site.check_logs()


@pytest_asyncio.fixture(loop_scope="session")
async def listen(streaming: Site, chromium: Browser) -> AsyncIterator[Listen]:
    """Open an EventSource in an empty page of `origin`, in a browser of its own, and wait for a state."""
    context = await chromium.new_context()

    async def open_source(
        address: str,
        *types: str,
        kind: str = "EventSource",
        origin: str = streaming.bases[0],
        username: str | None = None,
        until: int | None = OPEN,
        **options: Any,
    ) -> Source:
        if username:
            session = streaming.inside.do("sign_in", username=username)
            await context.add_cookies([{"name": "chatsite_session", "value": session, "url": streaming.bases[0]}])
        page = await context.new_page()
        await page.goto(f"{origin}/healthz")
        if kind != "EventSource":
            await page.add_script_tag(path=THEIR_CLIENT)
        await page.evaluate(LISTEN, [kind, address, types, options])
        source = Source(page)
        if until is not None:
            await source.until(f"seen.source.readyState === {until}")
        return source

    yield open_source
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def alice(streaming: Site) -> Person:
    return await known(streaming, "alice")


async def test_plain_messages_are_heard_by_onmessage(streaming: Site, listen: Listen) -> None:
    source = await listen("/stream/sse?follow=site&named=0")
    head = await streaming.do("send", channel="site", type="greeting", data={"text": "hello"})
    (heard, data, id), *_ = await source.told(1)
    assert heard == "onmessage"
    assert '"type":"greeting"' in data
    assert id.endswith(f".site:{head}")
    assert await source.states() == [CONNECTING, OPEN]


async def test_named_events_are_heard_by_listeners(streaming: Site, listen: Listen) -> None:
    source = await listen("/stream/sse?follow=site&lines=1", "stream-open", "greeting")
    await streaming.do("send", channel="site", type="unknown", data={})
    await streaming.do("send", channel="site", type="greeting", data={"text": "hello"})
    told = await source.told(2)
    assert [heard for heard, _, _ in told] == ["stream-open", "greeting"]
    assert '"text": "hello"' in told[1][1]


async def test_pages_of_a_listed_origin_bring_their_cookies(
    streaming: Site, friend: OtherSite, alice: Person, listen: Listen
) -> None:
    own = f"{streaming.bases[0]}/stream/sse?follow=user-me"
    with_cookies = await listen(own, "stream-open", origin=friend.base, username="alice", withCredentials=True)
    assert ".user-" in (await with_cookies.told(1))[0][2]
    without = await listen(own, origin=friend.base, until=CLOSED)
    assert await without.states() == [CONNECTING, CLOSED]
    guest = await listen(f"{streaming.bases[0]}/stream/sse?follow=site", origin=friend.base)
    assert await guest.states() == [CONNECTING, OPEN]


@pytest.mark.parametrize("door", ["/stream/sse?follow=site&named=0", "/events/?channel=site"])
@pytest.mark.parametrize("credentials", ["with", "without"])
async def test_pages_of_any_other_origin_hear_nothing(
    streaming: Site, stranger: OtherSite, listen: Listen, door: str, credentials: str
) -> None:
    source = await listen(
        f"{streaming.bases[0]}{door}",
        "stream-open",
        origin=stranger.base,
        username="alice",
        until=CLOSED,
        withCredentials=credentials == "with",
    )
    await streaming.do("send", channel="site", type="message", data={})
    assert await source.states() == [CONNECTING, CLOSED]
    assert await source.page.evaluate("window.seen.told") == []


@pytest.mark.parametrize("status", [301, 307])
async def test_redirects_are_followed(streaming: Site, friend: OtherSite, listen: Listen, status: int) -> None:
    target = quote(f"{streaming.bases[0]}/stream/sse?follow=site&named=0", safe="")
    source = await listen(f"{friend.base}/moved?status={status}&to={target}", origin=friend.base)
    await streaming.do("send", channel="site", type="message", data={"after": status})
    # What was sent half a second before may still come to a stream that begins now.
    await source.until(f"seen.told.some(([, data]) => data.includes('\"after\":{status}'))")


async def test_it_goes_on_after_a_restart(streaming: Site, listen: Listen) -> None:
    source = await listen("/stream/sse?follow=site", "message")
    first = await streaming.do("send", channel="site", type="message", data={"n": 1})
    await source.told(1)
    assert await streaming.terminate() == 0
    for number in (2, 3):
        await streaming.do("send", channel="site", type="message", data={"n": number})
    await source.until(f"seen.source.readyState === {CONNECTING}")
    await streaming.restart()
    await source.told(3)
    await streaming.do("send", channel="site", type="message", data={"n": 4})
    told = await source.told(4)
    assert [int(id.rpartition(":")[2]) for _, _, id in told] == [first, first + 1, first + 2, first + 3]
    assert await source.states() == [CONNECTING, OPEN, CONNECTING, OPEN]


async def test_it_goes_on_after_a_crash(streaming: Site, listen: Listen) -> None:
    source = await listen("/events/?channel=site", "message")
    streaming.kill()
    first = await streaming.do("send", channel="site", type="message", data={"n": 1})
    await streaming.restart()
    assert [id for _, _, id in await source.told(1)] == [f"site:{first}"]


async def test_close_is_final(streaming: Site, listen: Listen) -> None:
    source = await listen("/stream/sse?follow=site&named=0")
    await source.page.evaluate("window.seen.source.close()")
    await source.until(f"seen.states.at(-1) === {CLOSED}")
    await streaming.do("send", channel="site", type="message", data={})
    assert await source.states() == [CONNECTING, OPEN, CLOSED]
    assert await source.page.evaluate("window.seen.told") == []


async def test_their_client_hears_what_send_event_sends(streaming: Site, listen: Listen) -> None:
    source = await listen("/events/?channel=site", "message", "stream-open", kind="ReconnectingEventSource")
    head = await streaming.do("send", channel="site", type="message", data={"text": "hello"})
    told = await source.told(2)
    assert told[0][0] == "stream-open"
    assert told[-1] == ["message", '{"text":"hello"}', f"site:{head}"]


async def test_their_client_goes_on_after_a_restart(streaming: Site, listen: Listen) -> None:
    source = await listen("/events/?channel=site", "message", "stream-reset", kind="ReconnectingEventSource")
    first = await streaming.do("send", channel="site", type="message", data=1)
    await source.told(1)
    await streaming.terminate()
    await streaming.do("send", channel="site", type="message", data=2)
    await streaming.restart()
    await streaming.do("send", channel="site", type="message", data=3)
    await source.until("seen.told.some(([, data]) => data === '3')")
    told = {(data, id) for _, data, id in await source.told(3)}
    assert told == {("1", f"site:{first}"), ("2", f"site:{first + 1}"), ("3", f"site:{first + 2}")}


async def test_their_client_begins_where_it_is_told(streaming: Site, listen: Listen) -> None:
    first = await streaming.do("send", channel="site", type="message", data=1)
    await streaming.do("send", channel="site", type="message", data=2)
    how = {"kind": "ReconnectingEventSource", "lastEventId": f"site:{first}"}
    source = await listen("/events/?channel=site", "message", **how)
    assert (await source.told(1))[0][1:] == ["2", f"site:{first + 1}"]


async def test_their_client_is_told_why_it_may_not_read(listen: Listen) -> None:
    source = await listen("/events/?channel=moderation", "stream-error", kind="ReconnectingEventSource", until=None)
    assert '"condition": "forbidden"' in (await source.told(1))[0][1]


async def test_a_stream_that_is_over_ends_for_good(alice: Person, listen: Listen) -> None:
    room = await alice.new_room()
    source = await listen(f"/stream/sse?follow={room.stream}")
    archived = await alice.api()("PATCH", f"rooms/{room.id}", {"archived": True})
    assert archived.status == 200
    await source.until(f"seen.states.at(-1) === {CLOSED}")
    assert await source.states() == [CONNECTING, OPEN, CONNECTING, CLOSED]
    late = await listen(f"/events/?channel={room.stream}", until=CLOSED)
    assert await late.states() == [CONNECTING, CLOSED]
