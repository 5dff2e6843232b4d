"""The pure parts of our JavaScript, tested by Node's own runner."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import playwright
import pytest

from chat.api import api
from chat.commands import COMMANDS, SLASH

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def node() -> str:
    """Node on the path, or the one that Playwright brings along."""
    return shutil.which("node") or str(Path(playwright.__file__).parent / "driver" / "node")


def test_all_node_tests_pass(node: str) -> None:
    tests = [str(path) for path in sorted(HERE.rglob("*.test.js"))]
    run = subprocess.run([node, "--test", *tests], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert run.returncode == 0, run.stdout[-5_000:] + run.stderr[-1_000:]


def test_every_command_is_known_to_the_client_as_the_request_it_is(node: str) -> None:
    script = 'import { COMMANDS } from "./static/notifications/commands.js"; console.log(JSON.stringify(COMMANDS));'
    arguments = [node, "--input-type=module", "--eval", script]
    run = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=30, check=True)
    table = {name: (method, path) for name, (method, path, _) in json.loads(run.stdout).items()}
    assert set(table) == {*COMMANDS, SLASH}
    requests = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path.removeprefix("/api/v1/")))
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    assert {(method, re.sub(r"\{\w+\}", "{}", path)) for method, path in table.values()} <= requests
