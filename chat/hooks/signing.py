"""How others know that it is us: HMAC-SHA256 over the time and the body (RFC 2104)."""

import hashlib
import hmac

from django.utils.crypto import salted_hmac

from chat.models import Webhook

VERSION = "v1"


def secret(webhook: Webhook) -> str:
    """The secret of an outgoing webhook, 64 hexadecimal digits; told once, made anew from the site's key."""
    return salted_hmac("chat.hooks", webhook.salt, algorithm="sha256").hexdigest()


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """`v1=` and the HMAC of `<timestamp>.<body>`: who has seen one request cannot send it again tomorrow."""
    return f"{VERSION}={hmac.new(secret.encode(), b'%d.' % timestamp + body, hashlib.sha256).hexdigest()}"
