"""Bearer tokens: made of chance, recognised by their SHA-256.

A plain hash is enough for 256 random bits; nobody can guess them from it.
"""

import hashlib
import secrets

from chat import policies
from chat.models import Token

# Says what it is when it turns up in a log or a repository.
PREFIX = "chatsite_"


def new(prefix: str = PREFIX) -> str:
    """A token nobody has yet; it is shown once and not stored."""
    return prefix + secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def find(text: str) -> tuple[int, int] | None:
    """The ids of a token and of its owner, if it is valid and the owner may enter the site."""
    found = Token.objects.filter(digest=digest(text)).select_related("user").first()
    if found is None or not policies.may_enter(found.user):
        return None
    return found.pk, found.user_id
