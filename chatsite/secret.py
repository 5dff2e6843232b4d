"""The secret key of a site that runs without one being set: made once, kept in a file."""

import os
import secrets
from pathlib import Path


def kept(path: Path) -> str:
    """The key in the file at `path`, which is made (readable by its owner only) if it is missing."""
    try:
        return path.read_text()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    try:
        os.link(draft, path)  # whole or not at all, and only one of two that start together wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text()
