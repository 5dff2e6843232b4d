"""`manage.py doctor`: looks at everything a site consists of, and at what comes through its public address."""

import json
import sys
from dataclasses import asdict
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django_rich.management import RichCommand
from rich.markup import escape
from rich.table import Table

from chatsite.doctor import inside, outside
from chatsite.doctor.address import Address
from chatsite.doctor.finding import Finding, carefully, side_by_side

SIGNS = {"good": "[green]✓[/]", "warning": "[yellow]![/]", "bad": "[red]✗[/]"}


class Command(RichCommand):
    """The exit code is 1 when something is wrong."""

    help = "Look at settings, database, channel layer and worker, and at the site through its public address."
    # They are one of the checks.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to look, and how to tell."""
        parser.add_argument("--address", default=settings.BASE_URL, help="the public address (%(default)s)")
        parser.add_argument("--insecure", action="store_true", help="take any certificate")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *_args: Any, address: str, insecure: bool, **options: Any) -> None:
        """Look, tell, exit."""
        found = look(Address(address.rstrip("/"), trusting=insecure))
        ok = all(one.state != "bad" for one in found)
        if options["json"]:
            self.stdout.write(json.dumps({"ok": ok, "findings": [asdict(one) for one in found]}))
        else:
            self.console.print(table(found))
        if not ok:
            sys.exit(1)


def look(address: Address) -> list[Finding]:
    """Everything; what lies behind an address that cannot be reached is left out."""
    # One after the other, in this thread: they share its database connection.
    found = [carefully(name, check) for name, check in inside.CHECKS.items()]
    reached = carefully("address", partial(outside.reached, address))
    return [*found, reached, *(side_by_side(outside.checks(address)) if reached.state == "good" else [])]


def table(found: list[Finding]) -> Table:
    """One line for each."""
    table = Table("", "Check", "Result", "What to do", title="Chatsite")
    for one in found:
        table.add_row(SIGNS[one.state], one.check, escape(one.result), escape(one.cure))
    return table
