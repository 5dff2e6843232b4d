"""The documentation tells of every setting and command there is, and its links lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]


def operations() -> str:
    return (DOCS / "operations.md").read_text()


def test_every_environment_variable_is_explained() -> None:
    source = (ROOT / "chatsite" / "environment.py").read_text()
    named = {*re.findall(r'value\(\s*"([A-Z_]+)"', source)}
    assert len(named) > 10
    assert {name for name in named if f"`{name}`" not in operations()} == set()


def test_every_explained_variable_is_read() -> None:
    source = (ROOT / "chatsite" / "environment.py").read_text()
    explained = {*re.findall(r"^\| `([A-Z_]+)` \|", operations(), re.MULTILINE)}
    assert {name for name in explained if f'"{name}"' not in source} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(((?!https?:|#)[^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_files_that_the_recipe_names_exist() -> None:
    recipe = (DOCS / "add-a-feature.md").read_text()
    imagined = {"chat/actions/resolving.py"}
    named = {*re.findall(r"`((?:chat|static|templates|tests|locale|docs)/[\w./]+)`", recipe)} - imagined
    assert {path for path in named if not (ROOT / path).exists()} == set()
