"""Giving out Bearer tokens and taking them back."""

from datetime import datetime

from chat import events, tokens
from chat.actions import lookups
from chat.models import Token
from chat.refusals import NotFound
from notifications.streams import log


@log.transaction()
def issue_token(*, actor: int, at: datetime, label: str = "") -> str:
    """A new token of that person; the text is known to nobody else and is not stored."""
    text = tokens.new()
    Token.objects.create(user=lookups.person(actor, at), digest=tokens.digest(text), label=label, created_at=at)
    return text


@log.transaction()
def revoke_token(*, actor: int, token: int) -> None:
    """Take one of their own tokens back; what it had opened is closed within a second.

    Raises:
        NotFound: they have no such token.
    """
    deleted, _ = Token.objects.filter(pk=token, user=actor).delete()
    if not deleted:
        raise NotFound
    events.token_revoked(token)
