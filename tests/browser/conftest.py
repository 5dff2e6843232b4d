"""A real site and a real browser. Everybody has a browser context of their own, as on computers of their own."""

import json
import re
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from tests.support.proxy import Proxy
from tests.support.site import Site

CHROMIUM = "/usr/bin/chromium"
DESK, PHONE = (1600, 1000), (360, 740)
# A server that restarts, on a machine that runs other tests too.
PATIENCE_MS = 15_000
# What Chromium says by itself when the server is away or a door is shut, as they are on purpose in some tests.
AWAY = re.compile(
    r"ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED"
    r"|WebSocket connection to|\(Fault\)"
)

Theme = Literal["light", "dark"]
Motion = Literal["reduce", "no-preference"]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """One site for all of them; each test has rooms of its own."""
    with Site() as site:
        yield site
        site.check_logs()


@pytest_asyncio.fixture(loop_scope="session")
async def proxy(site: Site) -> AsyncIterator[Proxy]:
    """A network between browsers and the site, to be made worse (`doors.NETWORKS`)."""
    async with Proxy(site.bases[0], one_each=True) as proxy:
        yield proxy


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium; as root it runs without its sandbox only."""
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@dataclass
class Visitors:
    """Opens pages for people, and keeps what their browsers complained about."""

    site: Site
    chromium: Browser
    contexts: list[BrowserContext]
    complaints: list[str]

    async def context(
        self,
        username: str | None = None,
        *,
        size: tuple[int, int] = DESK,
        theme: Theme = "light",
        locale: str = "en",
        script: bool = True,
        motion: Motion = "reduce",
        base: str = "",
    ) -> BrowserContext:
        """The browser of a person who is signed in, or of a guest; `base`: the site's address through a proxy."""
        width, height = size
        base = base or self.site.bases[0]
        context = await self.chromium.new_context(
            base_url=base,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            locale=locale,
            java_script_enabled=script,
            reduced_motion=motion,
        )
        context.set_default_timeout(PATIENCE_MS)
        self.contexts.append(context)
        if username:
            session = self.site.inside.do("sign_in", username=username)
            await context.add_cookies([{"name": "chatsite_session", "value": session, "url": base}])
        return context

    async def open(self, path: str, username: str | None = None, **how: Any) -> Page:
        """A page in a new browser."""
        page = await (await self.context(username, **how)).new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", self._heard)
        await page.goto(path)
        return page

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(f"{said.location['url']}: {said.text}")

    async def room(self, slug: str, username: str | None = None, *, query: str = "", **how: Any) -> Page:
        """A room that is live."""
        page = await self.open(f"/rooms/{slug}/{query}", username, **how)
        await expect(page.locator("connection-state")).to_have_attribute("data-state", "live")
        return page


@pytest_asyncio.fixture(loop_scope="session")
async def visitors(request: pytest.FixtureRequest, site: Site, chromium: Browser) -> AsyncIterator[Visitors]:
    """Nobody's browser may complain, about the content security policy for one."""
    if "room" in request.fixturenames:
        request.getfixturevalue("room")  # is put away after they have left it
    visitors = Visitors(site, chromium, [], [])
    yield visitors
    for context in visitors.contexts:
        await context.close()
    complaints = [complaint for complaint in visitors.complaints if not AWAY.search(complaint)]
    assert complaints == []


@dataclass
class Api:
    """The HTTP API, to prepare what a test looks at."""

    site: Site

    def __call__(self, username: str, method: str, path: str, **body: Any) -> Any:
        token = self.site.inside.do("token", username=username)
        request = urllib.request.Request(
            f"{self.site.bases[0]}/api/v1/{path}",
            method=method,
            data=json.dumps(body).encode() if body else None,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def say(self, username: str, room: int, body: str, **more: Any) -> Any:
        """Post a message; its shape."""
        args = {"client_id": str(uuid4()), "body": body, **more}
        return self(username, "POST", f"rooms/{room}/messages", **args)["message"]


@pytest.fixture
def api(site: Site) -> Api:
    return Api(site)


@dataclass
class TestRoom:
    """A room for one test."""

    __test__ = False

    id: int
    slug: str
    name: str


@pytest.fixture
def room(api: Api) -> Iterator[TestRoom]:
    """A public room of Alice's, with Bob in it; it is out of the way of other tests afterwards."""
    name = f"Room {uuid4().hex[:8]}"
    made = api("alice", "POST", "rooms", name=name, topic="For one test")
    api("bob", "POST", f"rooms/{made['id']}/join", ok=True)
    yield TestRoom(made["id"], made["slug"], name)
    api("alice", "PATCH", f"rooms/{made['id']}", archived=True)
