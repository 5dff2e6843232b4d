"""A streamed answer, seen growing in a room's page, whatever the network lets through."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Api, TestRoom
from tests.browser.doors import OPEN, network
from tests.support.proxy import Fault, Proxy
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

REFUSED, BUFFERED = Fault(refuse_upgrade=True), Fault(buffer=True)
DOORS = {
    "websocket": OPEN,
    "sse": network(upgrade=REFUSED),
    "short-poll": network(upgrade=REFUSED, sse=BUFFERED, wait=Fault(status=403)),
}


@pytest_asyncio.fixture(loop_scope="session", params=DOORS)
async def page(request: pytest.FixtureRequest, site: Site, chromium: Browser, room: TestRoom) -> AsyncIterator[Page]:
    """The room as Alice sees it, by each door."""
    async with Proxy(site.bases[0], one_each=True) as proxy:
        proxy.choose = DOORS[request.param]
        context = await chromium.new_context(reduced_motion="reduce", locale="en")
        session = await asyncio.to_thread(site.inside.do, "sign_in", username="alice")
        await context.add_cookies([{"name": "chatsite_session", "value": session, "url": proxy.base}])
        page = await context.new_page()
        await page.goto(f"{proxy.base}/rooms/{room.slug}/")
        await expect(page.locator("connection-state")).to_have_attribute("data-state", "live", timeout=30_000)
        yield page
        await context.close()


class Bot:
    """Answers Alice, a piece at a time."""

    def __init__(self, site: Site, api: Api, room: TestRoom) -> None:
        self.username = site.inside.do("new_person", prefix="bot")["username"]
        site.inside.do("make_bot", username=self.username)
        asked = api.say("alice", room.id, "why?")
        args = {"client_id": str(uuid4()), "reply_to": asked["id"]}
        self.api = api
        self.message: int = api(self.username, "POST", f"rooms/{room.id}/answers", **args)["message"]["id"]
        self.offset = 0

    async def write(self, text: str) -> None:
        self.offset = (await self._ask("PATCH", "", offset=self.offset, text=text))["offset"]

    async def finish(self) -> None:
        await self._ask("POST", "/finish", offset=self.offset)

    async def _ask(self, method: str, path: str, **body: Any) -> Any:
        return await asyncio.to_thread(self.api, self.username, method, f"answers/{self.message}{path}", **body)


@pytest.fixture
def bot(site: Site, api: Api, room: TestRoom) -> Bot:
    return Bot(site, api, room)


async def test_an_answer_grows_before_ones_eyes_and_ends_as_a_message(page: Page, bot: Bot) -> None:
    answer = page.locator(f"#message-{bot.message}")
    body = answer.locator('[data-part="body"]')
    for written, seen in [("*Be", "*Be"), ("cause* 🌱", "*Because* 🌱"), (" it rains.", "*Because* 🌱 it rains.")]:
        await bot.write(written)
        await expect(body).to_have_text(seen, timeout=30_000)
    await expect(answer).to_have_attribute("data-growing", "")
    await expect(answer.locator('[data-part="bot"]')).to_be_visible()
    await bot.finish()
    await expect(body.locator("em")).to_have_text("Because", timeout=30_000)
    await expect(answer).not_to_have_attribute("data-growing", "")


async def test_whoever_asked_stops_it(page: Page, bot: Bot) -> None:
    await bot.write("Once upon a time")
    answer = page.locator(f"#message-{bot.message}")
    await expect(answer).to_contain_text("Once upon a time", timeout=30_000)
    await answer.get_by_role("button", name="Stop").click()
    await expect(answer).to_contain_text("The answer was stopped.", timeout=30_000)
    await expect(answer.get_by_role("button", name="Stop")).to_be_hidden()
