"""`manage.py compile_catalogues`: makes the .mo files that Django reads, with Babel.

Django's own `compilemessages` needs the gettext programs; a machine with only Python has none.
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles the message catalogues of this site."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        for root in settings.LOCALE_PATHS:
            for source in sorted(Path(root).glob("*/LC_MESSAGES/*.po")):
                if compile_catalogue(source) and verbosity:
                    self.stdout.write(f"compiled {source}")


def compile_catalogue(source: Path) -> bool:
    """Writes the .mo beside the .po; False if the one that is there is not older."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    with source.open("rb") as file:
        catalogue = read_po(file)
    draft = target.with_suffix(".mo.new")  # a server that starts meanwhile must not read half a file
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(target)
    return True
