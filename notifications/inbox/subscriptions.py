"""Which browsers take pushed alerts."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from notifications.inbox import sealing
from notifications.inbox.models import PushSubscription
from notifications.inbox.reading import Admit, always
from notifications.streams import log
from notifications.streams.refusal import Refusal

# A person's browsers; the oldest gives way.
MAX = 10


class UnfitBrowser(Refusal):
    """Nothing can ever be pushed there."""

    def __init__(self) -> None:
        super().__init__(422, "invalid", _("This is no address of a push service, or no key of a browser."))


@log.transaction()
def subscribe(
    *, actor: int, endpoint: str, p256dh: str, auth: str, at: datetime, label: str = "", admit: Admit = always
) -> PushSubscription:
    """Push alerts to this browser; one that somebody else used before is theirs no longer.

    Raises:
        UnfitBrowser: what the name says.
    """
    fields = {"user_id": actor, "p256dh": p256dh, "auth": auth, "label": label, "created_at": at}
    try:
        sealing.seal(PushSubscription(endpoint=endpoint, **fields), b"{}")
    except sealing.Unfit:
        raise UnfitBrowser from None
    admit()
    one, _created = PushSubscription.objects.update_or_create(endpoint=endpoint, defaults=fields)
    own = PushSubscription.objects.filter(user=actor).order_by("-created_at", "-pk")
    PushSubscription.objects.filter(pk__in=list(own.values_list("pk", flat=True)[MAX:])).delete()
    return one


@log.transaction()
def unsubscribe(*, actor: int, endpoint: str, at: datetime, admit: Admit = always) -> None:
    """Push nothing more to this browser."""
    own = PushSubscription.objects.filter(user=actor, endpoint=endpoint)
    if own.exists():
        admit()
        own.delete()
