"""The site as it is seen through its public address: what the proxy in front of it does to streams."""

import re
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from http.client import HTTPResponse
from itertools import pairwise
from statistics import median
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from websockets.exceptions import InvalidHandshake, InvalidStatus, WebSocketException
from websockets.sync.client import connect
from websockets.typing import Origin

from chatsite.doctor.address import Address, NoAnswer, told, who
from chatsite.doctor.finding import Check, Finding, Stopwatch, bad, good, warning

ASKED = 5
WATCH_S = 6.0
# A poll that has to wait so long ends within this and its jitter.
HOLD_S, HELD_S = 12, 10.0
# What an event stream of one event a second never does, unless somebody collects it.
CLUMP, TOGETHER_S = 3, 0.15
CLOCK_S = 2.0
# More of the past than a proxy's buffer holds.
BACKLOG_S = 55
LINES = "docs/connection.md has the lines for nginx, Apache, Caddy and HAProxy."


def reached(address: Address) -> Finding:
    """Is it our site that answers, and how fast?"""
    took = []
    for _ in range(ASKED):
        watch = Stopwatch()
        answer = address.get("/healthz")
        ours = told(answer).get("status") == "alive"
        took.append(watch.ms)
        if not ours:
            return bad(
                "address", f"somebody else answers: {who(answer)}", f"Is {address.base} this site? Set BASE_URL."
            )
    return good("address", f"{address.base} in {median(took):.0f} ms, at most {max(took):.0f} ms")


def host(address: Address) -> Finding:
    """Does Django accept the name, and know whether it is https?"""
    answer = address.get("/accounts/login/")
    if answer.status == HTTPStatus.BAD_REQUEST:
        return bad(
            "host", f"{who(answer)}: the name is refused", "Add it to ALLOWED_HOSTS; the proxy has to pass Host on."
        )
    if answer.status != HTTPStatus.OK:
        return bad("host", who(answer), "The page for signing in should be there.")
    cookie = answer.headers.get("Set-Cookie", "")
    if address.base.startswith("https://") and "secure" not in cookie.lower():
        return bad("host", "cookies are not marked as secure", "Set BASE_URL to the https address.")
    return good("host", "accepted, and the cookies are right")


def forms(address: Address) -> Finding:
    """Does a form that is sent from the site's own page pass the CSRF check?"""
    page = address.get("/accounts/login/")
    html = page.read().decode(errors="replace")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    cookies = "; ".join(one.partition(";")[0] for one in page.headers.get_all("Set-Cookie", []))
    if token is None or not cookies:
        return bad("forms", "the page for signing in sets no cookie", "Does something on the way take cookies away?")
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookies,
        "Origin": address.base,
        "Referer": f"{address.base}/accounts/login/",
    }
    # To choose the language that is the default anyway changes nothing.
    body = f"csrfmiddlewaretoken={token[1]}&language={settings.LANGUAGE_CODE}"
    answer = address.open("POST", "/i18n/setlang/", headers=headers, body=body)
    if answer.status == HTTPStatus.FORBIDDEN:
        return bad(
            "forms", "the CSRF check refuses the site's own page",
            "Set BASE_URL or CSRF_TRUSTED_ORIGINS; the proxy has to pass on Host and to set X-Forwarded-Proto.",
        )  # fmt: skip
    return (
        good("forms", "accepted")
        if answer.status in (HTTPStatus.OK, HTTPStatus.FOUND)
        else bad("forms", who(answer), LINES)
    )


def websocket(address: Address) -> Finding:
    """Does an upgrade pass, and do frames?"""
    url = address.base.replace("http", "ws", 1) + "/stream/ws?follow=clock"
    watch = Stopwatch()
    try:
        # `proxy=None`: not by the way out that this machine may be told to use.
        with connect(url, origin=Origin(address.base), ssl=address.context, proxy=None, open_timeout=8) as socket:
            opened = watch.ms
            socket.recv(timeout=5)
    except InvalidStatus as error:
        return _refused(error.response.status_code, bytes(error.response.body or b""))
    except (InvalidHandshake, EOFError) as error:
        return bad(
            "WebSocket", f"the handshake was cut off: {error}", f"The proxy has to let upgrades through. {LINES}"
        )
    except (TimeoutError, WebSocketException) as error:
        return bad(
            "WebSocket", f"no frame came: {type(error).__name__}", f"The proxy opens what it does not carry. {LINES}"
        )
    return good("WebSocket", f"open in {opened:.0f} ms, first frame in {watch.ms:.0f} ms")


def _refused(status: int, body: bytes) -> Finding:
    if b"upgrade_required" in body:
        cure = f"The proxy has to pass on the headers Upgrade and Connection. {LINES}"
        return bad("WebSocket", "the upgrade got lost on the way", cure)
    if status == HTTPStatus.FORBIDDEN:
        return bad(
            "WebSocket", "403: a foreign origin, or somebody on the way",
            f"The proxy has to pass on Host and to set X-Forwarded-Proto, and to let upgrades through. {LINES}",
        )  # fmt: skip
    return bad("WebSocket", f"refused with {status}", f"The proxy has to let upgrades through. {LINES}")


def event_stream(address: Address) -> Finding:
    """Does each piece come when it was sent?"""
    since = int(time.time()) - BACKLOG_S
    watch = Stopwatch()
    try:
        answer = address.get(f"/stream/sse?follow=clock&after=clock:{since}", patience_s=WATCH_S)
    except NoAnswer:
        return bad("event stream", "nothing came: something buffers", f"proxy_buffering off; {LINES}")
    if answer.status != HTTPStatus.OK:
        return bad("event stream", f"answered with {who(answer)}", LINES)
    began = time.time()
    came = [(at, second) for at, second in _seconds(answer, began + WATCH_S) if second >= began]
    if not came:
        return bad("event stream", "nothing came as it happened: something buffers", f"proxy_buffering off; {LINES}")
    worst = max(at - second for at, second in came)
    if worst > CLUMP - 1 or _clump([at for at, _ in came]) >= CLUMP:
        return bad("event stream", f"arrives in clumps, up to {worst:.1f} s late", f"proxy_buffering off; {LINES}")
    return good("event stream", f"headers in {watch.ms - (time.time() - began) * 1_000:.0f} ms, each piece at once")


def _seconds(answer: HTTPResponse, until: float) -> Iterator[tuple[float, int]]:
    """When each event of the clock came, and of which second it tells."""
    rest = b""
    while time.time() < until:
        try:
            piece = answer.read1(65_536)
        except TimeoutError:
            return
        if not piece:
            return
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            if found := re.search(rb'"position":(\d+)', line):
                yield time.time(), int(found[1])


def _clump(came: list[float]) -> int:
    """How many came together, at most."""
    largest = size = 1
    for before, at in pairwise(came):
        size = size + 1 if at - before <= TOGETHER_S else 1
        largest = max(largest, size)
    return largest


def long_poll(address: Address) -> Finding:
    """May a request wait?"""
    watch = Stopwatch()
    try:
        answer = address.get(f"/stream/poll?follow=silence&wait={HOLD_S}", patience_s=HOLD_S + 10)
    except NoAnswer as error:
        return bad(
            "long poll", f"cut after {watch.ms / 1_000:.0f} s: {error}", f"Allow 75 s, or set LONG_POLL_MAX_S. {LINES}"
        )
    held = watch.ms / 1_000
    if answer.status != HTTPStatus.OK or "events" not in told(answer):
        return bad("long poll", f"{who(answer)} after {held:.0f} s", f"Allow 75 s, or set LONG_POLL_MAX_S. {LINES}")
    if held < min(HELD_S, settings.LONG_POLL_MAX_S * 0.8):
        return warning("long poll", f"answered after {held:.1f} s", "Something answers in the site's place.")
    return good("long poll", f"waits as it should ({held:.0f} s)")


def static_file(address: Address) -> Finding:
    """Does a file come, as what it is?"""
    path = static("icon.svg")
    answer = address.get(path)
    kind = answer.headers.get("Content-Type", "")
    if answer.status != HTTPStatus.OK or not kind.startswith("image/svg"):
        return bad(
            "public files",
            f"{path}: {who(answer)} {kind}",
            "The proxy has to pass /static/ on, or to serve var/static.",
        )
    return good("public files", f"{path} comes")


def clock(address: Address) -> Finding:
    """Do the site, and the proxy that dates its answers, have our time?"""
    answer = address.get("/stream/now")
    here = time.time()
    site = told(answer).get("now", 0) / 1_000
    # The header says whole seconds; the servers behind the proxy leave it out.
    date = answer.headers.get("Date")
    proxy = parsedate_to_datetime(date).timestamp() + 0.5 if date else here
    off = max(abs(site - here), abs(proxy - here))
    if off > CLOCK_S:
        return bad("clock", f"{off:.0f} s off", "Let NTP set the clocks of all machines.")
    return good("clock", "as here")


def checks(address: Address) -> dict[str, Check]:
    """All of them, on this address."""
    named: dict[str, Any] = {
        "host": host,
        "forms": forms,
        "WebSocket": websocket,
        "event stream": event_stream,
        "long poll": long_poll,
        "public files": static_file,
        "clock": clock,
    }
    return {name: partial(check, address) for name, check in named.items()}
