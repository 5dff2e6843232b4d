"""Who may publish: tokens for that and for nothing else, recognised by their SHA-256.

They stand in a table of their own, which no other door looks into: a token for publishing
opens no stream, reads nothing and posts nothing.
"""

from chat import tokens
from chat.models import PublishToken

# Says what it is when it turns up in a log or a repository.
PREFIX = "chatsite_publish_"


def new() -> str:
    """A token nobody has yet; it is shown once and not stored."""
    return tokens.new(PREFIX)


def find(text: str) -> PublishToken | None:
    """The token with its stream, if it is valid."""
    return PublishToken.objects.select_related("stream").filter(digest=tokens.digest(text)).first()
