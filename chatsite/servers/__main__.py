"""`python -m chatsite.servers daphne|uvicorn`: one web process.

The address is taken before the application is loaded, and served only after: a port in use is known at
once, and the first request finds everything ready.
"""

import argparse
import gc
import importlib
import sys
from typing import Any

from chatsite.servers.limits import Limits
from chatsite.servers.listener import adopted, listener

CANNOT_START = 2
# So many more objects made than gone; Python's own 700 are one or two requests.
COLLECT_AFTER = 20_000


def main() -> int:
    options = parser().parse_args()
    try:
        limits = Limits().changed(options.limit)
        bound = adopted(options.fd) if options.fd is not None else listener(options.host, options.port)
    except ValueError as error:
        return say(f"A limit is wrong: {error}.")
    except OSError as error:
        return say(f"Cannot listen on {options.host}:{options.port}: {error.strerror}.")
    server = importlib.import_module(f"chatsite.servers.{options.server}")
    application = found(options.app)
    hook = {"on_drain": found(options.on_drain)} if options.on_drain else {}
    settle()
    server.serve(application, listener=bound, drain_s=options.drain, limits=limits, **hook)
    return 0


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chatsite.servers", description="Run one web process.")
    parser.add_argument("server", choices=["daphne", "uvicorn"])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--fd", type=int, help="a listening socket shared with other processes, instead of an address")
    parser.add_argument("--drain", type=float, default=5, metavar="S", help="seconds for goodbyes after SIGTERM")
    parser.add_argument("--app", default="chatsite.asgi:application", metavar="MODULE:NAME")
    parser.add_argument("--on-drain", default="notifications.streams.hub:drain", metavar="MODULE:NAME")
    parser.add_argument("--limit", action="append", default=[], metavar="NAME=VALUE", help=", ".join(Limits.__slots__))
    return parser


def found(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


def settle() -> None:
    """Spares the garbage collector what stays: looking at the whole application again and again, and at all
    connections after every few hundred requests, took a third of the time of a busy process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


def say(line: str) -> int:
    sys.stderr.write(f"{line}\n")
    return CANNOT_START


if __name__ == "__main__":
    sys.exit(main())
