"""What a project's streams must have set (`manage.py check`)."""

from typing import Any

from django.core.checks import Error
from django.utils.module_loading import import_string

from notifications.streams import access, names


def check_rules(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Who may follow a stream is decided by a rule that there is, for names that there can be."""
    return [
        Error(f"STREAM_RULES[{prefix!r}]: {why}", hint=hint, id="notifications.E002")
        for prefix, path in access.named_rules().items()
        for why, hint in _wrong(prefix, path)
    ]


def _wrong(prefix: str, path: str) -> list[tuple[str, str]]:
    found = []
    if not names.can_begin(prefix):
        found.append(("no name begins so.", "Names are [a-z0-9_-], anything else percent-encoded."))
    try:
        import_string(path)
    except ImportError as error:
        found.append((f"{error}.", "Name a function by its module: clubs.access.members."))
    return found
