"""The life of a `bin/run`: prepare, start, look after, stop."""

import io
import os
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console

from chatsite import banner, first_administrator, listening, preparing, processes
from chatsite.layer import Layer, channel_layer
from chatsite.supervisor import Stopping, Worker, background_command, stop_all, supervise, web_command

READY_WITHIN_S = 60.0
DEMO_PEOPLE = ("alice", "bob", "carol", "mona", "admin")


class Problem(Exception):
    """The site cannot be run this way; the text is one line for the person who tries."""


@dataclass(frozen=True)
class Options:
    host: str
    port: int
    server: str
    workers: int
    demo: bool


def run(options: Options, console: Console) -> None:
    """Serves until Ctrl-C or SIGTERM; nothing is left running afterwards. Raises `Problem`."""
    if settings.DEBUG and not listening.is_loopback(options.host):
        raise Problem(f"--host {options.host} would show a DEBUG=1 site to others; set DEBUG=0 or use 127.0.0.1")
    stopping = Stopping()
    processes.raise_file_limit()
    try:
        listener = listening.listen(options.host, options.port)
    except listening.CannotListen as error:
        raise Problem(str(error)) from error
    with listener, channel_layer() as layer, tempfile.TemporaryDirectory() as folder:
        prepare(options, console)
        here = listening.local_url(listener)
        env = {**os.environ, **layer.variables, "BASE_URL": public_url(here)}
        if options.workers > 1:  # /metrics then speaks for all of them
            env["PROMETHEUS_MULTIPROC_DIR"] = folder
        command = web_command(options.server, listener)
        crew = [Worker("web", command, env, listener) for _number in range(options.workers)]
        try:
            if answers(here, crew, stopping):
                crew.append(Worker("background", background_command(), env))
                greet(options, console, layer, env["BASE_URL"])
                supervise(crew, stopping=stopping, chores=[layer.keep], say=console.print)
        finally:
            stop_all([worker.child for worker in crew])


def prepare(options: Options, console: Console) -> None:
    """Brings catalogues, database and static files up to date. Raises `Problem`."""
    call_command("compile_catalogues", verbosity=0)
    try:
        preparing.connect()
        with preparing.alone():
            if preparing.needs_migration():
                with banner.step(console, _("Migrating the database")):
                    preparing.migrate()
            if preparing.needs_static_files():
                with banner.step(console, _("Collecting the static files")):
                    preparing.collect_static_files()
            if settings.DEBUG and options.demo and preparing.is_empty():
                with banner.step(console, _("Making demo people and rooms")):
                    call_command("demo", verbosity=0, stdout=io.StringIO())
    except (DatabaseError, OSError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise Problem(f"the database that DATABASE_URL names cannot be used: {reason}") from error


def public_url(here: str) -> str:
    """BASE_URL, unless it is only the guess of a site that nobody gave a name."""
    return here if settings.ENV.base_url is None and settings.BASE_URL.startswith("http://") else settings.BASE_URL


def answers(here: str, crew: list[Worker], stopping: Stopping) -> bool:
    """Waits for the first answer; False if asked to stop before. Raises `Problem`."""
    until = time.monotonic() + READY_WITHIN_S
    while not stopping.asked:
        if any(worker.child.poll() is not None for worker in crew):
            raise Problem("the web server ended while it started; what it said stands above")
        if time.monotonic() > until:
            raise Problem(f"the web server did not answer within {READY_WITHIN_S:g} s")
        try:
            with urllib.request.urlopen(f"{here}/healthz", timeout=1):  # noqa: S310  (our own socket)
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def greet(options: Options, console: Console, layer: Layer, base_url: str) -> None:
    processes_text = ngettext("%(count)d process", "%(count)d processes", options.workers) % {"count": options.workers}
    parts = [banner.database_name(), layer.name, f"{options.server.capitalize()}, {processes_text}"]
    console.print(banner.greeting(url=base_url, who=who_signs_in(), parts=parts))
    if layer.warning:
        console.print(layer.warning, style="yellow")
    if not settings.DEBUG and not preparing.has_administrator():
        console.print(_("There is no administrator yet. Whoever opens this link within a day can become one:"))
        console.print(first_administrator.link(base_url), soft_wrap=True)  # a broken line would break the link


def who_signs_in() -> str:
    people = get_user_model().objects.filter(username__in=DEMO_PEOPLE).values_list("username", flat=True)
    if settings.DEBUG and len(people) == len(DEMO_PEOPLE):
        return _("Sign in as alice, bob, carol, mona (moderator) or admin; the password is “demo”.")
    return ""
