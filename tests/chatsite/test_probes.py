"""What machines ask the site."""

import asyncio
import json
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import OperationalError
from prometheus_client import REGISTRY, CollectorRegistry

from chatsite import probes
from chatsite.asgi import application


async def get(
    path: str, *, headers: list[tuple[bytes, bytes]] | None = None, client: tuple[str, int] | None = ("127.0.0.1", 1)
) -> tuple[int, bytes]:
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "scheme": "http", "http_version": "1.1", "headers": headers or [], "client": client, "server": ("x", 80),
    }  # fmt: skip
    communicator = ApplicationCommunicator(application, scope)
    await communicator.send_input({"type": "http.request", "body": b""})
    start = await communicator.receive_output(timeout=5)
    body = await communicator.receive_output(timeout=5)
    return start["status"], body["body"]


async def fail_database() -> None:
    raise OperationalError("no such host")


async def hang() -> None:
    await asyncio.sleep(60)


async def test_healthz_says_alive() -> None:
    assert (await get("/healthz"))[0] == 200


@pytest.mark.django_db(transaction=True)
async def test_readyz_says_ready_when_database_and_layer_answer() -> None:
    status, body = await get("/readyz")
    assert (status, json.loads(body)) == (200, {"status": "ready"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("part", "failure", "reason"),
    [
        ("ask_database", fail_database, "database: OperationalError"),
        ("ask_database", hang, "database: no answer"),
        ("ask_layer", hang, "channel layer: no answer"),
    ],
)
async def test_readyz_names_what_is_not_ready(
    monkeypatch: pytest.MonkeyPatch, part: str, failure: Any, reason: str
) -> None:
    monkeypatch.setattr(probes, "BOUND_S", 0.1)
    monkeypatch.setattr(probes, part, failure)
    status, body = await get("/readyz")
    assert status == 503
    assert reason in json.loads(body)["reason"]


async def test_readyz_says_so_while_the_process_is_going_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.streams.hub._draining", True)
    status, body = await get("/readyz")
    assert (status, json.loads(body)["status"]) == (503, "draining")


async def test_metrics_are_shown_to_this_machine() -> None:
    status, body = await get("/metrics")
    assert status == 200
    assert b"python_info" in body


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        (("203.0.113.9", 1), []),
        (("127.0.0.1", 1), [(b"x-forwarded-for", b"127.0.0.1")]),
        (None, []),
        (("", 0), []),
        (("203.0.113.9", 1), [(b"authorization", b"Bearer ")]),
    ],
)
async def test_metrics_are_hidden_from_others(
    client: tuple[str, int] | None, headers: list[tuple[bytes, bytes]]
) -> None:
    assert (await get("/metrics", client=client, headers=headers))[0] == 403


async def test_metrics_are_shown_to_whoever_has_the_token(settings: Any) -> None:
    settings.METRICS_TOKEN = "abc"
    bearer = [(b"authorization", b"Bearer abc")]
    assert (await get("/metrics", client=("203.0.113.9", 1), headers=bearer))[0] == 200


def test_metrics_speak_for_all_processes_that_share_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    assert isinstance(probes.registry(), CollectorRegistry)
    assert probes.registry() is not REGISTRY
