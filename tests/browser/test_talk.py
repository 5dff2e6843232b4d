"""Two people, each in a browser of their own, talk in a room."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Api, TestRoom, Visitors
from tests.browser.doors import NETWORKS, PATIENCE_MS
from tests.browser.pages import message, say, sign_in
from tests.support.proxy import Proxy
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIGN_OUT = """async () => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  return (await fetch("/accounts/logout/", { method: "POST", headers: { "X-CSRFToken": token } })).status;
}"""


async def test_two_people_talk_like_edit_and_remove(visitors: Visitors, room: TestRoom) -> None:
    alice = await visitors.open(f"/rooms/{room.slug}/")
    await alice.get_by_role("link", name="Sign in to take part").click()
    await sign_in(alice, "alice")
    await expect(alice.get_by_role("heading", name=room.name)).to_be_visible()
    bob = await visitors.room(room.slug, "bob")

    await say(alice, "good **morning**")
    heard = message(bob, "good morning")
    await expect(heard.locator("strong")).to_have_text("morning")
    await expect(message(alice, "good morning").locator("strong")).to_have_text("morning")

    await heard.hover()
    await heard.get_by_role("button", name="Like", exact=True).click()
    for page in (alice, bob):
        await expect(message(page, "good morning").locator(".like")).to_contain_text("1")
    await expect(heard.locator(".like")).to_have_attribute("aria-pressed", "true")
    await heard.locator(".like").click()
    await expect(message(alice, "good morning").locator(".like")).to_be_hidden()

    said = message(alice, "good morning")
    await said.hover()
    await said.get_by_role("button", name="Edit").click()
    await expect(alice.get_by_label("Message to")).to_have_value("good **morning**")
    await say(alice, "good evening")
    await expect(message(bob, "good evening")).to_contain_text("edited")

    said = message(alice, "good evening")
    await said.hover()
    await said.get_by_role("button", name="Remove").click()
    await alice.get_by_role("dialog").get_by_role("button", name="Remove").click()
    for page in (alice, bob):
        await expect(message(page, "This message was removed.")).to_be_visible()
        await expect(message(page, "good evening")).to_be_hidden()

    await say(bob, "still here")
    await expect(message(alice, "still here")).to_be_visible()
    await alice.reload()
    await expect(message(alice, "still here")).to_be_visible()
    await expect(message(alice, "This message was removed.")).to_be_visible()


@pytest.mark.parametrize("transport", NETWORKS)
async def test_talk_and_likes_go_over_whatever_is_open(
    transport: str, visitors: Visitors, room: TestRoom, proxy: Proxy
) -> None:
    proxy.choose = NETWORKS[transport]
    alice = await visitors.room(room.slug, "alice", base=proxy.base)
    bob = await visitors.room(room.slug, "bob")
    await say(alice, "out of a tunnel")
    heard = message(bob, "out of a tunnel")
    await heard.hover()
    await heard.get_by_role("button", name="Like", exact=True).click()
    await expect(message(alice, "out of a tunnel").locator(".like")).to_contain_text("1", timeout=PATIENCE_MS)
    await say(bob, "and into the light")
    await expect(message(alice, "and into the light")).to_be_visible(timeout=PATIENCE_MS)


async def test_a_reply_quotes_and_leads_to_what_it_answers(visitors: Visitors, room: TestRoom, api: Api) -> None:
    api.say("bob", room.id, "shall we meet at six?")
    alice = await visitors.room(room.slug, "alice")
    asked = message(alice, "shall we meet")
    await asked.hover()
    await asked.get_by_role("button", name="Reply").click()
    await expect(alice.get_by_text("Replying to Bob")).to_be_visible()
    await say(alice, "gladly")
    quote = message(alice, "gladly").locator(".message-quote")
    await expect(quote).to_contain_text("shall we meet at six?")
    await quote.click()
    await expect(asked).to_be_focused()
    await expect(alice.get_by_text("Replying to Bob")).to_be_hidden()


async def test_after_a_restart_everything_goes_on(visitors: Visitors, room: TestRoom, site: Site) -> None:
    alice, bob = await visitors.room(room.slug, "alice"), await visitors.room(room.slug, "bob")
    await say(alice, "before the fall")
    await expect(message(bob, "before the fall")).to_be_visible()

    site.kill()
    await expect(alice.locator("connection-state")).not_to_have_attribute("data-state", "live")
    await say(alice, "into the void")
    await expect(message(alice, "into the void")).to_have_attribute("data-state", "sending")
    await site.restart()

    await expect(message(bob, "into the void")).to_have_count(1, timeout=40_000)
    await expect(message(alice, "into the void")).not_to_have_attribute("data-state", "sending")
    await say(bob, "welcome back")
    await expect(message(alice, "welcome back")).to_be_visible(timeout=40_000)
    await expect(message(alice, "into the void")).to_have_count(1)


async def test_a_page_is_left_when_somebody_else_has_signed_in_meanwhile(
    visitors: Visitors, room: TestRoom, site: Site
) -> None:
    page = await visitors.room(room.slug, "alice")
    site.kill()
    await expect(page.locator("connection-state")).not_to_have_attribute("data-state", "live")
    await say(page, "in whose name?")
    signed_in = {"chatsite_session": site.inside.do("sign_in", username="bob"), "chatsite_csrf": "b" * 32}
    for name, value in signed_in.items():
        await page.context.add_cookies([{"name": name, "value": value, "url": site.bases[0]}])
    async with page.expect_navigation(timeout=40_000):
        await site.restart()
    await expect(page.locator(".menu-who").first).to_have_text("Bob Brook")
    await expect(page.locator("connection-state")).to_have_attribute("data-state", "live")
    await expect(message(page, "in whose name?")).to_have_count(0)
    # Alice's outbox may have knocked before her page was gone.
    visitors.complaints[:] = [complaint for complaint in visitors.complaints if "403 (Forbidden)" not in complaint]


async def test_what_was_refused_is_shown_and_can_be_discarded(visitors: Visitors, room: TestRoom) -> None:
    alice = await visitors.room(room.slug, "alice")
    await say(alice, "\u2060")  # a word joiner: a character that nobody sees
    failed = alice.locator("article[data-state=failed]")
    await expect(failed).to_contain_text("A message needs some text.")
    await expect(failed.get_by_role("button", name="Try again")).to_be_visible()
    await failed.get_by_role("button", name="Discard").click()
    await expect(failed).to_have_count(0)


async def test_one_sees_who_is_here_and_who_writes(visitors: Visitors, room: TestRoom) -> None:
    alice, bob = await visitors.room(room.slug, "alice"), await visitors.room(room.slug, "bob")
    here = alice.locator("[data-part=here]")
    await expect(here).to_contain_text("Bob")
    await expect(here).to_contain_text("Alice")
    await bob.get_by_label("Message to").press_sequentially("I think")
    await expect(alice.locator(".typing")).to_contain_text("is writing")
    await expect(bob.locator(".typing")).to_be_empty()
    await bob.context.close()
    await expect(alice.locator("[data-part=away]")).to_contain_text("Bob")


async def test_a_name_is_completed_and_its_bearer_sees_it(visitors: Visitors, room: TestRoom) -> None:
    alice, bob = await visitors.room(room.slug, "alice"), await visitors.room(room.slug, "bob")
    await alice.get_by_label("Message to").press_sequentially("ask @bo")
    await expect(alice.get_by_role("option", name="Bob")).to_have_attribute("aria-selected", "true")
    await alice.keyboard.press("Tab")
    await expect(alice.get_by_label("Message to")).to_have_value("ask @bob ")
    await alice.keyboard.press("Enter")
    await expect(bob.locator(".mention[data-me]")).to_have_text("@bob")
    await expect(alice.locator(".mention")).to_have_text("@bob")
    await expect(alice.locator(".mention[data-me]")).to_have_count(0)


async def test_whoever_is_taken_out_of_a_private_room_is_told(visitors: Visitors, room: TestRoom, api: Api) -> None:
    api("alice", "PATCH", f"rooms/{room.id}", visibility="private")
    bob = await visitors.room(room.slug, "bob")
    api("alice", "DELETE", f"rooms/{room.id}/members/bob")
    await expect(bob.get_by_role("alert")).to_have_text("You can no longer read this room.")
    await expect(bob.get_by_label("Message to")).to_have_count(0)


async def test_what_is_typed_in_a_page_from_before_a_new_sign_in_is_sent_after_a_reload(
    visitors: Visitors, room: TestRoom
) -> None:
    alice = await visitors.room(room.slug, "alice")
    other = await alice.context.new_page()
    await other.goto("/")
    assert await other.evaluate(SIGN_OUT) == 200
    await other.goto("/accounts/login/")
    await sign_in(other, "alice")
    await say(alice, "typed in the old page")
    await alice.wait_for_timeout(1_000)
    for _ in range(2):
        await alice.reload()
        await expect(alice.locator("[id^=message-]").filter(has_text="typed in the old page")).to_have_count(1)
        await expect(alice.locator("[data-do=retry]:visible")).to_have_count(0)
    visitors.complaints.clear()  # of the answers 403 to the old page
