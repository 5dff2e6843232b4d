"""A process inside the site: it knows the site's settings and does deeds on request, one JSON line each.

It stands for the shell, the management command and the other process on the same database. Started once per site,
because starting Django costs more than most tests.
"""

import json
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.support.processes import PYTHON, end, spawn


class DeedFailed(Exception):
    """The deed raised inside the site; the text is its traceback."""


class Inside:
    """The door to that process. Calls are made one after the other, from any thread."""

    def __init__(self, env: Mapping[str, str], log: Path, deeds: str = "tests.support.deeds") -> None:
        """`deeds`: the module of what can be done."""
        pipe = subprocess.PIPE
        self.process = spawn([PYTHON, "-m", "tests.support.inside", deeds], env=env, log=log, stdin=pipe, stdout=pipe)
        self.lock = threading.Lock()

    def do(self, deed: str, **args: Any) -> Any:
        """Run the function `deed` of the deeds there; its result as JSON brings it over."""
        assert self.process.stdin
        assert self.process.stdout
        with self.lock:
            self.process.stdin.write(json.dumps({"deed": deed, "args": args}) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        answer = json.loads(line) if line else {"error": f"the process is gone ({self.process.poll()}), see its log"}
        if "error" in answer:
            raise DeedFailed(f"{deed}: {answer['error']}")
        return answer["result"]

    def stop(self) -> None:
        end(self.process)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()


def main() -> None:
    """Answer the deeds read from standard input until it ends."""
    answers, sys.stdout = sys.stdout, sys.stderr

    import django
    from django.db import connection

    django.setup()

    deeds = import_module(sys.argv[1])

    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"result": getattr(deeds, request["deed"])(**request["args"])}
        except Exception:  # whatever went wrong is the caller's to see
            answer = {"error": traceback.format_exc()}
        connection.close()
        if hasattr(connection, "close_pool"):  # the cluster may be another one by the next deed
            connection.close_pool()
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
