"""What the sites of one test session share: a PostgreSQL cluster and one migrated, filled database of each kind.

Migrating and creating the demo people costs seconds, copying the result a fraction of one.
"""

import atexit
import itertools
import os
import shutil
import tempfile
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from tests.support.inside import Inside
from tests.support.postgres import Postgres

Database = Literal["sqlite", "postgres"]

#: Anything that would reach the site from the environment of whoever runs the tests.
FOREIGN = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "BASE_URL", "PYTEST_CURRENT_TEST")


def environment(**values: str) -> dict[str, str]:
    """The environment of a site's process: ours without what is foreign, production settings, no limits."""
    ours = {name: value for name, value in os.environ.items() if name not in FOREIGN and not name.startswith("COV_")}
    return {
        **ours,
        "DJANGO_SETTINGS_MODULE": "chatsite.settings",
        "DEBUG": "0",
        "SECRET_KEY": "only-for-tests-0123456789-0123456789-0123456789-0123456789",
        "ALLOWED_HOSTS": "127.0.0.1",
        "POST_RATE": "off",
        "ATTACHMENT_RATE": "off",
        "COMMAND_RATE": "off",
        "ROOM_RATE": "off",
        "CONNECTIONS_PER_USER": "off",
        "CONNECTIONS_PER_GUEST_IP": "off",
        "PYTHONUNBUFFERED": "1",
        **values,
    }


class Workshop:
    """Makes databases; everything it made goes when the test process ends."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="chatsite-tests-", dir="/tmp"))
        self.numbers = itertools.count(1)
        atexit.register(self.close)

    @cached_property
    def postgres(self) -> Postgres:
        return Postgres()

    @cached_property
    def _sqlite_template(self) -> Path:
        path = self.folder / "template.sqlite3"
        self._fill(f"sqlite:///{path}")
        return path

    @cached_property
    def _postgres_template(self) -> str:
        name = self.postgres.create()
        self._fill(self.postgres.url(name))
        return name

    def _fill(self, url: str) -> None:
        inside = Inside(environment(DATABASE_URL=url), self.folder / "fill.log")
        try:
            inside.do("fill")
        finally:
            inside.stop()

    def database(self, kind: Database) -> str:
        """The `DATABASE_URL` of a fresh, filled database."""
        if kind == "postgres":
            return self.postgres.url(self.postgres.create(self._postgres_template))
        path = self.folder / f"site{next(self.numbers)}.sqlite3"
        shutil.copyfile(self._sqlite_template, path)
        return f"sqlite:///{path}"

    def close(self) -> None:
        if "postgres" in self.__dict__:
            self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def workshop() -> Workshop:
    """The one workshop of this test process."""
    return Workshop()
