"""`manage.py doctor` tells what is wrong with a site and with the proxy in front of it, and says nothing otherwise."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from io import StringIO
from typing import Any

import pytest
import pytest_asyncio
from django.core.management import call_command

from chatsite.doctor import inside, outside
from chatsite.doctor.address import Address
from chatsite.doctor.finding import Finding, carefully, side_by_side
from tests.support.ports import free_port
from tests.support.processes import PYTHON, ROOT, end, spawn
from tests.support.proxy import Choice, Fault, Proxy
from tests.support.site import Site


def on(path: bytes, fault: Fault) -> Choice:
    return lambda head: fault if path in head.split(b"\r\n", 1)[0] else Fault()


PROXIES: dict[str, Choice] = {
    "nothing is wrong": lambda head: Fault(),
    "upgrades are refused": lambda head: Fault(refuse_upgrade=True),
    "upgrades get lost": lambda head: Fault(strip_upgrade=True),
    "streams are buffered": on(b"/stream/sse", Fault(buffer=True)),
    "requests may not wait": on(b"wait=", Fault(cut_after_s=5)),
    "files are not passed on": on(b"/static/", Fault(status=404)),
}
WRONG = {
    "nothing is wrong": {},
    "upgrades are refused": {"WebSocket": "403"},
    "upgrades get lost": {"WebSocket": "the upgrade got lost on the way"},
    "streams are buffered": {"event stream": "something buffers"},
    "requests may not wait": {"long poll": "cut after 5 s"},
    "files are not passed on": {"public files": "404"},
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def found(site: Site) -> AsyncIterator[dict[str, list[Finding]]]:
    """What is found behind each proxy; all at once, since a poll is made to wait for 12 s."""
    async with AsyncExitStack() as stack:
        looks = []
        for choose in PROXIES.values():
            proxy = await stack.enter_async_context(Proxy(site.bases[0], one_each=True))
            proxy.choose = choose
            looks.append(asyncio.to_thread(side_by_side, outside.checks(Address(proxy.base))))
        yield dict(zip(PROXIES, await asyncio.gather(*looks), strict=True))


@pytest.mark.parametrize("network", WRONG)
@pytest.mark.asyncio(loop_scope="module")
async def test_what_a_proxy_does_is_told(network: str, found: dict[str, list[Finding]]) -> None:
    wrong = {one.check: one.result for one in found[network] if one.state == "bad"}
    assert wrong.keys() == WRONG[network].keys()
    for check, words in WRONG[network].items():
        assert words in wrong[check]


def test_a_whole_site_passes(site: Site) -> None:
    """As somebody runs it: in a process of its own, with a worker beside the site."""
    env = {**site.env, "BASE_URL": site.bases[0]}
    worker = spawn([PYTHON, "manage.py", "worker"], env=env, log=site.folder / "worker.log")
    try:
        run = subprocess.run(
            [PYTHON, "manage.py", "doctor", "--json"],
            cwd=ROOT, env=env, capture_output=True, text=True, timeout=90, check=False,
        )  # fmt: skip
    finally:
        end(worker)
    told = json.loads(run.stdout)
    assert [one for one in told["findings"] if one["state"] == "bad"] == []
    assert (run.returncode, told["ok"]) == (0, True)
    assert {one["check"] for one in told["findings"]} >= {*inside.CHECKS, "address", "WebSocket", "event stream"}


@pytest.mark.django_db(transaction=True)
def test_a_site_that_is_not_there_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "WORKER_S", 0.5)
    out = StringIO()
    with pytest.raises(SystemExit) as exit:
        call_command("doctor", "--json", "--address", f"http://127.0.0.1:{free_port()}", stdout=out)
    assert exit.value.code == 1
    told: dict[str, Any] = json.loads(out.getvalue())
    states = {one["check"]: one["state"] for one in told["findings"]}
    assert (told["ok"], states["address"], states["worker"], states["database"]) == (False, "bad", "bad", "good")
    assert "WebSocket" not in states


def test_a_check_that_breaks_is_a_finding() -> None:
    def broken() -> Finding:
        raise ZeroDivisionError("oh")

    found = carefully("settings", broken)
    assert (found.check, found.state, found.result) == ("settings", "bad", "ZeroDivisionError: oh")
