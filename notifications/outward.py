"""Posting to addresses that people have brought, and to nothing inside our own network (SSRF).

The name is resolved once, every address it has is checked, and the connection goes to a checked address
and not to the name: a second answer of the DNS changes nothing. Redirects are not followed.
https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

import ipaddress
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ssl import create_default_context
from threading import Timer
from time import monotonic
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
ANSWER_MAX_BYTES = 64 * 1024
# Wraps IPv4 addresses for networks without IPv4 (RFC 6052): what it leads to counts.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Unfit(ValueError):
    """The address is none that we connect to; says why."""


def require_fit(url: str, *, private: bool) -> SplitResult:
    """The parts of an address that may be kept: https, or also http where `private` addresses are allowed.

    Raises:
        Unfit: what the name says.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unfit("this is no address") from None
    allowed = {"https", "http"} if private else {"https"}
    if parts.scheme not in allowed or not parts.hostname or parts.username is not None or port == 0:
        raise Unfit("it must begin with https://")
    if not url.isascii() or any(character <= " " for character in url):
        raise Unfit("write it in ASCII")
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout_s: float, private: bool) -> tuple[int, bytes]:
    """Post there; the status and the beginning of the answer.

    Raises:
        Unfit: a private address, or none.
        OSError: it cannot be reached, or not in time; also when what answers speaks no HTTP.
    """
    parts = urlsplit(url)
    with _in_time(connect(url, timeout_s, private=private), timeout_s) as connection:
        try:
            connection.request("POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(ANSWER_MAX_BYTES)
        except HTTPException as error:
            raise OSError(str(error) or type(error).__name__) from error


def connect(url: str, timeout_s: float, *, private: bool) -> HTTPConnection:
    """A connection to a checked address of the server; not yet open to anything else.

    Raises:
        Unfit: a private address, or none.
        OSError: it cannot be reached.
    """
    parts = require_fit(url, private=private)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _checked(host, port, private=private)
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


def _checked(host: str, port: int, *, private: bool) -> Address:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unfit("nobody knows this name") from error
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not private and not all(map(is_public, addresses)):
        raise Unfit("it leads to a private address")
    return addresses[0]


@contextmanager
def _in_time(connection: HTTPConnection, timeout_s: float) -> Iterator[HTTPConnection]:
    """The connection, cut off when the time is over.

    Its own timeout bounds each step alone: whoever answers byte by byte would hold us for days.

    Raises:
        TimeoutError: the time was over.
    """
    until = monotonic() + timeout_s
    over = Timer(timeout_s, _cut, [connection.sock])
    over.start()
    try:
        yield connection
    finally:
        over.cancel()
        connection.close()
        if monotonic() >= until:
            raise TimeoutError("it took too long")


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
