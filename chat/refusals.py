"""How an action says no: a status, a code for programs, a sentence for people.

The statuses and their order are those of contract §3. A refusal that belongs to one verb is
defined next to that verb; those that many verbs share are here.
"""

from datetime import datetime
from math import ceil

from django.utils.functional import lazy
from django.utils.timesince import timeuntil
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.models import Sanction
from notifications.streams.refusal import Refusal, Text


class Refused(Refusal):
    """Something was asked for that is not done; its `detail` may be shown to the one who asked."""

    status = 403
    code = "forbidden"
    detail: Text = _("You may not do that.")

    def __init__(self, detail: Text | None = None, *, retry_after: float | None = None) -> None:
        """`retry_after`: seconds until the same request may be granted."""
        super().__init__(self.status, self.code, self.detail if detail is None else detail, retry_after)


class Forbidden(Refused):
    """Known, but not theirs to do."""


class Sanctioned(Forbidden):
    """A sanction holds for them; says which, why and for how long, and `retry_after` if it ends."""

    def __init__(self, sanction: Sanction, at: datetime) -> None:
        """`at`: the moment from which the time left is counted."""
        self.sanction = sanction
        kind = Sanction.Kind(sanction.kind)
        self.code = {Sanction.Kind.MUTE: "muted", Sanction.Kind.TIMEOUT: "timed_out"}.get(kind, "banned")
        left = None if sanction.until is None else ceil((sanction.until - at).total_seconds())
        super().__init__(lazy(_sentence, str)(sanction, at), retry_after=left)


class Malformed(Refused):
    """Not JSON, or not strict JSON."""

    status = 400
    code = "malformed"
    detail = _("This is not strict JSON.")


class Unauthenticated(Refused):
    """Nobody we know: no proof, a wrong one, or of an account that is no longer active."""

    status = 401
    code = "unauthenticated"
    detail = _("Sign in first.")


class NotFound(Refused):
    """It does not exist, or the one who asks may not know that it does."""

    status = 404
    code = "not_found"
    detail = _("There is no such thing here.")


class Removed(Refused):
    """The message was taken away; nothing more can be done with it."""

    status = 409
    code = "removed"
    detail = _("This message was removed.")


class Invalid(Refused):
    """The arguments have the wrong shape."""

    status = 422
    code = "invalid"
    detail = _("The arguments are not valid.")


class TooFast(Refused):
    """More in a short time than anybody needs; come back after `retry_after` seconds."""

    status = 429
    code = "rate_limited"
    detail = _("You are faster than the others can read. Wait a moment.")


def _sentence(sanction: Sanction, at: datetime) -> str:
    told = {"reason": sanction.reason, "left": timeuntil(sanction.until, at) if sanction.until else ""}
    if sanction.kind == Sanction.Kind.MUTE:
        if sanction.until is None:
            return gettext("You are muted. Reason: %(reason)s") % told
        return gettext("You are muted for another %(left)s. Reason: %(reason)s") % told
    if sanction.until is None:
        return gettext("You are banned. Reason: %(reason)s") % told
    return gettext("You are kept out for another %(left)s. Reason: %(reason)s") % told
