"""Sessions whose end is told to every open connection (`SESSION_ENGINE`).

Logging out, and being logged out, deletes the session's row. The revocation is appended
in the same transaction, so no connection outlives the session it was proved by (C4).
"""

from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from notifications.streams import log
from notifications.streams.viewer import session_digest


class SessionStore(db.SessionStore):
    """Sessions in the database that take back what they proved."""

    def delete(self, session_key: str | None = None) -> None:
        """Delete the row; if somebody was signed in by it, end their connections."""
        key = session_key or self.session_key
        if key is None:
            return
        with log.transaction():
            # flush() empties this object first, so only the row knows who was signed in.
            row = self.model.objects.filter(session_key=key).first()
            if row is not None and SESSION_KEY in row.get_decoded():
                log.revoke(session=session_digest(key))
            super().delete(key)

    async def adelete(self, session_key: str | None = None) -> None:
        """The same for asynchronous callers."""
        await sync_to_async(self.delete)(session_key)
