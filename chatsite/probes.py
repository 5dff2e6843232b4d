"""What machines ask the site: is it alive, is it ready, how is it doing.

Plain ASGI applications beside Django, so that they answer also when every thread is busy, and
whatever Host a load balancer puts into its probe.

- `/healthz`: 200 as long as the process answers at all; else restart it.
- `/readyz`: 200 if database and channel layer answer within a second or so, else 503 with the
  reason; also 503 while the process is saying goodbye to its clients.
- `/metrics`: Prometheus text of this process, and of all together how many follow by which transport;
  from this machine or with `Authorization: Bearer <METRICS_TOKEN>`.
"""

import asyncio
import hmac
import ipaddress
import os
from collections.abc import Awaitable
from typing import Any

import structlog
from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection
from django.urls import path
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest, multiprocess

from chatsite.answers import answer, answer_json
from notifications.streams import connections, hub, threads

logger = structlog.get_logger(__name__)

# A load balancer asks every few seconds and gives up after a few: an answer that takes longer is no.
BOUND_S = 2.0


async def healthz(_scope: HTTPScope, _receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    await answer_json(send, 200, {"status": "alive"})


async def readyz(_scope: HTTPScope, _receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    if hub.draining():
        return await answer_json(send, 503, {"status": "draining", "reason": "this process is going away"})
    database, layer = await asyncio.gather(problem(ask_database()), problem(ask_layer()))
    reason = "; ".join(f"{part}: {what}" for part, what in (("database", database), ("channel layer", layer)) if what)
    if reason:
        return await answer_json(send, 503, {"status": "not ready", "reason": reason})
    return await answer_json(send, 200, {"status": "ready"})


async def metrics(scope: HTTPScope, _receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    if not may_see_metrics(scope):
        return await answer_json(send, 403, {"status": 403, "code": "forbidden", "detail": "Not from here."})
    body = generate_latest(registry()) + generate_latest(await followers())
    return await answer(send, 200, body, CONTENT_TYPE_LATEST)


async def problem(question: Awaitable[object]) -> str:
    """Why the question found no answer, in a few words; empty if it did."""
    try:
        await asyncio.wait_for(question, BOUND_S)
    except TimeoutError:
        return f"no answer within {BOUND_S:g} s"
    except Exception as error:  # whatever a driver raises: the answer is "not ready", with its name
        logger.warning("not_ready", exc_info=error)
        return type(error).__name__
    return ""


async def ask_database() -> None:
    await threads.read(select_one)


def select_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def ask_layer() -> None:
    """Sends to a group without members: it goes all the way to Redis and wakes nobody."""
    await get_channel_layer().group_send("readyz", {"type": "readyz"})


def may_see_metrics(scope: HTTPScope) -> bool:
    """From this machine itself, not through a proxy on it; or with the token."""
    headers = dict(scope["headers"])
    token = settings.METRICS_TOKEN
    if token and hmac.compare_digest(headers.get(b"authorization", b""), f"Bearer {token}".encode()):
        return True
    return b"x-forwarded-for" not in headers and b"forwarded" not in headers and is_loopback(scope["client"])


def is_loopback(client: tuple[str, int] | None) -> bool:
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False


def registry() -> CollectorRegistry:
    """This process's figures, or those of all processes that share PROMETHEUS_MULTIPROC_DIR."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)
    return together


async def followers() -> CollectorRegistry:
    """How many follow streams over which transport, over all processes; nothing where the database is silent."""
    told = CollectorRegistry()
    by_transport = Gauge("chatsite_connections", "Connections to streams, by transport.", ["transport"], registry=told)
    processes = Gauge("chatsite_processes", "Processes that serve streams.", registry=told)

    async def ask() -> None:
        found = await threads.read(connections.following)
        processes.set(found.processes)
        for transport, count in found.by_transport.items():
            by_transport.labels(transport).set(count)

    return told if not await problem(ask()) else CollectorRegistry()


# Channels routes to ASGI applications by Django's path(), whose types know only views.
views: dict[str, Any] = {"healthz": healthz, "readyz": readyz, "metrics": metrics}
routes = [path(name, view) for name, view in views.items()]
