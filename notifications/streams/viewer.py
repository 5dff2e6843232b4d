"""Who is looking, and by what proof."""

from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who follows streams; `user_id` is None for a guest.

    The proof (digest of the session key, or token id) is kept, because taking it away ends the connection.
    """

    user_id: int | None = None
    session: str | None = None
    token: int | None = None

    guest: ClassVar["Viewer"]

    @property
    def bearer(self) -> bool:
        """Was the proof a token, which no foreign page can send on its own?"""
        return self.token is not None


Viewer.guest = Viewer()


def session_digest(key: str) -> str:
    """How a session is named in tickets and revocations: never by its key."""
    return sha256(key.encode()).hexdigest()[:32]
