"""What is sent to a browser: encrypted so that it alone can read it (RFC 8291), and signed (RFC 8292)."""

from typing import NamedTuple

from django.conf import settings
from http_ece import ECEException
from py_vapid import VapidException
from pywebpush import WebPusher, WebPushException

from notifications import outward
from notifications.inbox import vapid
from notifications.inbox.models import PushSubscription

# Push services keep it for a device that sleeps; a day later it is no news.
TTL_S = 24 * 60 * 60


class Unfit(ValueError):
    """Nothing can be pushed to this subscription: no such key, or an address that nobody may be sent to."""


class Sealed(NamedTuple):
    """What is posted to the push service."""

    body: bytes
    headers: dict[str, str]


def seal(one: PushSubscription, content: bytes) -> Sealed:
    """Encrypt and sign for one browser.

    Raises:
        Unfit: what the name says.
    """
    try:
        outward.require_fit(one.endpoint, private=may_be_private())
        keys = {"p256dh": one.p256dh, "auth": one.auth}
        body = WebPusher({"endpoint": one.endpoint, "keys": keys}).encode(content)["body"]
        proof = vapid.proof(one.endpoint)
    except (ValueError, ECEException, WebPushException, VapidException) as error:
        raise Unfit(str(error)) from error
    return Sealed(body, {"Content-Encoding": "aes128gcm", "TTL": str(TTL_S), **proof})


def may_be_private() -> bool:
    """May a push service stand inside our own network? Browsers' own never do."""
    return bool(getattr(settings, "PUSH_PRIVATE_ADDRESSES", False))
