"""The bell: what a person sees of what concerns them, on every page, in every tab, over every transport."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import PHONE, Api, TestRoom, Visitors
from tests.browser.doors import BUFFERED, NETWORKS, REFUSED, eventually, network
from tests.browser.pages import message
from tests.support.proxy import Proxy
from tests.support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

# A toast that comes at all comes at once; so long none is waited for.
NO_TOAST_MS = 1_500
LOOK_AWAY = "document.hasFocus = () => false; dispatchEvent(new Event('blur'))"
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/");
  const shown = (await registration?.getNotifications()) ?? [];
  return shown.map(({ title, body, data }) => ({ title, body, url: data.url }));
}"""


@pytest.fixture(autouse=True)
def peace(api: Api) -> None:
    """Alice has read everything, wishes what everybody wishes by default, and nothing is quiet."""
    api("alice", "PUT", "notifications/read", position=api("alice", "GET", "notifications")["position"])
    api("alice", "PATCH", "preferences", quiet_from=None, quiet_until=None, paused_until=None, language="en")


@pytest.fixture
def call(api: Api, room: TestRoom) -> Any:
    """Bob names Alice; the message."""

    def call(text: str = "have you seen this?") -> Any:
        return api.say("bob", room.id, f"@alice {text}")

    return call


def mark(page: Page) -> Locator:
    return page.locator("alert-bell .bell-mark")


def toasts(page: Page) -> Locator:
    return page.locator("alert-toasts .toast")


async def open_bell(page: Page) -> Locator:
    await page.get_by_role("button", name="Notifications").click()
    return page.locator("#bell-panel")


async def test_the_bell_counts_what_is_addressed_and_dots_what_is_not(
    visitors: Visitors, room: TestRoom, api: Api, call: Any
) -> None:
    said = api.say("alice", room.id, "who brings the tea?")
    page = await visitors.open("/", "alice")
    await expect(mark(page)).to_have_attribute("data-grade", "none")
    api("bob", "PUT", f"messages/{said['id']}/like")
    await expect(mark(page)).to_have_attribute("data-grade", "dot")
    await expect(page).to_have_title(re.compile("^• Rooms"))
    call()
    await expect(mark(page)).to_have_text("1")
    await expect(page).to_have_title(re.compile(r"^\(1\) Rooms"))
    await expect(page.locator("link[rel=icon]")).to_have_attribute("href", re.compile("^data:image/png"))
    await page.reload()
    await expect(mark(page)).to_have_text("1")
    panel = await open_bell(page)
    await expect(panel.get_by_text(f"Bob Brook liked your message in {room.name}")).to_be_visible()
    await panel.get_by_role("button", name="Mark all as read").click()
    await expect(mark(page)).to_have_attribute("data-grade", "none")
    await expect(page).to_have_title(re.compile("^Rooms"))
    await expect(page.locator("link[rel=icon]")).to_have_attribute("href", re.compile(r"icon\..*svg|icon\.svg"))


async def test_an_alert_leads_to_the_very_message(visitors: Visitors, room: TestRoom, api: Api, call: Any) -> None:
    call("the needle")
    for number in range(60):
        api.say("bob", room.id, f"straw {number}")
    page = await visitors.open("/", "alice")
    panel = await open_bell(page)
    await panel.get_by_role("link", name=f"Bob Brook mentioned you in {room.name}").click()
    await expect(page).to_have_url(re.compile(rf"/rooms/{room.slug}/\?at=\d+$"))
    await expect(message(page, "the needle")).to_be_in_viewport()
    await expect(mark(page)).to_have_attribute("data-grade", "none")


async def test_what_is_taken_back_is_gone_from_bell_and_toasts(visitors: Visitors, api: Api, call: Any) -> None:
    page = await visitors.open("/", "alice")
    said = call("never mind")
    await expect(toasts(page)).to_have_count(1)
    api("bob", "DELETE", f"messages/{said['id']}")
    await expect(toasts(page)).to_have_count(0)
    await expect(mark(page)).to_have_attribute("data-grade", "none")
    await expect((await open_bell(page)).get_by_text("never mind")).to_have_count(0)


async def test_toasts_do_not_pile_up_and_leave_by_themselves(visitors: Visitors, call: Any) -> None:
    page = await visitors.open("/", "alice")
    for number in range(5):
        call(f"number {number}")
    await expect(toasts(page)).to_have_count(3)
    await expect(toasts(page).last).to_have_text("and 3 more")
    await expect(toasts(page)).to_have_count(0)
    await expect(mark(page)).to_have_text("5")


async def test_a_toast_stays_while_one_points_at_it(visitors: Visitors, call: Any) -> None:
    page = await visitors.open("/", "alice")
    call()
    await toasts(page).hover()
    await page.wait_for_timeout(8_000)
    await expect(toasts(page)).to_have_count(1)
    await toasts(page).get_by_role("button", name="Mark as read").click()
    await expect(toasts(page)).to_have_count(0)
    await expect(mark(page)).to_have_attribute("data-grade", "none")


async def test_the_room_in_view_needs_no_toast(visitors: Visitors, room: TestRoom, call: Any) -> None:
    page = await visitors.room(room.slug, "alice")
    call("in plain sight")
    await expect(message(page, "in plain sight")).to_be_visible()
    await page.wait_for_timeout(NO_TOAST_MS)
    await expect(toasts(page)).to_have_count(0)
    await expect(mark(page)).to_have_attribute("data-grade", "none")


async def test_reading_is_in_step_over_tabs_and_devices(visitors: Visitors, call: Any) -> None:
    first = await visitors.open("/", "alice")
    second = await first.context.new_page()
    await second.goto("/notifications/")
    elsewhere = await visitors.open("/", "alice", size=PHONE)
    call()
    for page in (first, second, elsewhere):
        await expect(mark(page)).to_have_text("1")
    row = second.locator("#alerts-page .alert").first
    await row.get_by_role("button", name="Mark as read").click()
    for page in (first, second, elsewhere):
        await expect(mark(page)).to_have_attribute("data-grade", "none")
    await row.get_by_role("button", name="Mark as unread").click()
    for page in (first, second, elsewhere):
        await expect(mark(page)).to_have_text("1")
    await second.get_by_role("button", name="Mark all as read").last.click()
    for page in (first, second, elsewhere):
        await expect(mark(page)).to_have_attribute("data-grade", "none")


async def test_quiet_hours_leave_the_badge_alone(visitors: Visitors, api: Api, call: Any) -> None:
    api("alice", "PATCH", "preferences", quiet_from="00:00", quiet_until="23:59", time_zone="UTC")
    page = await visitors.open("/", "alice")
    call()
    await expect(mark(page)).to_have_text("1")
    await page.wait_for_timeout(NO_TOAST_MS)
    await expect(toasts(page)).to_have_count(0)


async def test_the_system_speaks_after_a_yes_and_never_asks_by_itself(
    visitors: Visitors, room: TestRoom, call: Any
) -> None:
    context = await visitors.context("alice")
    await context.add_init_script(
        "globalThis.asked = 0; const ask = Notification.requestPermission.bind(Notification);"
        "Notification.requestPermission = (...args) => (asked++, ask(...args));"
    )
    page = await context.new_page()
    await page.goto("/")
    panel = await open_bell(page)
    assert await page.evaluate("asked") == 0
    await context.grant_permissions(["notifications"])
    await page.reload()
    await page.evaluate(
        "() => void Object.defineProperty(Notification, 'permission', { get: () => (asked ? 'granted' : 'default') })"
    )
    panel = await open_bell(page)
    await panel.get_by_role("button", name="Yes, tell me").click()
    await page.wait_for_function("navigator.serviceWorker.ready.then(() => asked === 1)")
    await page.evaluate(LOOK_AWAY)
    said = call("somebody at the door")
    await page.wait_for_function(f"({SHOWN})().then(({{ length }}) => length === 1)")
    assert await page.evaluate(SHOWN) == [
        {
            "title": f"Bob Brook mentioned you in {room.name}",
            "body": "@alice somebody at the door",
            "url": f"/rooms/{room.slug}/?at={said['id']}",
        }
    ]
    await expect(toasts(page)).to_have_count(0)


@pytest_asyncio.fixture(loop_scope="session")
async def proxied(site: Site, visitors: Visitors) -> AsyncIterator[tuple[Proxy, BrowserContext]]:
    """Alice's browser behind a network that a test makes worse; tests look into its pages' connection."""
    async with Proxy(site.bases[0], one_each=True) as proxy:
        context = await visitors.chromium.new_context(bypass_csp=True, base_url=proxy.base)
        session = await site.do("sign_in", username="alice")
        await context.add_cookies([{"name": "chatsite_session", "value": session, "url": proxy.base}])
        yield proxy, context
        await context.close()


@pytest.mark.parametrize(
    ("transport", "blocked"),
    [*NETWORKS.items(), ("long-poll", network(upgrade=REFUSED, endless=BUFFERED))],
)
async def test_the_bell_rings_over_whatever_is_open(
    transport: str, blocked: Any, proxied: tuple[Proxy, BrowserContext], room: TestRoom, api: Api, call: Any
) -> None:
    said = api.say("alice", room.id, "who brings the tea?")
    proxy, context = proxied
    proxy.choose = blocked
    page = await context.new_page()
    await page.goto("/")
    used = "import('/static/chat/connected.js').then(({ connection: { state } }) => state?.transport)"
    await page.wait_for_function(f"{used}.then((used) => used === '{transport}')", timeout=20_000)
    api("bob", "PUT", f"messages/{said['id']}/like")
    await expect(mark(page)).to_have_attribute("data-grade", "dot", timeout=20_000)
    call()
    await expect(mark(page)).to_have_text("1", timeout=20_000)
    await expect(toasts(page).filter(has_text="mentioned you")).to_have_count(1)


async def test_without_script_there_is_a_list_and_a_form(visitors: Visitors, room: TestRoom, call: Any) -> None:
    call("on paper")
    page = await visitors.open("/", "alice", script=False)
    await page.get_by_role("link", name="Notifications").click()
    await expect(page.get_by_role("heading", name="Today")).to_be_visible()
    row = page.locator(".alert[data-unread]")
    await expect(row).to_have_count(1)
    await page.get_by_role("button", name="Mark all as read").click()
    await expect(row).to_have_count(0)
    await page.get_by_role("link", name=f"Bob Brook mentioned you in {room.name}").first.click()
    await expect(message(page, "on paper")).to_be_visible()


async def test_wishes_are_kept_by_a_form(visitors: Visitors, room: TestRoom, api: Api) -> None:
    page = await visitors.open("/notifications/preferences/", "alice")
    await page.get_by_label("Keywords").fill("Lantern, tea time")
    await page.get_by_label("Quiet from").fill("22:00")
    await page.get_by_label("until").fill("07:30")
    await page.get_by_label("Time zone").select_option("Asia/Shanghai")
    await page.get_by_label("Likes of what I wrote: E-mail").check()
    await page.get_by_label(room.name, exact=True).select_option("Everything")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Your wishes were saved.")).to_be_visible()
    kept = api("alice", "GET", "preferences")
    assert kept["keywords"] == ["lantern", "tea time"]
    assert (kept["quiet_from"], kept["quiet_until"], kept["time_zone"]) == ("22:00", "07:30", "Asia/Shanghai")
    assert [kind["mail"] for kind in kept["kinds"] if kind["name"] == "like"] == [True]
    assert kept["places"][f"room-{room.id}"] == "all"
    await page.get_by_label("Keywords").fill("")
    await page.get_by_label("Likes of what I wrote: E-mail").uncheck()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_label("Keywords")).to_have_value("")
    await page.get_by_role("button", name="To the bell").click()
    await expect(page.get_by_text("A test is on its way.")).to_be_visible()
    await expect(mark(page)).not_to_have_attribute("data-grade", "none")


async def test_the_menu_of_a_room_says_how_much_one_is_told(
    visitors: Visitors, room: TestRoom, api: Api, call: Any
) -> None:
    page = await visitors.room(room.slug, "alice")
    await page.get_by_label("This room").click()
    await page.get_by_role("button", name="Nothing").click()
    await page.get_by_label("This room").click()
    await expect(page.get_by_role("button", name="Nothing")).to_have_attribute("aria-current", "true")
    assert api("alice", "GET", "preferences")["places"][f"room-{room.id}"] == "nothing"
    await page.goto("/")
    call()
    await page.wait_for_timeout(NO_TOAST_MS)
    await expect(mark(page)).to_have_attribute("data-grade", "none")


async def test_calling_everybody_is_asked_about_first(visitors: Visitors, room: TestRoom, api: Api) -> None:
    page = await visitors.room(room.slug, "alice")
    await page.get_by_label("Message to").fill("@room the cake is ready")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Send it like this?")
    await expect(dialog).to_contain_text("@room tells 1 person.")
    await dialog.get_by_role("button", name="Change it").click()
    await expect(page.get_by_label("Message to")).to_have_value("@room the cake is ready")
    await expect(page.get_by_label("Message to")).to_be_focused()
    await page.wait_for_timeout(100)  # faster than anybody's hand, it may not know yet what was answered
    await page.keyboard.press("Enter")
    await dialog.get_by_role("button", name="Send", exact=True).click()
    await expect(message(page, "the cake is ready")).to_be_visible()

    async def newest() -> str:
        return str(api("bob", "GET", "notifications")["notifications"][0]["text"])

    await eventually(newest, f"Alice Archer called everybody in {room.name}", 10)


async def test_naming_somebody_who_cannot_read_the_room_is_said(visitors: Visitors, api: Api) -> None:
    private = api("alice", "POST", "rooms", name="Room shed", visibility="private")
    page = await visitors.room(private["slug"], "alice")
    await page.get_by_label("Message to").fill("@bob must not know")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Send it like this?")
    await expect(dialog).to_contain_text("Bob Brook cannot read this room and will not hear of it.")
    await dialog.get_by_role("button", name="Send", exact=True).click()
    await expect(message(page, "must not know")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_panel_and_pages_are_clean(visitors: Visitors, theme: Any, call: Any) -> None:
    call()
    page = await visitors.open("/", "alice", size=PHONE, theme=theme)
    panel = await open_bell(page)
    await expect(panel.locator(".alert").first).to_be_visible()
    await violate_nothing(page)
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    call("and a toast")
    await expect(toasts(page)).to_have_count(1)
    await violate_nothing(page)
    for path in ("/notifications/", "/notifications/preferences/"):
        await page.goto(path)
        await violate_nothing(page)


async def test_a_phone_has_its_bell_in_rooms_too(visitors: Visitors, room: TestRoom) -> None:
    page = await visitors.room(room.slug, "alice", size=PHONE)
    await expect((await open_bell(page)).get_by_role("link", name="All notifications")).to_be_visible()
    await violate_nothing(page)


async def violate_nothing(page: Page) -> None:
    found = (await Axe().run(page)).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url
