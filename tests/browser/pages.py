"""What people do on a room's page and what they see there."""

from playwright.async_api import Locator, Page


async def sign_in(page: Page, username: str) -> None:
    """Fill in the page of signing in; everybody of the demonstration has the same password."""
    await page.get_by_label("Login").fill(username)
    await page.get_by_label("Password", exact=True).fill("demo")
    await page.get_by_role("button", name="Sign In", exact=True).click()
    await page.wait_for_url(lambda url: "/accounts/login/" not in url)


async def say(page: Page, text: str) -> None:
    """Write something and press Enter."""
    await page.get_by_label("Message to").fill(text)
    await page.keyboard.press("Enter")


def message(page: Page, text: str) -> Locator:
    """The messages that say `text` themselves, not as a quotation."""
    said = page.locator(".message-body:visible, .message-gone:visible").filter(has_text=text)
    return page.locator("article.message").filter(has=said)
