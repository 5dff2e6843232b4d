"""The socket both servers accept from. Accepted sockets inherit what is set here."""

import socket

# A dead peer is noticed when what was sent to it stays unacknowledged for this long; the kernel's own
# patience is 15 minutes. Every stream says something every 20 s, so half-open ones go within 80 s.
UNACKNOWLEDGED_MS = 60_000
# The kernel takes no more unsent bytes than this for one connection; its own limit is 4 MiB.
UNSENT_BYTES = 64 * 1024
# Connections that wait to be accepted; everybody comes back at once after a restart.
BACKLOG = 2048


def listener(host: str, port: int) -> socket.socket:
    """A bound socket that does not listen yet. Raises OSError where the address is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    return prepared(bound)


def adopted(fd: int) -> socket.socket:
    """The socket a parent process shares among several servers."""
    return prepared(socket.socket(fileno=fd))


def prepared(bound: socket.socket) -> socket.socket:
    bound.settimeout(0)
    if bound.family in {socket.AF_INET, socket.AF_INET6}:
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for option, value in (("TCP_USER_TIMEOUT", UNACKNOWLEDGED_MS), ("TCP_NOTSENT_LOWAT", UNSENT_BYTES)):
            if hasattr(socket, option):  # Linux has both; macOS lacks the first
                bound.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
    return bound
