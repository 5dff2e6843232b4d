"""Pictures and files in a real browser: up over every door, seen by everybody, without anything moving."""

import asyncio
import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Page, Request, WebSocket, expect

from tests.browser.conftest import TestRoom, Visitors
from tests.browser.doors import NETWORKS
from tests.browser.pages import message, say
from tests.browser.test_accessibility import violations
from tests.support.proxy import Proxy
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


def picture(name: str = "cat.png") -> FilePayload:
    """A picture that does not compress, so that it takes several chunks."""
    drawn = io.BytesIO()
    Image.effect_noise((700, 500), 90).convert("RGB").save(drawn, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": drawn.getvalue()}


class Sent:
    """What a page sends of a file."""

    def __init__(self, page: Page) -> None:
        self.frames, self.requests = 0, 0
        page.on("websocket", self._opened)
        page.on("request", self._requested)

    def _opened(self, socket: WebSocket) -> None:
        socket.on("framesent", self._framed)

    def _framed(self, payload: str | bytes) -> None:
        self.frames += isinstance(payload, bytes)

    def _requested(self, request: Request) -> None:
        self.requests += request.method == "PATCH" and "/attachments/" in request.url


@pytest.mark.parametrize("transport", NETWORKS)
async def test_a_picture_goes_up_over_whatever_is_open(
    transport: str, visitors: Visitors, proxy: Proxy, room: TestRoom, site: Site
) -> None:
    proxy.choose = NETWORKS[transport]
    alice = await (await visitors.context("alice")).new_page()  # whose browser complains of what is blocked
    sent = Sent(alice)
    await alice.goto(f"{proxy.base}/rooms/{room.slug}/")
    bob = await visitors.room(room.slug, "bob")
    state = alice.locator("connection-state")
    await expect(state).to_have_attribute("data-state", "live", timeout=30_000)

    await alice.locator("attach-tray input[type=file]").set_input_files([picture()])
    await expect(alice.locator(".upload")).to_have_attribute("data-state", "ready")
    assert (sent.frames > 1, sent.requests > 1) == (transport == "websocket", transport != "websocket")
    await alice.get_by_label("Description for those").fill("a cat in the snow")
    await say(alice, "look")

    waiting = message(bob, "look").get_by_role("img", name="a cat in the snow, coming in a moment")
    await expect(waiting).to_be_visible()
    before = await waiting.bounding_box()
    await asyncio.to_thread(site.inside.do, "work")
    for page in (alice, bob):
        shown = message(page, "look").get_by_role("img", name="a cat in the snow", exact=True)
        await expect(shown).to_have_attribute("src", re.compile("/attachments/.*/thumbnail$"), timeout=40_000)
        await expect(shown).to_have_js_property("naturalWidth", 640)
    # A thumbnail's proportions are rounded to whole pixels.
    assert await message(bob, "look").get_by_role("img").bounding_box() == pytest.approx(before, abs=1)

    await message(bob, "look").get_by_role("img").click()
    await expect(bob.get_by_role("dialog", name="Picture").get_by_role("img")).to_have_js_property("naturalWidth", 700)
    assert await violations(bob) == []
    await bob.keyboard.press("Escape")
    await bob.reload()
    await expect(message(bob, "look").get_by_role("img")).to_have_js_property("naturalWidth", 640)


async def test_a_cut_line_only_delays_it(visitors: Visitors, proxy: Proxy, room: TestRoom, site: Site) -> None:
    alice = await (await visitors.context("alice")).new_page()
    await alice.goto(f"{proxy.base}/rooms/{room.slug}/")
    await expect(alice.locator("connection-state")).to_have_attribute("data-state", "live")
    big: FilePayload = {"name": "big.bin", "mimeType": "application/octet-stream", "buffer": bytes(range(256)) * 40_000}
    await alice.locator("attach-tray input[type=file]").set_input_files([big])
    for _ in range(3):
        await asyncio.sleep(0.2)
        proxy.cut()
    # Enter waits for what is under way.
    await say(alice, "here it is")
    link = message(alice, "here it is").get_by_role("link", name="big.bin")
    await expect(link).to_have_attribute("href", re.compile("/attachments/.*/file$"), timeout=60_000)
    async with alice.expect_download() as downloading:
        await link.click()
    assert (await (await downloading.value).path()).read_bytes() == big["buffer"]


async def test_what_is_not_wanted_any_more_is_taken_out_with_the_keyboard(visitors: Visitors, room: TestRoom) -> None:
    alice = await visitors.room(room.slug, "alice")
    field = alice.locator("attach-tray input[type=file]")
    await field.set_input_files([picture("one.png"), picture("two.png")])
    await expect(alice.locator(".upload[data-state=ready]")).to_have_count(2)
    assert await violations(alice) == []
    first = alice.locator(".upload", has_text="one.png")
    await first.get_by_role("button", name="Do not attach").press("Enter")
    await expect(first).to_be_hidden()
    await expect(alice.locator(".upload", has_text="two.png").get_by_role("button", name="Do not")).to_be_focused()
    await say(alice, "")
    await expect(alice.locator("article.message .attachment-picture")).to_have_count(1)
    await expect(alice.locator(".upload")).to_have_count(0)


async def test_a_file_that_is_too_large_says_so(visitors: Visitors, room: TestRoom, tmp_path: Path) -> None:
    with (tmp_path / "big.bin").open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    alice = await visitors.room(room.slug, "alice")
    await alice.locator("attach-tray input[type=file]").set_input_files(tmp_path / "big.bin")
    await expect(alice.locator(".upload")).to_contain_text("This file is too large.")
    await say(alice, "look")
    await expect(alice.get_by_text("take out what could not be uploaded")).to_be_visible()
    await expect(alice.get_by_label("Message to")).to_have_value("look")
