"""The moderators' panel in browsers: live on every transport, by keyboard, by two at once, by phone, without script."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Api, TestRoom, Theme, Visitors
from tests.browser.doors import NETWORKS
from tests.browser.test_accessibility import overflow, violations
from tests.support.proxy import Proxy

pytestmark = pytest.mark.asyncio(loop_scope="session")

PANEL = "/moderation/"


def reported(api: Api, room: TestRoom, text: str, who: str = "alice", **more: Any) -> tuple[int, int]:
    """Bob says something, which somebody reports: the ids of the message and of the report."""
    message = api.say("bob", room.id, text)["id"]
    return message, api(who, "POST", f"messages/{message}/report", **{"reason": "spam", **more})["report"]["id"]


async def queue(visitors: Visitors, room: TestRoom, username: str = "mona", **how: Any) -> Page:
    """The queue of one room, live."""
    page = await visitors.open(f"{PANEL}?room={room.id}", username, **how)
    await expect(page.locator("connection-state").first).to_have_attribute("data-state", "live")
    return page


def row(page: Page, text: str) -> Locator:
    return page.locator(".group").filter(has_text=text)


async def follows(page: Page, api: Api, room: TestRoom) -> None:
    """New, reported again, taken, decided: each step is seen without a reload."""
    message, report = await asyncio.to_thread(reported, api, room, "buy newts", note="The third time")
    await expect(row(page, "buy newts")).to_contain_text("The third time")
    await expect(row(page, "buy newts")).to_have_attribute("data-state", "new")
    await asyncio.to_thread(api, "carol", "POST", f"messages/{message}/report", reason="hate")
    await expect(row(page, "buy newts")).to_contain_text("Carol 陈")
    await expect(row(page, "buy newts")).to_have_count(1)
    await asyncio.to_thread(api, "admin", "PATCH", f"reports/{report}", state="taken")
    await asyncio.to_thread(api, "admin", "POST", f"messages/{message}/settle", decision="dismissed")
    await expect(row(page, "buy newts")).to_have_count(0)


async def test_the_queue_is_live(visitors: Visitors, room: TestRoom, api: Api) -> None:
    page = await queue(visitors, room)
    decide = page.get_by_role("button", name="Decide", exact=True)
    await expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()
    await expect(decide).to_be_hidden()
    await follows(page, api, room)
    await expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()
    await expect(decide).to_be_hidden()


async def test_the_queue_is_live_where_only_plain_requests_pass(
    visitors: Visitors, room: TestRoom, api: Api, proxy: Proxy
) -> None:
    proxy.choose = NETWORKS["short-poll"]
    context = await visitors.context("mona")
    page = await context.new_page()
    await page.goto(f"{proxy.base}{PANEL}?room={room.id}")
    await expect(page.locator("connection-state").first).to_have_attribute("data-state", "live")
    await follows(page, api, room)
    await page.get_by_text("Live", exact=True).click()
    await expect(page.get_by_text("Transport: polling")).to_be_visible()


async def test_the_way_in_counts_on_every_page(visitors: Visitors, room: TestRoom, api: Api) -> None:
    page = await visitors.room(room.slug, "mona")
    says = page.get_by_role("link", name="Moderation")
    before = int((await says.inner_text()).strip() or 0)
    message, _report = await asyncio.to_thread(reported, api, room, "buy newts")
    await expect(says).to_have_text(str(before + 1))
    await expect(says).to_have_accessible_description(f"New reports: {before + 1}")
    await asyncio.to_thread(api, "admin", "POST", f"messages/{message}/settle", decision="dismissed")
    await expect(says).to_have_text(str(before) if before else "")


async def test_reports_are_decided_by_keyboard(visitors: Visitors, room: TestRoom, api: Api) -> None:
    texts = ("first newts", "second newts", "a kind word")
    made = [reported(api, room, text) for text in texts]
    page = await queue(visitors, room)
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    await page.keyboard.press("Escape")

    for key in ("j", "t"):
        await page.keyboard.press(key)
    await expect(row(page, "a kind word")).to_have_attribute("data-state", "taken")
    await page.keyboard.press("b")
    await expect(row(page, "a kind word")).to_have_attribute("data-state", "new")
    for key in ("j", "x", "j", "x"):
        await page.keyboard.press(key)
    await expect(page.get_by_text("2 chosen")).to_be_visible()
    await page.keyboard.press("d")
    for key in ("ArrowDown", "ArrowDown"):
        await page.keyboard.press(key)
    await expect(page.get_by_role("radio", name="Remove the message")).to_be_checked()
    await page.keyboard.press("Enter")
    await expect(page.locator(".group")).to_have_count(1)
    await expect(row(page, "a kind word")).to_be_visible()
    for message, report in made[:2]:
        shown = await asyncio.to_thread(api, "mona", "GET", f"reports/{report}")
        assert (shown["report"]["decision"], shown["message"]["body"]) == ("removed", ""), message

    await page.keyboard.press("Escape")
    await row(page, "a kind word").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Report about Bob Brook")).to_be_visible()


async def test_of_two_moderators_one_wins_and_the_other_is_told(visitors: Visitors, room: TestRoom, api: Api) -> None:
    message, report = reported(api, room, "buy newts")
    reported(api, room, "and toads")
    mona = await visitors.open(f"{PANEL}reports/{report}/", "mona")
    many = await queue(visitors, room)
    admin = await visitors.open(f"{PANEL}reports/{report}/", "admin")
    await row(many, "buy newts").get_by_role("checkbox").check()
    await mona.get_by_role("radio", name="Remove the message").check()

    await admin.get_by_role("radio", name="Nothing to object to").check()
    await admin.get_by_role("button", name="Decide").click()
    await expect(admin.get_by_text("Decided. Whoever reported it is told.")).to_be_visible()

    await expect(row(many, "buy newts")).to_have_count(0)
    await expect(mona.get_by_text("Admin: nothing to object to").first).to_be_visible()
    await mona.evaluate("document.querySelector('#decision').requestSubmit()")
    await expect(mona.get_by_role("alert")).to_have_text("Admin has decided this already.")
    visitors.complaints.clear()  # Chromium notes the status 409
    shown = api("mona", "GET", f"reports/{report}")
    assert (shown["report"]["decision"], shown["message"]["id"]) == ("dismissed", message)
    assert shown["message"]["removed_at"] is None


async def test_without_script_one_reads_and_decides(visitors: Visitors, room: TestRoom, api: Api) -> None:
    _message, report = reported(api, room, "buy newts")
    page = await visitors.open(f"{PANEL}?room={room.id}", "mona", script=False)
    await row(page, "buy newts").get_by_role("link").click()
    await page.get_by_role("radio", name="Remove the message").check()
    await page.get_by_label("A sentence").select_option("This is advertising, and it has no place here.")
    await page.get_by_label("Sanction").select_option("mute")
    await page.get_by_role("button", name="Decide").click()
    await expect(page.get_by_text("Decided. Whoever reported it is told.")).to_be_visible()
    shown = await asyncio.to_thread(api, "mona", "GET", f"reports/{report}")
    assert [one["kind"] for one in shown["sanctions"]] == ["mute"]


async def test_a_rooms_owner_sees_their_own_room_only(visitors: Visitors, room: TestRoom, api: Api) -> None:
    reported(api, room, "buy newts", who="carol")
    page = await visitors.open(f"{PANEL}?room={room.id}", "alice")
    await expect(row(page, "buy newts")).to_be_visible()
    await expect(page.get_by_role("link", name="Words")).to_have_count(0)
    await row(page, "buy newts").focus()
    await page.keyboard.press("t")
    await expect(row(page, "buy newts")).to_have_attribute("data-state", "taken")


@pytest.mark.parametrize(("locale", "theme"), [("en", "light"), ("zh-CN", "dark")])
async def test_the_panel_is_clean_by_phone(
    visitors: Visitors, room: TestRoom, api: Api, locale: str, theme: Theme
) -> None:
    message, report = reported(api, room, "buy newts", note="The third time")
    muted = {"kind": "mute", "minutes": 60}
    other, second = reported(api, room, "and toads")
    api("admin", "POST", f"messages/{other}/settle", decision="sanctioned", note="Newts.", remove=True, sanction=muted)
    sanction = api("mona", "GET", f"reports/{second}")["sanctions"][0]["id"]
    api("bob", "POST", f"sanctions/{sanction}/appeal", text="I like newts.")
    api("mona", "POST", "words", word=f"newt{message}", list="animals")
    page = await queue(visitors, room, size=PHONE, theme=theme, locale=locale)
    await expect(row(page, "buy newts")).to_be_visible()
    await row(page, "buy newts").get_by_role("checkbox").check()
    assert await violations(page) == []
    await page.keyboard.press("?")
    assert await violations(page) == []
    for path in (
        "",
        f"reports/{report}/",
        f"reports/{second}/",
        "sanctions/",
        "search/?q=bob",
        "people/bob/",
        "audit/",
    ):
        await page.goto(PANEL + path)
        assert await violations(page) == [], f"{path} {locale} {theme}"
        assert not await overflow(page), path
    for path in ("search/?q=newts&what=messages", "search/?q=mona&what=acts", "words/?sentence=newts"):
        await page.goto(PANEL + path)
        assert await violations(page) == [], f"{path} {locale} {theme}"
        assert not await overflow(page), path
    api("admin", "DELETE", f"sanctions/{sanction}")
