"""What must be there before a site can serve: tables, catalogues, static files, people.

Each step looks first whether it has anything to do, so a second start takes no time, and all of them
run under one lock, so that two starts on one database do not get in each other's way.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor

# Any number will do as long as nobody else locks it; these are the letters "chat".
ADVISORY_LOCK = 0x63686174


def connect() -> None:
    """Opens the database once, without the pool, which would retry for 10 s. Raises `DatabaseError` or `OSError`."""
    if connection.vendor == "postgresql":
        with connection.wrap_database_errors:
            psycopg.connect(**connection.get_connection_params(), connect_timeout=5).close()
    else:
        connection.ensure_connection()


@contextmanager
def alone() -> Iterator[None]:
    """Waits until nobody else prepares this database."""
    if connection.vendor == "postgresql":
        guard: Any = connections[DEFAULT_DB_ALIAS].copy()
        with guard.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        try:
            yield
        finally:
            with guard.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
            guard.close()
    else:
        path = Path(settings.DATABASES["default"]["NAME"])
        with path.with_suffix(path.suffix + ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def needs_migration() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def needs_static_files() -> bool:
    """In DEBUG the files are served from where they lie."""
    return not settings.DEBUG and read_static_mark() != static_mark()


def collect_static_files() -> None:
    mark = static_mark()
    call_command("collectstatic", verbosity=0, interactive=False)
    (settings.STATIC_ROOT / ".mark").write_text(mark)


def read_static_mark() -> str:
    try:
        return str((settings.STATIC_ROOT / ".mark").read_text())
    except FileNotFoundError:
        return ""


def static_mark() -> str:
    """A hash over names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            digest.update(f"{name} {storage.size(name)} {storage.get_modified_time(name)}\n".encode())
    return digest.hexdigest()


def is_empty() -> bool:
    """Has nobody an account yet?"""
    return not get_user_model().objects.exists()


def has_administrator() -> bool:
    return get_user_model().objects.filter(is_superuser=True, is_active=True).exists()
