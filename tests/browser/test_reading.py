"""Finding one's place in a long conversation."""

import asyncio
import re

import pytest
from playwright.async_api import Locator, Route, expect

from tests.browser.conftest import Api, TestRoom, Visitors
from tests.browser.pages import message, say

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: The page's own connection is told of a reset.
RESET = """async (stream) => {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const { connection } = await import(loaded.find((name) => /chat\\/connected\\.[\\w.]*js/.test(name)));
  const detail = { streams: { [stream]: { head: 1, reason: "expired" } } };
  connection.dispatchEvent(new CustomEvent("reset", { detail }));
}"""


async def top(element: Locator) -> float:
    """Where an element begins, in pixels from the top of the window."""
    box = await element.bounding_box()
    assert box
    return box["y"]


async def test_older_messages_come_when_one_scrolls_up_and_the_place_stays(
    visitors: Visitors, room: TestRoom, api: Api
) -> None:
    for number in range(120):
        api.say("bob", room.id, f"line {number}.")
    api("alice", "PUT", f"rooms/{room.id}/read", position=10_000)
    alice = await visitors.room(room.slug, "alice")
    await expect(message(alice, "line 119.")).to_be_in_viewport()
    anchor = message(alice, "line 72.")
    await anchor.scroll_into_view_if_needed()
    before = await top(anchor)
    await expect(message(alice, "line 30.")).to_have_count(1)
    assert abs(await top(anchor) - before) < 2
    await message(alice, "line 21.").scroll_into_view_if_needed()
    await expect(message(alice, "line 0.")).to_have_count(1)
    await expect(alice.locator("[data-part=older]")).to_be_hidden()


async def test_what_arrives_while_one_reads_above_does_not_move_the_page(
    visitors: Visitors, room: TestRoom, api: Api
) -> None:
    for number in range(60):
        api.say("bob", room.id, f"line {number}.")
    api("alice", "PUT", f"rooms/{room.id}/read", position=10_000)
    alice = await visitors.room(room.slug, "alice")
    anchor = message(alice, "line 20.")
    await anchor.scroll_into_view_if_needed()
    before = await top(anchor)
    for number in range(3):
        api.say("bob", room.id, f"news {number}.")
    jump = alice.get_by_role("button", name="3 new messages")
    await expect(jump).to_be_visible()
    assert abs(await top(anchor) - before) < 2
    await jump.click()
    await expect(message(alice, "news 2.")).to_be_in_viewport()
    await expect(jump).to_be_hidden()


async def test_new_messages_are_marked_and_counted_until_they_are_read(
    visitors: Visitors, room: TestRoom, api: Api
) -> None:
    api.say("alice", room.id, "old news")
    bob = await visitors.open("/", "bob")
    badge = bob.locator(f"[data-unread=room-{room.id}]")
    await expect(badge).to_contain_text("1")
    api.say("alice", room.id, "fresh news")
    await expect(badge).to_contain_text("2")

    inside = await visitors.room(room.slug, "bob")
    await expect(inside.locator(".new-mark")).to_have_text("New messages")
    await expect(badge).to_be_hidden()
    await inside.reload()
    await expect(inside.locator(".new-mark")).to_have_count(0)
    await say(inside, "read it all")
    await expect(badge).to_be_hidden()


async def test_a_permalink_leads_to_its_message_and_back_to_the_present(
    visitors: Visitors, room: TestRoom, api: Api
) -> None:
    said = [api.say("bob", room.id, f"line {number}.") for number in range(130)]
    alice = await visitors.room(room.slug, "alice", query=f"?at={said[10]['id']}")
    await expect(message(alice, "line 10.")).to_be_in_viewport()
    await expect(message(alice, "line 10.")).to_be_focused()
    await expect(message(alice, "line 129.")).to_have_count(0)
    await alice.get_by_role("button", name="Jump to the latest").click()
    await expect(message(alice, "line 129.")).to_be_in_viewport()
    api.say("bob", room.id, "and one more")
    await expect(message(alice, "and one more")).to_be_visible()


async def test_what_is_said_is_announced_in_a_line_of_its_own(visitors: Visitors, room: TestRoom, api: Api) -> None:
    alice = await visitors.room(room.slug, "alice")
    await expect(alice.get_by_role("log")).to_have_attribute("aria-live", "off")
    api.say("bob", room.id, "hello there")
    await expect(alice.locator("[data-part=announcer]")).to_have_text("Bob Brook: hello there")


async def test_a_list_of_rooms_longer_than_the_window_leaves_the_page_where_it_is(
    visitors: Visitors, room: TestRoom, api: Api
) -> None:
    for number in range(20):
        api.say("bob", room.id, f"line {number}.")
    page = await visitors.room(room.slug, "alice", size=(1280, 320))
    await expect(page.get_by_label("Message to")).to_be_in_viewport()
    assert await page.evaluate("[document.documentElement.scrollHeight - innerHeight, scrollY]") == [0, 0]


async def test_older_messages_that_are_slow_leave_no_hole_after_a_jump(
    visitors: Visitors, room: TestRoom, api: Api
) -> None:
    said = [api.say("bob", room.id, f"line {number}.") for number in range(230)]
    alice = await visitors.open("/", "alice")
    arrived = asyncio.Event()

    async def slowly(route: Route) -> None:
        await asyncio.sleep(2)
        await route.continue_()
        arrived.set()

    await alice.route("**/messages?*before=*", slowly)
    await alice.goto(f"/rooms/{room.slug}/?at={said[90]['id']}")
    await expect(message(alice, "line 90.")).to_be_in_viewport()
    await alice.locator(".timeline-scroll").evaluate("(it) => it.scrollBy(0, -1500)")
    await alice.get_by_role("button", name="Jump to the latest").click()
    await expect(message(alice, "line 229.")).to_be_in_viewport()
    await asyncio.wait_for(arrived.wait(), 10)
    await alice.wait_for_timeout(1_000)
    texts = await alice.locator(".message-body:visible").all_text_contents()
    seen = [int(found[1]) for text in texts if (found := re.search(r"line (\d+)\.", text))]
    assert seen == list(range(seen[0], 230))


async def test_a_reset_keeps_the_place_of_whoever_reads_far_above(visitors: Visitors, room: TestRoom, api: Api) -> None:
    for number in range(130):
        api.say("bob", room.id, f"line {number}.")
    api("alice", "PUT", f"rooms/{room.id}/read", position=10_000)
    alice = await visitors.room(room.slug, "alice")
    await alice.get_by_label("Message to").fill("half a thought")
    for number in (90, 60, 40):
        await message(alice, f"line {number}.").scroll_into_view_if_needed()
        await expect(message(alice, f"line {number - 20}.")).to_have_count(1)
    anchor = message(alice, "line 40.")
    await expect(anchor).to_be_in_viewport()
    before = await top(anchor)
    async with alice.expect_response(lambda response: "around=" in response.url):
        await alice.evaluate(RESET, f"room-{room.id}")
    await alice.wait_for_timeout(500)
    await expect(anchor).to_be_in_viewport()
    assert abs(await top(anchor) - before) < 2
    await expect(alice.get_by_label("Message to")).to_have_value("half a thought")
