"""What `bin/run` says on the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from rich.console import Console
from rich.panel import Panel
from rich.text import Text


@contextmanager
def step(console: Console, what: str) -> Iterator[None]:
    """Shows that something slow is going on, and how long it took."""
    began = monotonic()
    with console.status(what):
        if not console.is_terminal:
            console.print(f"{what} …")
        yield
    console.print(f"[green]✓[/] {what} [dim]{monotonic() - began:.1f} s[/]")


def greeting(*, url: str, who: str, parts: list[str]) -> Panel:
    """The address, who can sign in, what the site is made of."""
    text = Text()
    text.append(f"{url}\n\n", style="bold")
    if who:
        text.append(f"{who}\n")
    text.append(" · ".join(parts) + "\n", style="dim")
    text.append(_("Ctrl-C stops the site."), style="dim")
    return Panel(text, title="Chatsite", expand=False, padding=(1, 2))


def database_name() -> str:
    """Kind and place of the database, without its password."""
    if settings.SQLITE:
        path = Path(settings.DATABASES["default"]["NAME"])
        shown = path.relative_to(settings.BASE_DIR) if path.is_relative_to(settings.BASE_DIR) else path
        return f"SQLite {shown}"
    parts = urlsplit(settings.DATABASE_URL)
    return f"PostgreSQL {parts.hostname or ''}{parts.path}"
