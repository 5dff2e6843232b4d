"""One signed request to the address of a webhook."""

from http import HTTPStatus
from time import time

from django.conf import settings

from chat.hooks.signing import secret, signature
from chat.models import Webhook
from notifications import outward

TIMEOUT_S = 5.0


class NotTaken(Exception):
    """It did not arrive, or was refused; `gone`: for good."""

    def __init__(self, why: str, *, gone: bool = False) -> None:
        super().__init__(why)
        self.gone = gone


def send(webhook: Webhook, delivery: str, body: bytes) -> bytes:
    """Post JSON, and what was answered. `delivery` is the same whenever the same is sent again.

    Raises:
        NotTaken: anything but a 2xx.
    """
    timestamp = int(time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Chatsite",
        "Chatsite-Webhook": str(webhook.pk),
        "Chatsite-Delivery": delivery,
        "Chatsite-Timestamp": str(timestamp),
        "Chatsite-Signature": signature(secret(webhook), timestamp, body),
    }
    try:
        status, answer = outward.post(
            webhook.url, body, headers, timeout_s=TIMEOUT_S, private=settings.WEBHOOK_PRIVATE_ADDRESSES
        )
    except (outward.Unfit, OSError) as error:
        raise NotTaken(str(error) or type(error).__name__) from error
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise NotTaken(f"HTTP {status}", gone=status == HTTPStatus.GONE)
    return answer
