"""Keeping order in an open room: what moderators do from menus, and what the others see of it."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PHONE, Api, TestRoom, Visitors
from tests.browser.pages import message, say
from tests.browser.test_accessibility import overflow, violations

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def choose(page: Page, text: str, deed: str) -> None:
    """Open the menu of a message with the keyboard, and choose."""
    said = message(page, text)
    await said.focus()
    await page.keyboard.press("m")
    await page.get_by_role("menuitem", name=deed).click()


async def test_a_message_is_reported_once_and_thanked_for(visitors: Visitors, room: TestRoom, api: Api) -> None:
    api.say("bob", room.id, "buy cheap newts")
    alice = await visitors.room(room.slug, "alice", size=PHONE, theme="dark")
    for answer in ("Thank you. The moderators will look at it.", "You have reported this before. Thank you."):
        await choose(alice, "cheap newts", "Report")
        dialog = alice.get_by_role("dialog", name="Report this message")
        assert await violations(alice) == []
        assert not await overflow(alice)
        await dialog.get_by_label("Spam").check()
        await dialog.get_by_label("What else they should know").fill("The third time today")
        await dialog.get_by_role("button", name="Report").click()
        await expect(alice.get_by_text(answer)).to_be_visible()
    [report] = api("mona", "GET", f"reports?room={room.id}")["reports"]
    assert (report["reason"], report["note"]) == ("spam", "The third time today")


async def test_slow_mode_counts_down_for_everybody(visitors: Visitors, room: TestRoom, api: Api) -> None:
    alice, bob = await visitors.room(room.slug, "alice"), await visitors.room(room.slug, "bob")
    await say(bob, "one")
    await expect(message(alice, "one")).to_be_visible()
    await alice.get_by_label("This room").click()
    await alice.get_by_role("button", name="Slow mode").click()
    assert await violations(alice) == []
    await alice.get_by_label("Between two messages").select_option("10 seconds")
    await alice.get_by_role("button", name="Save").click()
    await expect(alice.get_by_text("Slow mode: 10 seconds between two messages.")).to_be_visible()

    await expect(bob.locator("[data-part=pace]")).to_contain_text("Slow mode")
    await expect(bob.locator("[data-waits]")).to_have_count(0, timeout=12_000)
    await say(bob, "two")
    await expect(bob.locator("[data-part=pace-left]")).to_have_text("0:08")
    await say(bob, "three")
    await expect(bob.get_by_text("Wait until the time is over")).to_be_visible()
    await expect(bob.get_by_label("Message to")).to_have_value("three")
    await bob.reload()
    await expect(bob.locator("[data-waits]")).to_be_visible()
    api("alice", "PATCH", f"rooms/{room.id}", slow_mode_s=0)
    await expect(bob.locator("[data-part=pace]")).to_be_hidden()


async def test_who_is_muted_is_told_and_speaks_again_when_it_is_lifted(
    visitors: Visitors, room: TestRoom, api: Api
) -> None:
    api.say("bob", room.id, "NEWTS")
    alice, bob = await visitors.room(room.slug, "alice"), await visitors.room(room.slug, "bob")
    await choose(alice, "NEWTS", "Mute")
    assert await violations(alice) == []
    dialog = alice.get_by_role("dialog", name="Mute Bob")
    await dialog.get_by_label("Reason").fill("Shouting")
    await dialog.get_by_role("button", name="Mute").click()
    await expect(bob.get_by_text("You are muted. Reason: Shouting")).to_be_visible()
    await expect(bob.locator("[data-part=closed-left]")).to_contain_text(":")
    await expect(bob.get_by_label("Message to")).to_be_hidden()
    assert await violations(bob) == []
    await choose(alice, "NEWTS", "Lift")
    await alice.get_by_role("dialog").get_by_role("button", name="Lift").click()
    await expect(bob.get_by_label("Message to")).to_be_visible()


async def test_a_ban_ends_another_browser_at_once(visitors: Visitors, room: TestRoom, api: Api) -> None:
    api.say("bob", room.id, "more newts")
    alice, bob = await visitors.room(room.slug, "alice"), await visitors.room(room.slug, "bob")
    await choose(alice, "more newts", "Ban")
    dialog = alice.get_by_role("dialog", name="Ban Bob")
    await dialog.get_by_label("For how long").select_option("1 day")
    await dialog.get_by_label("Reason").fill("Newts")
    await dialog.get_by_role("button", name="Ban").click()
    await expect(bob.get_by_role("heading", name="You are kept out")).to_be_visible()
    await expect(bob.get_by_text(f"You were banned from {room.name}. Reason: Newts")).to_be_visible()
    await bob.get_by_label("Your answer").fill("They were toads.")
    await bob.get_by_role("button", name="Send the answer").click()
    await expect(bob.get_by_text("Another moderator will decide.")).to_be_visible()
    assert await violations(bob) == []
    visitors.complaints.clear()  # that the room is closed to him


async def test_a_room_that_is_archived_is_read_in_peace(visitors: Visitors, room: TestRoom, api: Api) -> None:
    api.say("bob", room.id, "the last newt")
    bob = await visitors.room(room.slug, "bob")
    visits: list[str] = []
    bob.on("domcontentloaded", lambda page: visits.append(page.url))
    api("alice", "PATCH", f"rooms/{room.id}", archived=True)
    await expect(bob.get_by_text("This room is archived.")).to_be_visible()
    await expect(bob.get_by_label("Message to")).to_have_count(0)
    await expect(bob.locator("connection-state")).to_have_attribute("data-state", "live")
    await bob.wait_for_timeout(1_000)
    assert len(visits) == 1
    assert await violations(bob) == []
    api("alice", "PATCH", f"rooms/{room.id}", archived=False)
    await expect(bob.get_by_label("Message to")).to_be_visible()


async def test_somebody_blocked_is_out_of_sight_until_unblocked(visitors: Visitors, room: TestRoom, api: Api) -> None:
    api.say("alice", room.id, "newts, newts, newts")
    bob = await visitors.room(room.slug, "bob")
    await choose(bob, "newts, newts", "Block")
    veil = bob.get_by_text("A message of somebody you block.")
    await expect(veil).to_be_visible()
    await expect(bob.get_by_text("newts, newts, newts")).to_be_hidden()
    await bob.reload()
    await expect(veil).to_be_visible()
    assert await violations(bob) == []
    await bob.get_by_role("button", name="Show it").click()
    await expect(bob.get_by_text("newts, newts, newts")).to_be_visible()
    await choose(bob, "newts, newts", "Unblock")
    await expect(bob.get_by_text("You hear of Alice")).to_be_visible()


async def test_a_pin_is_seen_by_all_and_goes_with_its_message(visitors: Visitors, room: TestRoom, api: Api) -> None:
    api.say("bob", room.id, "doors open at six")
    alice, bob = await visitors.room(room.slug, "alice"), await visitors.room(room.slug, "bob")
    await choose(alice, "doors open", "Pin")
    pins = bob.locator("chat-pins")
    await expect(pins).to_contain_text("doors open at six")
    await pins.locator("summary").click()
    assert await violations(bob) == []
    await pins.get_by_role("link").click()
    await expect(message(bob, "doors open")).to_be_focused()
    await message(alice, "doors open").focus()
    await alice.keyboard.press("Delete")
    await alice.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(pins).to_be_hidden()
    await choose(alice, "This message was removed.", "Restore")
    await expect(message(bob, "doors open at six")).to_be_visible()
