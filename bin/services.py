"""`python bin/services.py`: the programs that the tests start, installed with apt where they are missing.

Only the programs are used: each test run starts its own servers, in a temporary folder. Standard
library only; exits with 2 and names the command if it may not install.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn


def on_path(*names: str) -> bool:
    # nginx lives in /usr/sbin, which is not on everybody's PATH
    return any(shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin") for name in names)


def has_postgres() -> bool:
    return on_path("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


NEEDED: dict[str, Callable[[], bool]] = {
    "redis-server": lambda: on_path("redis-server", "valkey-server"),
    "postgresql": has_postgres,
    "nginx": lambda: on_path("nginx"),
    "gcc": lambda: on_path("gcc"),
    "libc6-dev": lambda: Path("/usr/include/stdio.h").exists(),
    "chromium": lambda: on_path("chromium", "chromium-browser", "google-chrome"),
}


def main() -> None:
    missing = [package for package, is_there in NEEDED.items() if not is_there()]
    if not missing:
        return
    print(f"Installing {', '.join(missing)} for the tests …", flush=True)
    become_root = [] if os.geteuid() == 0 else ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    advice = f"the tests need {', '.join(missing)}; install them, on Debian and Ubuntu with: sudo {' '.join(install)}"
    if not on_path("apt-get") or not on_path(*become_root[:1] or ["true"]):
        stop(advice)
    for command in (["apt-get", "update"], install):
        quietly([*become_root, "env", "DEBIAN_FRONTEND=noninteractive", *command], advice)


def quietly(command: list[str], advice: str) -> None:
    """Runs the command; what it said is shown only if it failed."""
    done = subprocess.run(
        command, stdin=None if sys.stdin.isatty() else subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout[-2000:] + done.stderr[-2000:])
        stop(advice)


def stop(problem: str) -> NoReturn:
    sys.stderr.write(f"chatsite: {problem}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
