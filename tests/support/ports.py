"""Free TCP ports below the kernel's ephemeral range.

Inside that range a client that knocks at a closed port can be given the very same port as its own and connect to
itself; and it could take the port of a server that is about to be restarted.
"""

import itertools
import os
import socket

#: Linux hands out 32768 and above to clients (net.ipv4.ip_local_port_range).
FIRST, LAST = 20000, 32000
#: Test processes that run side by side begin at places of their own.
_next = itertools.cycle(range(FIRST, LAST + 1))
for _ in range(os.getpid() * 97 % (LAST - FIRST)):
    next(_next)


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on."""
    for port in itertools.islice(_next, LAST - FIRST):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port between {FIRST} and {LAST}")
