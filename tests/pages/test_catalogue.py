"""The Chinese catalogue says everything that the code and the templates say, and nothing else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("chat", "chatsite", "notifications")
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
FUNCTIONS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
# `templatize` turns a template into calls like these, between the remains of everything else.
TEXT = r"""u?(?:\"{3}(?:.|\n)*?\"{3}|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\bn?gettext\(({TEXT})")


def said_in_code() -> Iterator[str]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in FUNCTIONS:
                    text = node.args[0]
                    if isinstance(text, ast.Constant):
                        yield str(text.value)


def said_in_templates() -> Iterator[str]:
    folders = [ROOT / "templates", *(ROOT / package / "templates" for package in PACKAGES)]
    for path in sorted(path for folder in folders for path in folder.rglob("*.*") if path.suffix in {".html", ".txt"}):
        for text in CALL.findall(templatize(path.read_text(), origin=str(path))):
            yield str(ast.literal_eval(text))


def entries() -> dict[str, Message]:
    with CATALOGUE.open("rb") as file:
        return {_first(entry.id): entry for entry in read_po(file) if entry.id}


def _first(text: object) -> str:
    return str(text[0] if isinstance(text, list | tuple) else text)


def test_everything_said_is_translated() -> None:
    said = {*said_in_code(), *said_in_templates()}
    assert len(said) > 150
    assert said - entries().keys() == set()


def test_nothing_is_translated_that_nobody_says() -> None:
    assert entries().keys() - {*said_in_code(), *said_in_templates()} == set()


def test_no_translation_is_empty_or_uncertain() -> None:
    unfinished = [text for text, entry in entries().items() if not _first(entry.string) or entry.fuzzy]
    assert unfinished == []


@pytest.mark.parametrize("pattern", [r"%\(\w+\)[sd]", r"\{\w+\}"])
def test_what_is_filled_in_is_filled_in_there_too(pattern: str) -> None:
    for text, entry in entries().items():
        assert set(re.findall(pattern, text)) == set(re.findall(pattern, _first(entry.string))), text
