"""A streamed answer, seen growing in a room's page, whatever the network lets through."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.conftest import Api, TestRoom, Visitors
from tests.browser.doors import NETWORKS
from tests.support.proxy import Proxy
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session", params=NETWORKS)
async def page(request: pytest.FixtureRequest, visitors: Visitors, proxy: Proxy, room: TestRoom) -> Page:
    """The room as Alice sees it, in each network."""
    proxy.choose = NETWORKS[request.param]
    return await visitors.room(room.slug, "alice", base=proxy.base)


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
