"""axe finds nothing to complain about, on any page, by day and by night, on a desk and on a phone."""

import re
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Theme, Visitors
from tests.browser.pages import sign_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

GUEST_PAGES = [
    "/",
    "/?q=nothing",
    "/rooms/lobby/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
]
PAGES = [
    "/",
    "/rooms/new/",
    "/rooms/lobby/",
    "/rooms/lobby/settings/",
    "/rooms/lobby/webhooks/",
    "/rooms/lobby/members/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/2fa/",
]
# These ask for the password once more.
SECOND_STEPS = ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"]
LOOKS = [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")]


async def violations(page: Page) -> list[tuple[str, list[Any]]]:
    results = await Axe().run(page)
    return [(found["id"], [node["target"] for node in found["nodes"]]) for found in results.response["violations"]]


async def overflow(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize(("size", "theme"), LOOKS)
async def test_a_guests_pages_are_clean(visitors: Visitors, size: tuple[int, int], theme: Theme) -> None:
    await look_at(visitors, GUEST_PAGES, None, size, theme)


@pytest.mark.parametrize(("size", "theme"), LOOKS)
async def test_a_members_pages_are_clean(visitors: Visitors, size: tuple[int, int], theme: Theme) -> None:
    await look_at(visitors, PAGES, "mona", size, theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_second_step_is_clean(visitors: Visitors, theme: Theme) -> None:
    visitors.site.inside.do("verify_email", username="carol")
    page = await visitors.open("/accounts/login/", theme=theme, size=PHONE)
    await sign_in(page, "carol")
    await page.goto(SECOND_STEPS[0])
    await expect(page).to_have_url(re.compile("/reauthenticate/"))
    assert await violations(page) == []
    await page.get_by_label("Password", exact=True).fill("demo")
    await page.get_by_role("button", name="Confirm").click()
    for path in SECOND_STEPS:
        await page.goto(path)
        assert page.url.endswith(path), f"{path} leads to {page.url}"
        assert await violations(page) == [], f"{path} {theme}"
        assert not await overflow(page), path


async def test_pages_that_lead_nowhere_are_clean(visitors: Visitors) -> None:
    page = await visitors.open("/nowhere/")
    visitors.complaints.clear()  # that the page is not there
    await expect(page.get_by_role("heading", name="There is no door here")).to_be_visible()
    assert await violations(page) == []


async def test_what_opens_is_clean_too(visitors: Visitors) -> None:
    page = await visitors.room("lobby", "alice", size=PHONE)
    await page.get_by_role("button", name="Members").click()
    await expect(page.get_by_role("heading", name="Here now")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("button", name="Close").click()
    await page.get_by_label("This room").click()
    await expect(page.get_by_role("link", name="Members")).to_be_visible()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_label("Message to").press_sequentially("@")
    await expect(page.get_by_role("listbox")).to_be_visible()
    assert await violations(page) == []


async def look_at(
    visitors: Visitors, paths: list[str], username: str | None, size: tuple[int, int], theme: Theme
) -> None:
    page = await visitors.open("/", username, size=size, theme=theme)
    for path in paths:
        await page.goto(path)
        assert page.url.endswith(path), f"{path} leads to {page.url}"
        if path.startswith("/rooms/lobby/") and path.count("/") == 3:
            await expect(page.locator("connection-state")).to_have_attribute("data-state", "live")
        assert await violations(page) == [], f"{path} {size} {theme}"
        assert not await overflow(page), f"{path} is wider than {size}"
