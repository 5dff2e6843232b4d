"""The keys of a site that runs without them being set: made once, kept in files."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def new() -> str:
    """A key that nobody can guess."""
    return secrets.token_urlsafe(50)


def kept(path: Path, make: Callable[[], str] = new) -> str:
    """The key in the file at `path`, which is made (readable by its owner only) if it is missing."""
    try:
        return path.read_text()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(make())
    try:
        os.link(draft, path)  # whole or not at all, and only one of two that start together wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text()
