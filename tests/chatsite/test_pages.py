"""What every page carries: the policy, the import map, the language."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse

from chatsite.management.commands.compile_catalogues import compile_catalogue

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: zh_Hans\\n"

msgid "Rooms"
msgstr "房间"
"""


def rendered_import_map(monkeypatch: pytest.MonkeyPatch, hashed: dict[str, str]) -> str:
    monkeypatch.setattr("chatsite.templatetags.assets.staticfiles_storage.hashed_files", hashed, raising=False)
    monkeypatch.setattr("chatsite.templatetags.assets.static", lambda name: f"/static/{hashed[name]}")
    request = RequestFactory().get("/")
    request.csp_nonce = "abc"  # type: ignore[attr-defined]  # the middleware sets it
    template = engines["django"].from_string("{% load assets %}{% import_map %}")
    return str(template.render({}, request))


def test_the_import_map_leads_each_of_our_modules_to_its_hashed_file(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = {
        "chat/room.js": "chat/room.1234.js",
        "css/base.css": "css/base.1.css",
        "admin/js/core.js": "admin/js/core.2.js",
    }
    html = rendered_import_map(monkeypatch, hashed)
    found = re.fullmatch(r'<script type="importmap" nonce="abc">(.*)</script>', html)
    assert found
    assert json.loads(found.group(1)) == {"imports": {"/static/chat/room.js": "/static/chat/room.1234.js"}}


def test_the_import_map_cannot_be_left_early(monkeypatch: pytest.MonkeyPatch) -> None:
    html = rendered_import_map(monkeypatch, {"chat/</script>.js": "chat/</script>.1.js"})
    assert html.count("</script>") == 1


@pytest.mark.django_db
def test_the_policy_allows_nothing_unsafe(client: Client) -> None:
    policy = client.get(reverse("account_login"))["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert re.search(r"script-src 'self' 'nonce-[^']+'", policy)
    assert "default-src 'none'" in policy


def test_a_catalogue_is_compiled_once(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_text(CATALOGUE)
    assert compile_catalogue(source)
    assert not compile_catalogue(source)
    assert "房间".encode() in source.with_suffix(".mo").read_bytes()


def test_every_catalogue_of_the_site_compiles(settings: Any, tmp_path: Path) -> None:
    for root in settings.LOCALE_PATHS:
        for number, source in enumerate(Path(root).glob("*/LC_MESSAGES/*.po")):
            copy = tmp_path / f"{number}.po"
            copy.write_bytes(source.read_bytes())
            assert compile_catalogue(copy)
