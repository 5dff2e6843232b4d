"""A page with nothing but the client library, behind a network that a test makes worse and better."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from playwright.async_api import BrowserContext, Page

from tests.support.proxy import Choice, Fault

# Everything that the connection tells is kept for the test to look at.
_BEGIN = """async (options) => {
  const { Connection } = await import("/static/notifications/connection.js");
  const connection = new Connection(options);
  const told = { positions: [], states: [], others: [] };
  connection.addEventListener("events", ({ detail }) => told.positions.push(...detail.map((event) => event.position)));
  connection.addEventListener("state", ({ detail }) => told.states.push({ ...detail, at: Date.now() }));
  for (const name of ["reset", "unfollowed", "heads", "signal"]) {
    connection.addEventListener(name, ({ detail }) => told.others.push([name, detail]));
  }
  Object.assign(globalThis, { connection, told, openedAt: Date.now() });
  connection.open();
}"""
_OUTBOX = """async ({ owner }) => {
  const { Outbox } = await import("/static/notifications/outbox.js");
  const send = (name, args) => connection.command(name, args);
  globalThis.outbox = new Outbox({ owner, send });
  await outbox.open();
}"""


class Tab:
    """A browser tab with a connection."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    async def open(cls, context: BrowserContext, base: str, **options: Any) -> "Tab":
        """Follow something over whatever is open at `base`; options are those of `Connection`."""
        tab = cls(await context.new_page())
        await tab.page.goto(f"{base}/healthz")
        await tab.connect(**options)
        return tab

    async def connect(self, **options: Any) -> None:
        await self.page.evaluate(_BEGIN, options)

    async def keep_messages(self, owner: str) -> None:
        """Have an outbox too."""
        await self.page.evaluate(_OUTBOX, {"owner": owner})

    async def do(self, expression: str) -> Any:
        return await self.page.evaluate(expression)

    async def positions(self) -> list[int]:
        return list(await self.do("told.positions"))

    async def transport(self) -> str | None:
        found = await self.do("connection.state?.state === 'live' ? connection.state.transport : null")
        return str(found) if found else None

    async def uses(self, transport: str, within_s: float) -> float:
        """Seconds since the connection was opened, when it uses this transport at last."""
        await eventually(self.transport, transport, within_s)
        at = "told.states.findLast((state) => state.state === 'live').at"
        return float(await self.do(f"({at} - openedAt) / 1000"))

    async def has(self, positions: list[int], within_s: float = 5.0) -> None:
        """Exactly these, in this order."""
        await eventually(self.positions, positions, within_s)


async def eventually(look: Callable[[], Any], wanted: Any, within_s: float) -> None:
    """What one sees becomes what one wants to see."""
    until = time.monotonic() + within_s
    while (seen := await look()) != wanted:
        if time.monotonic() > until:
            raise AssertionError(f"after {within_s} s it is {json.dumps(seen)[:500]}, not {json.dumps(wanted)[:500]}")
        await asyncio.sleep(0.05)


def network(*, upgrade: Fault | None = None, endless: Fault | None = None, wait: Fault | None = None) -> Choice:
    """A proxy's choice: faults for WebSockets, for answers without end and for polls that wait."""

    def choose(head: bytes) -> Fault:
        address = head.split(b"\r\n", 1)[0]
        if b"\r\nupgrade:" in head.lower():
            return upgrade or Fault()
        if b"/stream/sse" in address or b"/stream/frame" in address:
            return endless or Fault()
        return wait or Fault() if b"wait=" in address else Fault()

    return choose


REFUSED, BUFFERED, FORBIDDEN = Fault(refuse_upgrade=True), Fault(buffer=True), Fault(status=403)
OPEN = network()
#: The networks in which every scene has to play, by the transport that is the best one there.
NETWORKS = {
    "websocket": OPEN,
    "sse": network(upgrade=REFUSED),
    "short-poll": network(upgrade=REFUSED, endless=BUFFERED, wait=FORBIDDEN),
}
#: Down the whole ladder, then a poll that comes every few seconds, on a machine that does other things too.
PATIENCE_MS = 40_000
