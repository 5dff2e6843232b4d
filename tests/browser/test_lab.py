"""The transport lab in a real browser: over WebSocket, without it, and where only plain requests pass; and the echo."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, Api, TestRoom, Theme, Visitors
from tests.browser.doors import NETWORKS, PATIENCE_MS
from tests.browser.test_accessibility import overflow, violations
from tests.support.proxy import Proxy
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

WAYS = ["auto", "websocket", "sse", "long-poll", "short-poll", "frame"]
STATE, EVENTS, MEDIAN, CUT_OFF = 0, 1, 2, 8


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    context = await chromium.new_context(locale="en", permissions=["clipboard-read", "clipboard-write"])
    yield await context.new_page()
    await context.close()


def cell(page: Page, way: str, index: int) -> Locator:
    return page.locator(f"[data-lane={way}] [data-cell]").nth(index)


async def brings_news(page: Page, way: str) -> None:
    await expect(cell(page, way, STATE)).to_contain_text("Live", timeout=PATIENCE_MS)
    await expect(cell(page, way, EVENTS)).to_have_text(re.compile(r"^[1-9]"), timeout=PATIENCE_MS)


@pytest.mark.parametrize(
    ("transport", "best", "blocked"),
    [
        ("websocket", "WebSocket", []),
        ("sse", "event stream", ["websocket"]),
        # The long poll begins with a plain request, and comes back by it each time that it is refused to wait.
        ("short-poll", "polling", ["websocket", "sse", "frame"]),
    ],
)
async def test_the_ways_that_are_open_bring_news_and_the_client_takes_the_best(
    transport: str, best: str, blocked: list[str], page: Page, proxy: Proxy
) -> None:
    proxy.choose = NETWORKS[transport]
    await page.goto(f"{proxy.base}/lab/")
    for way in WAYS:
        if way not in blocked:
            await brings_news(page, way)
    await expect(cell(page, "auto", STATE)).to_have_text(f"Live by {best}")
    for way in blocked:
        await expect(cell(page, way, EVENTS)).to_have_text("0")
    own = page.locator("[data-here=short-poll]")
    await expect(own).to_contain_text(re.compile(r"Median .* requests: \d"))
    assert await page.locator(".series-auto").get_attribute("points")


async def test_a_room_is_followed_by_all_ways(page: Page, site: Site, room: TestRoom, api: Api) -> None:
    await page.goto(f"{site.bases[0]}/lab/")
    await brings_news(page, "short-poll")
    await page.get_by_label("What to follow").select_option(f"room-{room.id}")
    await expect(cell(page, "frame", STATE)).to_have_text("Live")
    await expect(cell(page, "short-poll", STATE)).to_have_text("Live")
    api.say("bob", room.id, "hello")
    for way in WAYS:
        await expect(cell(page, way, EVENTS)).to_have_text("1")


async def test_the_knobs_harm_whom_they_are_meant_for(page: Page, site: Site) -> None:
    await page.goto(f"{site.bases[0]}/lab/")
    await brings_news(page, "sse")
    await page.get_by_label("For", exact=True).select_option("sse")
    await page.get_by_label("Delay").fill("2000")
    await expect(cell(page, "sse", MEDIAN)).to_have_text(re.compile(r"^2(\.\d)? s$"), timeout=PATIENCE_MS)
    await expect(cell(page, "websocket", MEDIAN)).to_have_text(re.compile(r" ms$"))
    await page.get_by_role("button", name="Cut: WebSocket").click()
    await expect(cell(page, "websocket", CUT_OFF)).to_have_text(re.compile("1 ×, back after"))
    await expect(cell(page, "sse", CUT_OFF)).to_have_text("–")
    await page.get_by_role("button", name="Copy the table").click()
    await expect(page.get_by_text("Copied.")).to_be_visible()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert len(copied.splitlines()) == 1 + len(WAYS)
    assert copied.startswith("Way\tState\tEvents\t")
    # Whoever comes back finds a fair network.
    await page.goto(f"{site.bases[0]}/connection/")
    await page.go_back()
    await expect(page.get_by_label("Delay")).to_have_value("0")


async def test_without_https_the_table_is_copied_too(page: Page, site: Site) -> None:
    await page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    await page.goto(f"{site.bases[0]}/lab/")
    await brings_news(page, "websocket")
    await page.get_by_role("button", name="Copy the table").press("Enter")
    await expect(page.get_by_text("Copied.")).to_be_visible()
    await expect(page.get_by_role("button", name="Copy the table")).to_be_focused()
    await page.get_by_label("Text to send").press("ControlOrMeta+V")
    await expect(page.get_by_label("Text to send")).to_have_value(re.compile("Way\tState\tEvents"))


async def test_what_is_lost_on_the_way_is_fetched(page: Page, site: Site) -> None:
    await page.goto(f"{site.bases[0]}/lab/")
    await brings_news(page, "websocket")
    await page.get_by_label("For", exact=True).select_option("websocket")
    await page.get_by_label("Lost on the way").fill("50")
    await expect(cell(page, "websocket", CUT_OFF)).to_have_text(re.compile("×, back after"), timeout=PATIENCE_MS)
    await page.get_by_label("Lost on the way").fill("0")
    await expect(cell(page, "websocket", STATE)).to_have_text("Live")


async def test_text_and_bytes_come_back(visitors: Visitors) -> None:
    page = await visitors.open("/lab/")
    bench = page.locator("echo-bench")
    await expect(bench).to_have_attribute("data-state", "open")
    await expect(bench.locator("[data-part=ready-state]")).to_have_text("1 (OPEN)")
    await page.get_by_label("Text to send").fill("你好")
    await page.get_by_role("button", name="Send text").click()
    await expect(bench.locator("li").first).to_contain_text("string, 2, after")
    for kind, name in (("arraybuffer", "ArrayBuffer"), ("blob", "Blob")):
        await page.get_by_label("Hand bytes out as").select_option(kind)
        await page.get_by_role("button", name="Send 16 bytes").click()
        await expect(bench.locator("li").first).to_contain_text(f"{name}, 16, after")
    await page.get_by_role("button", name="Send 600,000 bytes").click()
    await expect(bench.locator("li").first).to_contain_text("Blob, 60,000, after")
    await expect(bench.locator("[data-part=most-buffered]")).to_have_text(re.compile("000"))
    await expect(bench.locator("[data-part=buffered]")).to_have_text("0")


@pytest.mark.parametrize("transport", ["sse", "short-poll"])
async def test_without_websocket_the_echo_goes_by_request(transport: str, page: Page, proxy: Proxy) -> None:
    proxy.choose = NETWORKS[transport]
    await page.goto(f"{proxy.base}/lab/")
    bench = page.locator("echo-bench")
    await expect(bench.get_by_text("No WebSocket gets through from here.")).to_be_visible()
    await page.get_by_role("button", name="Send text").click()
    await expect(bench.locator("li").first).to_contain_text("“Hello, is anybody there?”")
    await page.get_by_role("button", name="Send 16 bytes").click()
    await expect(bench.locator("li").first).to_contain_text("ArrayBuffer, 16, after")


@pytest.mark.parametrize(("size", "theme"), [(DESK, "light"), (PHONE, "dark")])
async def test_what_is_shown_is_clean(visitors: Visitors, size: tuple[int, int], theme: Theme) -> None:
    page = await visitors.open("/lab/", size=size, theme=theme)
    await brings_news(page, "short-poll")
    assert await violations(page) == []
    assert not await overflow(page)
