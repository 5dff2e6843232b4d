"""Without JavaScript the room shows its messages and takes new ones."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Api, TestRoom, Visitors
from tests.browser.pages import message

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_one_reads_and_posts_by_a_form(visitors: Visitors, room: TestRoom, api: Api) -> None:
    for number in range(60):
        api.say("bob", room.id, f"line {number}.")
    page = await visitors.open(f"/rooms/{room.slug}/", "alice", script=False)
    await expect(message(page, "line 59.")).to_be_in_viewport()
    await page.get_by_label("Message to").fill("by *form*")
    await page.get_by_role("button", name="Send").click()
    await expect(message(page, "by form")).to_be_in_viewport()
    await expect(message(page, "by form").locator("em")).to_have_text("form")
    await expect(page.get_by_role("button", name="Like", exact=True)).to_have_count(0)

    await page.get_by_role("link", name="Older messages").click()
    await expect(message(page, "line 0.")).to_have_count(1)


async def test_what_is_refused_is_kept_and_explained(visitors: Visitors, room: TestRoom) -> None:
    page = await visitors.open(f"/rooms/{room.slug}/", "alice", script=False)
    await page.get_by_label("Message to").fill("\u2060")  # a word joiner: a character that nobody sees
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("alert")).to_contain_text("A message needs some text.")
    visitors.complaints.clear()  # Chromium notes the status 409
