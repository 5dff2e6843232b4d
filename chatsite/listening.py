"""The one socket on which all web processes of a `manage.py run` listen."""

import ipaddress
import socket

# Connections that wait while a process is busy or restarts; after a restart everybody comes at once.
BACKLOG = 4096


class CannotListen(Exception):
    """The address cannot be used; the text is one line for the person who chose it."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket that children may inherit; port 0 stands for any free one."""
    try:
        family, kind, protocol, _name, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise CannotListen(f"{host} is no address of this machine: {error.strerror}") from error
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(place)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise CannotListen(f"cannot listen on {host} port {port}: {error.strerror}") from error
    return listener


def is_loopback(host: str) -> bool:
    """Can only this machine reach a site that listens there?"""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return all(ipaddress.ip_address(str(place[0])).is_loopback for *_rest, place in found)
    except (OSError, ValueError):
        return False


def local_url(listener: socket.socket) -> str:
    """What to type into a browser on this machine."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (a look-up, we bind nothing)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
