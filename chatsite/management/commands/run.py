"""`manage.py run`, which is what bin/run calls: see `chatsite.running`."""

import argparse
import sys
from typing import Any

from django.core.management.base import CommandParser
from django_rich.management import RichCommand

from chatsite.running import Options, Problem, run


class Command(RichCommand):
    help = "Prepares the site, starts everything that belongs to it, and stops it all on Ctrl-C."
    requires_system_checks = ()
    suppressed_base_arguments = {
        "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
    }  # fmt: skip

    def add_arguments(self, parser: CommandParser) -> None:
        parser.prog = "bin/run"
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
        parser.add_argument(
            "--port", default=8000, type=port, help="port to listen on (%(default)s); 0 is any free one"
        )
        parser.add_argument("--server", default="daphne", choices=["daphne", "uvicorn"], help="(%(default)s)")
        parser.add_argument("--workers", default=1, type=workers, metavar="N", help="web processes (%(default)s)")
        parser.add_argument("--no-demo", dest="demo", action="store_false", help="leave an empty database empty")

    def handle(self, *_args: Any, host: str, port: int, server: str, workers: int, demo: bool, **_rest: Any) -> None:
        try:
            run(Options(host=host, port=port, server=server, workers=workers, demo=demo), self.console)
        except Problem as problem:
            sys.stderr.write(f"chatsite: {problem}\n")
            sys.exit(2)


def port(text: str) -> int:
    return number(text, 0, 65_535)


def workers(text: str) -> int:
    return number(text, 1, 64)


def number(text: str, low: int, high: int) -> int:
    if not text.isdecimal() or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low} to {high}")
    return int(text)
