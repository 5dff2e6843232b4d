"""Free TCP ports below the kernel's ephemeral range.

Inside that range a client that knocks at a closed port can be given the very same port as its own and connect to
itself; and it could take the port of a server that is about to be restarted.
"""

import itertools
import os
import re
import socket

FIRST, LAST, PER_WORKER = 8220, 8399, 45
_worker = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0)
_next = itertools.cycle(range(FIRST + _worker * PER_WORKER % (LAST - FIRST), LAST + 1))


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on."""
    for port in itertools.islice(_next, LAST - FIRST):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port between {FIRST} and {LAST}")
