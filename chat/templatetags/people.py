"""How a person or a room looks without a picture; `static/chat/people.js` does the same.

tests/js/chat/initials.json holds both to it.
"""

import re
from typing import Any

from django import template

from chat.models import Membership

register = template.Library()

HUES = 12
# From here on (CJK radicals and beyond) one character says as much as two Latin letters.
FIRST_WIDE = "\u2e80"


@register.filter
def hue(thing: Any) -> str:
    """The CSS class of the colour of a person or room, given as an object or as its shape."""
    number = _get(thing, "id")
    return "" if number is None else f"hue-{number % HUES}"


@register.filter
def initials(thing: Any) -> str:
    """One or two letters for a name, a person or a room."""
    name = thing if isinstance(thing, str) else _get(thing, "name") or _get(thing, "username") or ""
    firsts = [word[0] for word in re.split(r"[\s._-]+", name) if word]
    if len(firsts) > 1 and max(firsts) < FIRST_WIDE:
        return (firsts[0] + firsts[-1]).upper()
    return "".join(firsts[:1]).upper()


@register.filter
def role_name(role: str) -> str:
    """What a role is called in the reader's language."""
    return str(Membership.Role(role).label)


def _get(thing: Any, key: str) -> Any:
    return thing.get(key) if isinstance(thing, dict) else getattr(thing, key, None)
