"""In a real browser, behind real proxies: the cause that the connection doctor names is the real one, and its lines
cure it."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, Theme, Visitors
from tests.browser.test_accessibility import overflow, violations
from tests.support.nginx import Nginx, make_certificate
from tests.support.proxy import Choice, Fault, Proxy
from tests.support.site import Site

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

UPGRADE_HEADERS = "    proxy_set_header Connection $connection_upgrade;\n    proxy_set_header Upgrade $http_upgrade;\n"
STREAMS = "        location ~ ^/(stream|events)/ {"
#: As nginx is by default, and told not to listen to the site.
BUFFERING = """
        location ~ ^/stream/(sse|frame)$ {
            proxy_pass http://chatsite;
            proxy_http_version 1.0;
            proxy_ignore_headers X-Accel-Buffering;
        }
"""
#: What an nginx is told that does not know what a stream is.
NGINX = {
    "nginx buffers": {STREAMS: f"{BUFFERING}{STREAMS}"},
    "nginx does not upgrade": {UPGRADE_HEADERS: ""},
    "nginx cuts silence after 10 s": {"proxy_read_timeout 75s;": "proxy_read_timeout 10s;"},
    "nginx as shipped": {},
}


def upgrades(fault: Fault, others: Fault) -> Choice:
    return lambda head: fault if b"\r\nupgrade:" in head.lower() else others


#: What other proxies do, to WebSockets and to everything else.
PROXIES = {
    "a proxy refuses upgrades": upgrades(Fault(refuse_upgrade=True), Fault()),
    "a proxy strips upgrades": upgrades(Fault(strip_upgrade=True), Fault()),
    "a proxy cuts after 10 s": upgrades(Fault(cut_after_s=10), Fault(cut_after_s=10)),
    "a proxy buffers whole bodies": upgrades(Fault(), Fault(buffer=True)),
    "a filter answers streams with 403": lambda head: Fault(status=403) if b" /stream/" in head else Fault(),
    "only plain requests pass": lambda head: (
        Fault(status=403) if b"wait=" in head else Fault(buffer=True, refuse_upgrade=True)
    ),
}
#: The cause, whom it concerns, and what the pages use instead.
FOUND: dict[str, tuple[dict[str, str], str]] = {
    "nginx as shipped": ({}, "WebSocket"),
    "nginx buffers": ({"clumps": "event stream forever frame"}, "WebSocket"),
    "nginx does not upgrade": ({"upgrade": "WebSocket"}, "event stream"),
    "nginx cuts silence after 10 s": ({"silence": "WebSocket event stream long polling"}, "WebSocket"),
    "a proxy refuses upgrades": ({"upgrade": "WebSocket"}, "event stream"),
    "a proxy strips upgrades": ({"upgrade": "WebSocket"}, "event stream"),
    "a proxy cuts after 10 s": ({"age": "WebSocket event stream long polling"}, "WebSocket"),
    "a proxy buffers whole bodies": ({"whole": "event stream forever frame"}, "WebSocket"),
    "a filter answers streams with 403": ({"blocked": ""}, "Nothing works"),
    "only plain requests pass": (
        {"upgrade": "WebSocket", "whole": "event stream forever frame", "held": "long polling"},
        "polling",
    ),
}

Finding = dict[str, Any]


@asynccontextmanager
async def nginx(site: Site, folder: Path, changes: Mapping[str, str]) -> AsyncIterator[str]:
    folder.mkdir(exist_ok=True)
    server = Nginx(await asyncio.to_thread(make_certificate, folder), site.ports, changes)
    try:
        await asyncio.to_thread(server.wait)
        yield server.base
    finally:
        server.stop()


async def visit(chromium: Browser, base: str) -> Page:
    """The doctor's page there, in a browser of its own."""
    context = await chromium.new_context(ignore_https_errors=True, locale="en")
    page = await context.new_page()
    await page.goto(f"{base}/connection/", timeout=60_000)
    return page


async def examine(page: Page, length: str = "usual") -> Finding:
    """What the doctor says on its page."""
    await press(page, length)
    cards = await page.locator("[data-cause]").all()
    found = {
        "causes": {str(await card.get_attribute("data-cause")): await text(card, "concerns") for card in cards},
        "says": {str(await card.get_attribute("data-cause")): await text(card, "about") for card in cards},
        "lines": [await code.text_content() for code in await page.locator("[data-proxy=nginx] code").all()],
        "verdict": await page.locator("[data-part=verdict]").inner_text(),
    }
    await page.context.close()
    return found


async def press(page: Page, length: str) -> None:
    await page.get_by_label("How thorough?").select_option(length)
    await page.get_by_role("button", name="Examine my connection").click()
    await expect(page.locator("[data-part=result]")).to_be_visible(timeout=120_000)


async def text(card: Any, part: str) -> str:
    shown = await card.locator(f"[data-part={part}]").text_content()
    return (
        " ".join(re.findall(r"[\w.-]+", (shown or "").removeprefix("Concerns:"))) if part == "concerns" else shown or ""
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def findings(
    site: Site, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, Finding]]:
    """All examinations at once: each takes 35 s, most of which is waiting for a connection to be cut."""
    async with AsyncExitStack() as stack:
        bases: dict[str, str] = {}
        for name, changes in NGINX.items():
            folder = tmp_path_factory.mktemp("nginx")
            bases[name] = await stack.enter_async_context(nginx(site, folder, changes))
        for name, choose in PROXIES.items():
            proxy = await stack.enter_async_context(Proxy(site.bases[0], one_each=True))
            proxy.choose = choose
            bases[name] = proxy.base
        # Opening them takes the machine, examining takes time.
        pages = [await visit(chromium, base) for base in bases.values()]
        found = await asyncio.gather(*map(examine, pages))
        yield dict(zip(bases, found, strict=True))


@pytest.mark.parametrize("network", FOUND)
async def test_the_named_cause_is_the_real_one(network: str, findings: dict[str, Finding]) -> None:
    causes, best = FOUND[network]
    assert findings[network]["causes"] == causes
    assert best in findings[network]["verdict"]


@pytest.mark.parametrize("network", ["nginx cuts silence after 10 s", "a proxy cuts after 10 s"])
async def test_it_says_after_how_many_seconds_a_connection_is_cut(network: str, findings: dict[str, Finding]) -> None:
    [said] = findings[network]["says"].values()
    assert re.search(r"after about (9|10|11) s", said)


@pytest.mark.parametrize("network", ["nginx buffers", "nginx does not upgrade"])
async def test_the_lines_for_nginx_cure_it(
    network: str, findings: dict[str, Finding], site: Site, chromium: Browser, tmp_path: Path
) -> None:
    [lines] = findings[network]["lines"]
    [location] = re.findall(r"^location /stream/ \{.*?^\}", lines, re.MULTILINE | re.DOTALL)
    cured = {**NGINX[network], STREAMS: f"{location}\n        location /events/ {{"}
    cured = {old: new.replace("127.0.0.1:8000", f"127.0.0.1:{site.ports[0]}") for old, new in cured.items()}
    async with nginx(site, tmp_path, cured) as base:
        assert (await examine(await visit(chromium, base), "quick"))["causes"] == {}


async def test_what_was_found_reaches_the_operator(visitors: Visitors) -> None:
    page = await visitors.open("/connection/")
    await press(page, "quick")
    await page.get_by_label("Where are you?").fill("On the train")
    await page.get_by_role("button", name="Send to the operator").click()
    await expect(page.get_by_text("Sent. Thank you!")).to_be_visible()
    panel = await visitors.open("/moderation/connections/", "mona", size=PHONE)
    sent = panel.locator("li", has_text="On the train").first
    await expect(sent).to_contain_text("Nothing stands in the way.")
    await sent.get_by_text("Figures and browser").click()
    await expect(sent.get_by_role("cell").first).to_have_text(re.compile(r"^\d.* ms$"))
    assert await violations(panel) == []
    assert not await overflow(panel)


@pytest.mark.parametrize(("size", "theme"), [(DESK, "light"), (PHONE, "dark")])
async def test_what_is_shown_is_clean(visitors: Visitors, size: tuple[int, int], theme: Theme) -> None:
    page = await visitors.open("/connection/", size=size, theme=theme)
    await press(page, "quick")
    assert await violations(page) == []
    assert not await overflow(page)


async def test_in_chinese_no_english_is_left(visitors: Visitors) -> None:
    page = await visitors.open("/connection/", locale="zh-CN")
    await page.get_by_label("检查多细").select_option("quick")
    await page.get_by_role("button", name="检查我的连接").click()
    await expect(page.locator("[data-part=result]")).to_be_visible(timeout=60_000)
    said = re.sub(r"Chatsite|WebSocket|JavaScript", "", await page.locator("body").inner_text())
    assert re.findall(r"[A-Za-z]{3,}.*", said) == []


async def test_it_can_be_stopped(visitors: Visitors) -> None:
    page = await visitors.open("/connection/")
    await page.get_by_role("button", name="Examine my connection").click()
    await expect(page.get_by_text("Trying all five ways")).to_be_visible()
    await page.get_by_role("button", name="Stop").click()
    await expect(page.get_by_role("status").filter(has_text="Stopped.")).to_be_visible()
    await expect(page.get_by_role("button", name="Examine my connection")).to_be_enabled()
