"""Figures and live values move, whatever the network lets through; and everybody can read them."""

import asyncio
import json
import re
import urllib.request
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, Api, TestRoom, Theme, Visitors
from tests.browser.doors import NETWORKS, PATIENCE_MS
from tests.browser.test_accessibility import overflow, violations
from tests.support.proxy import Proxy
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session", params=NETWORKS)
async def page(request: pytest.FixtureRequest, chromium: Browser, proxy: Proxy) -> AsyncIterator[Page]:
    """A guest's page behind a network that lets only so much through."""
    proxy.choose = NETWORKS[request.param]
    context = await chromium.new_context()
    page = await context.new_page()
    await page.goto(f"{proxy.base}/healthz")
    yield page
    await context.close()


Publish = Callable[..., Any]


@pytest.fixture
def stream(site: Site) -> str:
    return f"live-{uuid4().hex[:8]}"


@pytest.fixture
def publish(site: Site, stream: str) -> Publish:
    """Publish a value over HTTP."""
    token = site.inside.do("publish_token", stream=stream)

    def publish(name: str, value: object, unit: str = "") -> None:
        body = {"name": name, "value": value, "unit": unit}
        request = urllib.request.Request(
            f"{site.bases[0]}/api/v1/streams/{stream}/events",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status in (201, 202)

    return publish


def path_of(page: Page, stream: str, more: str = "") -> str:
    return f"{page.url.removesuffix('/healthz')}/live/{stream}/{more}"


async def test_the_front_pages_figures_move(page: Page, room: TestRoom, api: Api) -> None:
    await page.goto(page.url.removesuffix("healthz"))
    figures = page.locator("[data-part=figures]")
    for number in range(3):
        await asyncio.to_thread(api.say, "bob", room.id, f"news {number}")
    row = figures.locator(".bar-row").filter(has_text=room.name)
    await expect(row).to_contain_text("3 messages", timeout=PATIENCE_MS)
    await expect(figures.locator("[data-part=people]")).not_to_have_text("0")
    line = figures.locator("[data-part=messages-chart] [data-part=line]")
    drawn = await line.get_attribute("d")
    await asyncio.to_thread(api.say, "bob", room.id, "more news")
    await expect(row).to_contain_text("4 messages", timeout=PATIENCE_MS)
    assert drawn
    assert drawn.count("L") == 59


async def test_a_published_value_is_seen(page: Page, stream: str, publish: Publish) -> None:
    await asyncio.to_thread(publish, "temperature", 20.5, "°C")
    await page.goto(path_of(page, stream))
    value = page.locator("live-value[name=temperature]")
    await expect(value.locator("[data-part=value]")).to_have_text("20.5")
    await asyncio.to_thread(publish, "temperature", 21.5, "°C")
    await asyncio.to_thread(publish, "sky", "clear")
    await expect(value.locator("[data-part=value]")).to_have_text("21.5", timeout=PATIENCE_MS)
    await expect(value.locator("[data-part=unit]")).to_have_text("°C")
    await expect(value.locator("svg [data-part=line]")).to_have_attribute("d", "M0 28.5L100 1.5")
    await expect(page.locator("live-value[name=sky] [data-part=value]")).to_have_text("clear", timeout=PATIENCE_MS)


async def test_a_frame_shows_one_value_and_an_element_stands_alone(
    visitors: Visitors, stream: str, publish: Publish
) -> None:
    await asyncio.to_thread(publish, "temperature", 1)
    await asyncio.to_thread(publish, "humidity", 2)
    frame = await visitors.open(f"/live/{stream}/frame/?name=humidity")
    await expect(frame.locator("live-value")).to_have_count(1)
    await asyncio.to_thread(publish, "humidity", 3)
    await expect(frame.locator("live-value [data-part=value]")).to_have_text("3")

    alone = await visitors.open("/accounts/login/")
    await alone.evaluate(
        """async (stream) => {
          const element = document.createElement("live-value");
          element.setAttribute("stream", stream);
          element.setAttribute("name", "temperature");
          document.querySelector("main").append(element);
          await import("/static/live/live-value.js");
        }""",
        stream,
    )
    await expect(alone.locator("live-value [data-part=value]")).to_have_text("1")
    await asyncio.to_thread(publish, "temperature", 4)
    await expect(alone.locator("live-value [data-part=value]")).to_have_text("4")


async def test_moderators_see_connections_and_reports_change(visitors: Visitors, room: TestRoom, api: Api) -> None:
    panel = await visitors.open("/moderation/", "mona")
    traffic = panel.locator("[data-part=traffic]")
    sockets = traffic.locator("[data-part=connections] .bar-row").filter(has_text="WebSocket")
    await expect(sockets.locator("[data-part=text]")).to_have_text("1", timeout=PATIENCE_MS)
    reports = traffic.locator("[data-part=reports]")
    before = int(await reports.inner_text())
    await visitors.room(room.slug, "alice")
    await expect(sockets.locator("[data-part=text]")).to_have_text("2", timeout=PATIENCE_MS)
    said = await asyncio.to_thread(api.say, "bob", room.id, "buy this")
    await asyncio.to_thread(api, "alice", "POST", f"messages/{said['id']}/report", reason="spam")
    await expect(reports).to_have_text(str(before + 1), timeout=PATIENCE_MS)
    await expect(traffic.locator("[data-part=rooms]")).to_contain_text(room.name)


@pytest.mark.parametrize(("size", "theme", "locale"), [(DESK, "light", "en"), (PHONE, "dark", "zh-CN")])
async def test_pages_with_charts_are_clean(
    visitors: Visitors, stream: str, publish: Publish, size: tuple[int, int], theme: Theme, locale: str
) -> None:
    for value in (1, 2):
        await asyncio.to_thread(publish, "temperature", value, "°C")
        await asyncio.sleep(1.1)
    await asyncio.to_thread(publish, "raining", value=False)
    await asyncio.to_thread(publish, "a-long-name-of-a-station-without-a-single-gap-in-it", "x" * 200)
    page = await visitors.open("/", "mona", size=size, theme=theme, locale=locale)
    line = page.locator("[data-part=people-chart] [data-part=line]")
    await expect(line).to_have_attribute("d", re.compile("M"), timeout=PATIENCE_MS)
    for path in ("/", f"/live/{stream}/", f"/live/{stream}/frame/", "/moderation/"):
        await page.goto(path)
        assert await violations(page) == [], path
        assert not await overflow(page), path
