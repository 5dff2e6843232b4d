"""Connecting to addresses that people have typed, and to nothing inside our own network (SSRF).

The name is resolved once, every address it has is checked, and the connection goes to a checked address
and not to the name: a second answer of the DNS changes nothing. Redirects are not followed.
https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

import ipaddress
import socket
from http.client import HTTPConnection, HTTPSConnection
from ssl import create_default_context
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Wraps IPv4 addresses for networks without IPv4 (RFC 6052): what it leads to counts.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Unfit(ValueError):
    """The address is none that we connect to; says why."""


def require_fit(url: str) -> SplitResult:
    """The parts of an address that may be kept: https, or also http where private addresses are allowed.

    Raises:
        Unfit: what the name says.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unfit("this is no address") from None
    allowed = {"https", "http"} if settings.WEBHOOK_PRIVATE_ADDRESSES else {"https"}
    if parts.scheme not in allowed or not parts.hostname or parts.username is not None or port == 0:
        raise Unfit("it must begin with https://")
    if not url.isascii() or any(character <= " " for character in url):
        raise Unfit("write it in ASCII")
    return parts


def connect(url: str, timeout_s: float) -> HTTPConnection:
    """A connection to a checked address of the server; not yet open to anything else.

    Raises:
        Unfit: a private address, or none.
        OSError: it cannot be reached.
    """
    parts = require_fit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _checked(host, port)
    sock = socket.create_connection((str(address), port), timeout=timeout_s)
    try:
        if parts.scheme == "https":
            sock = create_default_context().wrap_socket(sock, server_hostname=host)
    except OSError:
        sock.close()
        raise
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(host, port, timeout=timeout_s)
    connection.sock = sock
    return connection


def is_public(address: Address) -> bool:
    """Does everybody reach the same machine there? What an address wraps counts too."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(one is not None and not is_public(one) for one in wrapped):
            return False
        if address in _NAT64:
            return True
    return address.is_global and not address.is_multicast and not address.is_reserved


def _checked(host: str, port: int) -> Address:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unfit("nobody knows this name") from error
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not settings.WEBHOOK_PRIVATE_ADDRESSES and not all(map(is_public, addresses)):
        raise Unfit("it leads to a private address")
    return addresses[0]
