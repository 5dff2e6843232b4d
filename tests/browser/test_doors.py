"""In a real browser: the client finds the door that the network leaves open, and loses nothing on the way.

Times of the ladder that would take minutes are tested with a clock of their own in tests/js.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from tests.browser.conftest import Api, TestRoom
from tests.browser.doors import BUFFERED, NETWORKS, OPEN, REFUSED, Tab, eventually, network
from tests.support.proxy import Fault, Proxy
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

SILENT = Fault(delay_s=60)
#: C9: what a blocked WebSocket may cost, and a moment for the page.
BLOCKED_S = 3.0


@pytest_asyncio.fixture(loop_scope="session")
async def browser(site: Site, chromium: Browser) -> AsyncIterator[BrowserContext]:
    """Alice's browser; the tests bring scripts of their own onto its pages."""
    context = await chromium.new_context(bypass_csp=True)
    session = await asyncio.to_thread(site.inside.do, "sign_in", username="alice")
    await context.add_cookies([{"name": "chatsite_session", "value": session, "url": site.bases[0]}])
    yield context
    await context.close()


@pytest.fixture
def wish(room: TestRoom, api: Api) -> dict[str, Any]:
    """Follow the room from now on."""
    stream = f"room-{room.id}"
    head = api("alice", "GET", f"rooms/{room.id}")["position"]
    return {"follow": [stream], "after": f"{stream}:{head}"}


@pytest.fixture
def say(room: TestRoom, api: Api, wish: dict[str, Any]) -> Callable[[int], Any]:
    """Say so much; all positions since the beginning."""
    said: list[int] = []

    async def say(times: int) -> list[int]:
        said.extend([(await asyncio.to_thread(api.say, "bob", room.id, "hello"))["position"] for _ in range(times)])
        return said

    return say


@pytest.mark.parametrize("transport", ["websocket", "sse", "eventsource", "frame", "long-poll", "short-poll"])
async def test_every_transport_brings_backlog_and_live_events(
    transport: str, browser: BrowserContext, site: Site, wish: dict[str, Any], say: Any
) -> None:
    await say(3)
    tab = await Tab.open(browser, site.bases[0], **wish, transports=[transport])
    await tab.has(await say(0))
    await tab.has(await say(3))
    assert await tab.transport() == transport


@pytest.mark.parametrize("blocked", [REFUSED, SILENT], ids=["refused", "silent"])
async def test_without_websocket_one_talks_over_an_event_stream_within_three_seconds(
    blocked: Fault, browser: BrowserContext, proxy: Proxy, wish: dict[str, Any], say: Any
) -> None:
    proxy.choose = network(upgrade=blocked)
    tab = await Tab.open(browser, proxy.base, **wish)
    assert await tab.uses("sse", 10) < BLOCKED_S
    await tab.has(await say(2))


async def test_behind_a_proxy_that_buffers_streams_too_it_polls(
    browser: BrowserContext, proxy: Proxy, wish: dict[str, Any], say: Any
) -> None:
    proxy.choose = network(upgrade=REFUSED, endless=BUFFERED)
    tab = await Tab.open(browser, proxy.base, **wish)
    await tab.uses("long-poll", 10)
    await tab.has(await say(2))


async def test_when_only_plain_requests_pass_it_polls_now_and_then(
    browser: BrowserContext, proxy: Proxy, wish: dict[str, Any], say: Any
) -> None:
    proxy.choose = NETWORKS["short-poll"]
    tab = await Tab.open(browser, proxy.base, **wish)
    await tab.uses("short-poll", 15)
    await tab.has(await say(2))


async def test_unblocked_it_returns_to_websocket_without_losing_or_repeating(
    browser: BrowserContext, proxy: Proxy, wish: dict[str, Any], say: Any
) -> None:
    proxy.choose = network(upgrade=SILENT)
    tab = await Tab.open(browser, proxy.base, **wish, times={"probesMs": [1_000, 1_500], "trialMs": 1_000})
    await tab.uses("sse", 10)
    await say(2)
    proxy.choose = OPEN
    while await tab.transport() != "websocket":
        await say(1)
    await tab.has(await say(2))


async def test_when_every_connection_is_cut_again_and_again_nothing_is_lost(
    browser: BrowserContext, proxy: Proxy, wish: dict[str, Any], say: Any
) -> None:
    tab = await Tab.open(browser, proxy.base, **wish)
    for _ in range(6):
        await say(2)
        proxy.cut()
        await asyncio.sleep(0.5)
    await tab.has(await say(2), within_s=15)


async def test_a_dead_connection_is_left_three_seconds_after_the_tab_is_shown(
    browser: BrowserContext, proxy: Proxy, wish: dict[str, Any], say: Any
) -> None:
    proxy.choose = NETWORKS["sse"]
    tab = await Tab.open(browser, proxy.base, **wish, times={"checkMs": 500})
    await tab.uses("sse", 10)
    await asyncio.sleep(2.5)  # who is here is told in the first second
    await tab.do("document.dispatchEvent(new Event('visibilitychange'))")
    await eventually(lambda: tab.do("connection.state.connection"), 2, 5)
    await tab.has(await say(1))


async def test_a_frozen_page_goes_on_where_it_was(
    browser: BrowserContext, site: Site, wish: dict[str, Any], say: Any
) -> None:
    tab = await Tab.open(browser, site.bases[0], **wish)
    await tab.has(await say(1))
    lifecycle = await browser.new_cdp_session(tab.page)
    await lifecycle.send("Page.setWebLifecycleState", {"state": "frozen"})
    await say(3)
    await lifecycle.send("Page.setWebLifecycleState", {"state": "active"})
    await tab.has(await say(1))


async def test_eight_tabs_over_http_have_one_connection(
    browser: BrowserContext, proxy: Proxy, wish: dict[str, Any], say: Any
) -> None:
    streams: list[bytes] = []

    def choose(head: bytes) -> Fault:
        if b"/stream/sse" in head:
            streams.append(head)
        return NETWORKS["sse"](head)

    proxy.choose = choose
    tabs = [await Tab.open(browser, proxy.base, **wish) for _ in range(8)]
    said = await say(2)
    for tab in tabs:
        await tab.has(said)
        assert await tab.transport() == "sse"
    assert len(streams) == 1


@pytest.mark.parametrize("end", ["closes", "crashes", "is frozen"])
async def test_when_the_leading_tab_ends_another_takes_over_within_five_seconds(
    end: str, browser: BrowserContext, site: Site, wish: dict[str, Any], say: Any
) -> None:
    first, second, third = [await Tab.open(browser, site.bases[0], **wish) for _ in range(3)]
    said = await say(2)
    for tab in (first, second, third):
        await tab.has(said)
    lifecycle = await browser.new_cdp_session(first.page)
    if end == "closes":
        await first.page.close()
    elif end == "crashes":
        crashed = asyncio.create_task(lifecycle.send("Page.crash"))  # is never answered
    else:
        await lifecycle.send("Page.setWebLifecycleState", {"state": "frozen"})
    said = await say(2)
    for tab in (second, third):
        await tab.has(said, within_s=5)
    if end == "crashes":
        crashed.cancel()


async def test_a_message_typed_offline_is_sent_once_after_a_reload(
    browser: BrowserContext, proxy: Proxy, room: TestRoom, api: Api, site: Site, wish: dict[str, Any]
) -> None:
    options = {**wish, "token": await site.token("alice")}
    tab = await Tab.open(browser, proxy.base, **options)
    await tab.keep_messages("alice")
    proxy.fault = Fault(swallow=True)
    proxy.cut()
    await tab.do(f"outbox.add({{ room: {room.id}, body: 'typed offline' }})")
    await asyncio.sleep(1.5)
    proxy.fault = Fault()
    await tab.page.reload()
    await tab.connect(**options)
    await tab.keep_messages("alice")
    await eventually(lambda: tab.do("outbox.items().then((items) => items.length)"), 0, 15)
    page = await asyncio.to_thread(api, "alice", "GET", f"rooms/{room.id}/messages")
    assert [message["body"] for message in page["messages"]] == ["typed offline"]


async def test_a_server_that_restarts_is_found_again(
    browser: BrowserContext, site: Site, wish: dict[str, Any], say: Any
) -> None:
    tab = await Tab.open(browser, site.bases[0], **wish)
    await tab.has(await say(1))
    assert await site.terminate() == 0
    await site.restart()
    await tab.has(await say(2), within_s=15)


@pytest.mark.parametrize("share", [False, True])
async def test_a_room_that_is_followed_while_a_slow_websocket_tries_is_carried(
    browser: BrowserContext, proxy: Proxy, wish: dict[str, Any], api: Api, *, share: bool
) -> None:
    proxy.choose = network(upgrade=Fault(delay_s=4))
    lobby = await asyncio.to_thread(api, "alice", "GET", "rooms/by-slug/lobby")
    tab = await Tab.open(browser, proxy.base, **wish, identity="alice", share=share)
    await tab.uses("sse", 10)
    await tab.do(f"connection.follow(['{lobby['stream']}'])")
    await tab.uses("websocket", 10)
    said = await asyncio.to_thread(api.say, "bob", lobby["id"], "hello")
    await tab.has([said["position"]], within_s=15)


@pytest.mark.parametrize("share", [False, True])
@pytest.mark.parametrize("transport", ["websocket", "sse"])
async def test_one_may_follow_nothing_for_a_moment(
    transport: str, browser: BrowserContext, site: Site, room: TestRoom, api: Api, *, share: bool
) -> None:
    stream = f"room-{room.id}"
    how = {"follow": [stream], "identity": "alice", "share": share, "transports": [transport]}
    tabs = [await Tab.open(browser, site.bases[0], **how) for _ in range(2)]
    for tab in tabs:
        await tab.uses(transport, 10)
    await tabs[0].do(f"connection.unfollow(['{stream}'])")
    await asyncio.to_thread(api.say, "bob", room.id, "not for you")
    await asyncio.sleep(1)
    await tabs[0].do(f"connection.follow(['{stream}'])")
    await asyncio.sleep(1)
    said = await asyncio.to_thread(api.say, "bob", room.id, "hello")
    await tabs[0].has([said["position"]], within_s=15)
