"""The one-way rules that import-linter cannot see, because they are about calls."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The inbox and the bridge to django-eventstream have streams of their own.
MAY_APPEND = ("chat/events", "notifications/inbox/", "notifications/streams/eventstream", "notifications/streams/log/")


def callers_of(module: str, function: str) -> Iterator[str]:
    for package in ("chat", "chatsite", "notifications"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                match node:
                    case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)):
                        if (name, attribute) == (module, function):
                            yield str(path.relative_to(ROOT))


def test_only_the_events_append_to_the_log() -> None:
    callers = list(callers_of("log", "append"))
    assert callers
    assert [caller for caller in callers if not caller.startswith(MAY_APPEND)] == []
