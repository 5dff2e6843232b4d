"""What holds for every test."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent

# Real servers under load come after the quick tests, which say more in less time. The browser's come last:
# Playwright's synchronous fixture leaves an event loop behind in which asynchronous tests do not run.
LAST = ["contract", "chaos", "browser"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="let the chaos tests go on for minutes instead of seconds")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=place)


def place(item: pytest.Item) -> int:
    folder = item.path.relative_to(TESTS).parts[0]
    return LAST.index(folder) + 1 if folder in LAST else 0
