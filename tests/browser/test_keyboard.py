"""Everything by keyboard alone."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Api, TestRoom, Visitors
from tests.browser.pages import message

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called `name`."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        label = await page.evaluate(
            "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
        )
        if label.strip() == name:
            return
    raise AssertionError(f"Tab does not lead to {name}")


async def test_a_journey_without_a_mouse(visitors: Visitors, room: TestRoom, api: Api) -> None:
    api.say("bob", room.id, "who comes along?")
    page = await visitors.open("/", "alice")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await tab_to(page, "Search rooms by name")
    await page.keyboard.type(room.name)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/?q=*")
    await tab_to(page, room.name)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=room.name, level=1)).to_be_visible()
    await expect(page.locator("connection-state")).to_have_attribute("data-state", "live")

    await tab_to(page, "Messages")
    await page.keyboard.press("ArrowUp")
    asked = message(page, "who comes along?")
    await expect(asked).to_be_focused()
    await page.keyboard.press("l")
    await expect(asked.locator(".like")).to_contain_text("1")
    await page.keyboard.press("r")
    await expect(page.get_by_label("Message to")).to_be_focused()
    await page.keyboard.type("I do")
    await page.keyboard.press("Enter")
    await expect(message(page, "I do").locator(".message-quote")).to_contain_text("who comes along?")
    await expect(message(page, "I do")).not_to_have_attribute("data-state", "sending")

    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_text("Editing your message")).to_be_visible()
    await page.keyboard.type(", gladly")
    await page.keyboard.press("Enter")
    await expect(message(page, "I do, gladly")).to_contain_text("edited")

    await page.keyboard.press("Shift+Tab")  # past the button for files
    await page.keyboard.press("Shift+Tab")  # back to the message where one was
    await page.keyboard.press("ArrowDown")
    await expect(message(page, "I do, gladly")).to_be_focused()
    await page.keyboard.press("Delete")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(message(page, "This message was removed.")).to_be_visible()


async def test_a_message_gives_its_tools_to_the_keyboard(visitors: Visitors, room: TestRoom, api: Api) -> None:
    api.say("bob", room.id, "hello")
    page = await visitors.room(room.slug, "alice")
    await page.get_by_role("log").focus()
    await page.keyboard.press("ArrowUp")
    await tab_to(page, "Reply")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message to")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("Replying to Bob")).to_be_hidden()
