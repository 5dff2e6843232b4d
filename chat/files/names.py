"""What a file may be called: one name, without a path, that reads as it is."""

import re
import unicodedata
from pathlib import PurePosixPath

NAME_MAX_CHARS = 120
# Long enough for every ending that means something.
_SUFFIX_MAX_CHARS = 12
_SEPARATORS = re.compile(r"[/\\]")
# Control and format characters (the ones that turn the direction of writing let `exe.gpj` look like
# `jpg.exe`), what is no character at all, and line ends.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(name: str) -> str:
    """The last part of a path, in one line, at most 120 characters, with its ending; `file` if nothing is left."""
    last = _SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    seen = "".join(character for character in last if unicodedata.category(character) not in _UNSEEN)
    line = " ".join(seen.split()).strip(". ")
    if len(line) > NAME_MAX_CHARS:
        suffix = PurePosixPath(line).suffix[-_SUFFIX_MAX_CHARS:]
        line = line[: NAME_MAX_CHARS - len(suffix)].strip(". ") + suffix
    return line or "file"


def with_ending(name: str, ending: str) -> str:
    """The same name, ending as what it is: `cat.html` that is a picture becomes `cat.webp`."""
    return f"{PurePosixPath(name).stem}.{ending}"
