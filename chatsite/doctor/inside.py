"""What a site is made of, looked at from beside it: settings, database, channel layer, worker, static files."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core import checks
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from chatsite import preparing
from chatsite.banner import database_name
from chatsite.doctor.finding import Check, Finding, State, Stopwatch, bad, good, warning
from notifications.doctor.tasks import nod
from notifications.streams.models import Stream

LAYER_S = 3.0
# A worker looks for work twice a second.
WORKER_S = 8.0
# Tickets and sessions forgive as much.
CLOCK_S = 2.0


def setup() -> Finding:
    """`manage.py check --deploy`."""
    deployed = not settings.DEBUG
    found = [one for one in checks.run_checks(include_deployment_checks=deployed) if one.is_serious(checks.WARNING)]
    told = [one for one in found if not one.is_silenced()]
    if told:
        state: State = "bad" if any(one.is_serious() for one in told) else "warning"
        first = "; ".join(f"{one.id}: {one.msg}".splitlines()[0] for one in told[:3])
        return Finding("settings", state, first[:300], "manage.py check --deploy says the rest.")
    if not deployed:
        return warning("settings", "DEBUG=1", "Set DEBUG=0 where others come in.")
    return good("settings", "check --deploy has nothing to say")


def database() -> Finding:
    """Is it there, is it up to date, can it be written to?"""
    watch = Stopwatch()
    preparing.connect()
    if preparing.needs_migration():
        return bad("database", f"{database_name()}: its tables are of another version", "manage.py migrate")
    with transaction.atomic():
        Stream.objects.create(name=f".doctor-{time.time_ns()}")
        transaction.set_rollback(True)
    return good("database", f"{database_name()}: migrated, written to in {watch.ms:.0f} ms")


def database_clock() -> Finding:
    """Events and bans are timed by both clocks."""
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        [said] = cursor.fetchone()
    told = datetime.fromisoformat(said) if isinstance(said, str) else said
    told = told if told.tzinfo else told.replace(tzinfo=UTC)
    # SQLite says whole seconds.
    off = abs((told - before).total_seconds()) - (1 if connection.vendor == "sqlite" else 0)
    if off > CLOCK_S:
        return bad("database clock", f"{off:.1f} s off", "Let NTP set the clocks of both machines.")
    return good("database clock", "as here")


def channel_layer() -> Finding:
    """Does what one process sends reach another?"""
    layer = get_channel_layer()
    if isinstance(layer, InMemoryChannelLayer):
        return warning(
            "channel layer", "none: each process for itself", "Set REDIS_URL, or start the site: it brings a Valkey."
        )
    watch = Stopwatch()
    async_to_sync(_round_trip)(layer)
    return good("channel layer", f"there and back in {watch.ms:.0f} ms")


async def _round_trip(layer: Any) -> None:
    channel = await layer.new_channel()
    await layer.group_add("doctor", channel)
    try:
        # A subscription may take effect a moment after it was made.
        async with asyncio.timeout(LAYER_S):
            receiving = asyncio.ensure_future(layer.receive(channel))
            while not receiving.done():
                await layer.group_send("doctor", {"type": "doctor"})
                await asyncio.wait({receiving}, timeout=0.2)
            await receiving
    finally:
        await layer.group_discard("doctor", channel)


def worker() -> Finding:
    """Does somebody do what is left for later?"""
    watch = Stopwatch()
    result = nod.enqueue()
    try:
        while not result.is_finished:
            if watch.ms > WORKER_S * 1_000:
                return bad("worker", f"nobody has done a task within {WORKER_S:.0f} s", "manage.py worker")
            time.sleep(0.2)
            result.refresh()
        return good("worker", f"has done a task after {watch.ms / 1_000:.1f} s")
    finally:
        DBTaskResult.objects.filter(pk=result.id).delete()


def static_files() -> Finding:
    """Were they collected since they changed?"""
    if settings.DEBUG:
        return good("static files", "served as they are")
    files = [(name, storage.size(name)) for finder in get_finders() for name, storage in finder.list([])]
    old = [name for name, size in files if _size(settings.STATIC_ROOT / name) != size]
    if old:
        cure = "manage.py collectstatic; bin/run does it by itself."
        return bad("static files", f"{len(old)} of {len(files)} missing or old: {old[0]}", cure)
    return good("static files", f"all {len(files)} collected")


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.exists() else None


CHECKS: dict[str, Check] = {
    "settings": setup,
    "database": database,
    "database clock": database_clock,
    "channel layer": channel_layer,
    "worker": worker,
    "static files": static_files,
}
