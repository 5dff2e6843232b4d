"""The embedded Valkey"""

import hashlib
import os
import socket
import tempfile
from pathlib import Path

# sun_path holds 108 bytes with its final zero.
SOCKET_PATH_MAX_BYTES = 107


def socket_path(database_url: str) -> Path:
    """Where the server of everybody who uses this database listens: the same for each of them."""
    name = hashlib.sha256(database_url.encode()).hexdigest()[:16] + ".sock"
    folder = f"chatsite-{os.getuid()}"
    path = Path(tempfile.gettempdir(), folder, name)
    if len(os.fsencode(path)) > SOCKET_PATH_MAX_BYTES:
        path = Path("/tmp", folder, name)
    return path


def running(database_url: str) -> str | None:
    """The address of the embedded server of this database if one answers."""
    path = socket_path(database_url)
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(os.fspath(path))
        except OSError:
            return None
    return f"unix://{path}"
