"""The pages speak Chinese too, what the browser writes included."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PHONE, Api, TestRoom, Visitors
from tests.browser.pages import message

pytestmark = pytest.mark.asyncio(loop_scope="session")

# What may stand in Latin letters on a Chinese page: names, and what people wrote.
NAMES = re.compile(
    r"Chatsite|English|Alice|Bob|Archer|Brook|@\w+|Room \w+|For one test|Lobby|Garden|Cinema|hello|"
    r"Enter|Shift|Delete|Escape|Esc"
)


async def test_a_chinese_page_has_no_english_left(visitors: Visitors, room: TestRoom, api: Api) -> None:
    api.say("bob", room.id, "hello")
    page = await visitors.room(room.slug, "alice", locale="zh-CN")
    await expect(page.get_by_text("今天")).to_be_visible()
    await expect(page.locator("[data-part=here-name]")).to_contain_text("在场")
    await expect(page.locator("connection-state")).to_contain_text("实时")
    text = NAMES.sub("", await page.locator("body").inner_text())
    assert re.findall(r"[A-Za-z]{3,}.*", text) == []


async def test_the_language_is_changed_on_the_page(visitors: Visitors) -> None:
    page = await visitors.open("/", size=PHONE)
    await page.get_by_label("Language").click()
    await page.get_by_role("button", name="简体中文").click()
    await expect(page.get_by_role("heading", name="请进，随便看看")).to_be_visible()
    await page.get_by_label("语言").click()
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("heading", name="Come in")).to_be_visible()


async def test_an_input_method_keeps_its_enter(visitors: Visitors, room: TestRoom) -> None:
    page = await visitors.room(room.slug, "alice", locale="zh-CN")
    body = page.locator("textarea[name=body]")
    await body.fill("你好")
    await body.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True})
    await expect(body).to_have_value("你好")
    await body.press("Enter")
    await expect(message(page, "你好")).to_be_visible()


async def test_the_colours_are_chosen_and_kept(visitors: Visitors) -> None:
    page = await visitors.open("/", "alice")
    await page.get_by_label("Dark colours").click()
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.get_by_label("Light colours").click()
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "light")
