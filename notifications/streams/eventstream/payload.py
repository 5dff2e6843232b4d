"""What `send_event` was given, as data of our log and back; pure.

A JSON object is itself. Anything else gets an object around it, since an event's data is
an object on every transport:

    {"$value": [1, 2]}     other JSON
    {"$text": "hello"}     what is not strict JSON (`json_encode=False`)
"""

import json
from typing import Any

from notifications.streams.encoding import NotStrict, decode, encode

_VALUE, _TEXT = "$value", "$text"
_OPENINGS = (f'{{"{_VALUE}":', f'{{"{_TEXT}":')


def pack(text: str) -> dict[str, Any]:
    """The data that stands for `text` in the log."""
    try:
        value = decode(text)
    except NotStrict:
        return {_TEXT: text}
    return {_VALUE: value} if not isinstance(value, dict) or _is_wrapped(value) else value


def unpack(data: str) -> str:
    """The text that was packed, from encoded data: the same text, or equal as JSON."""
    if not data.startswith(_OPENINGS):
        return data
    value = json.loads(data)
    if not _is_wrapped(value):
        return data
    return str(value[_TEXT]) if _TEXT in value else encode(value[_VALUE])


def _is_wrapped(value: dict[str, Any]) -> bool:
    return len(value) == 1 and not value.keys().isdisjoint((_VALUE, _TEXT))
