"""The key by which push services know this site (VAPID, RFC 8292): `VAPID_PRIVATE_KEY` and `VAPID_SUBJECT`."""

from functools import cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode


def new_private_key() -> str:
    """A key nobody has yet, as base64url."""
    made = Vapid02()
    made.generate_keys()
    number = made.private_key.private_numbers().private_value
    return str(b64urlencode(number.to_bytes(32, "big")))


def public_key() -> str:
    """What a browser subscribes with (`applicationServerKey`), as base64url; "" on a site that has no key."""
    return _public_key(getattr(settings, "VAPID_PRIVATE_KEY", None) or "")


def proof(endpoint: str) -> dict[str, str]:
    """The headers that prove to the push service of that address who sends; nothing on a site that has no key."""
    signer = _signer(getattr(settings, "VAPID_PRIVATE_KEY", None) or "")
    if signer is None:
        return {}
    service = urlsplit(endpoint)
    found: dict[str, str] = signer.sign({"aud": f"{service.scheme}://{service.netloc}", "sub": settings.VAPID_SUBJECT})
    return found


@cache
def _signer(key: str) -> Vapid02 | None:
    if not key:
        return None
    signer = Vapid02.from_raw(key.encode())
    # Its check of VAPID_SUBJECT knows neither ports nor names without a dot.
    signer.conf = {"no-strict": True}
    return signer


@cache
def _public_key(key: str) -> str:
    found = _signer(key)
    if found is None:
        return ""
    return str(b64urlencode(found.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)))
