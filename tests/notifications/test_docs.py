"""What docs/streams.md says is what the code asks for."""

import re
from pathlib import Path

import notifications

CODE = Path(notifications.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "streams.md"
# Django's own settings.
DJANGOS = {
    "ALLOWED_HOSTS",
    "AUTH_USER_MODEL",
    "DEBUG",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "SESSION_ENGINE",
}


def test_every_setting_has_its_line() -> None:
    code = "\n".join(file.read_text() for file in (CODE / "streams").rglob("*.py"))
    asked = {*re.findall(r"\bsettings\.([A-Z_]+)", code), *re.findall(r'settings, "([A-Z_]+)"', code)}
    table = PAGE.read_text().partition("## Settings")[2]
    assert asked - DJANGOS - {*re.findall(r"`([A-Z_]+)`", table)} == set()
