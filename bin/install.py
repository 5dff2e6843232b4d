"""`python bin/install.py FILE`: the virtual environment .venv with what a requirements file names.

Standard library only. Does nothing if FILE is what was installed last; exits with 2 and one line if
it cannot be done. Two at once wait for each other.
"""

import fcntl
import hashlib
import re
import subprocess
import sys
import venv
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main(name: str) -> None:
    requirements = ROOT / name
    mark = VENV / f"installed-{requirements.stem}"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    with (ROOT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        usable = works(PYTHON)
        if usable and mark.exists() and mark.read_text() == wanted:
            return
        if not usable:
            make_environment()
        install(requirements)
        mark.write_text(wanted)


def works(python: Path) -> bool:
    """False also for an environment whose Python was taken away or that came from another machine."""
    try:
        return subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    try:
        __import__("ensurepip")
    except ImportError:
        stop("this Python cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv")
    print("Making the virtual environment .venv …", flush=True)
    try:
        venv.create(VENV, clear=True, with_pip=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as error:
        stop(f"the virtual environment .venv could not be made: {error}")


def install(requirements: Path) -> None:
    packages = len(re.findall(r"^[A-Za-z0-9]", requirements.read_text(), re.MULTILINE))
    print(f"Installing {packages} packages; the first time takes a minute or two …", flush=True)
    pip_install = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    command: list[str | Path] = [PYTHON, *pip_install, "-r", requirements]
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            said.append(line)
            show_progress(line, sum(each.startswith("Collecting") for each in said), packages)
    show_progress("", 0, 0)
    if pip.returncode:
        sys.stderr.writelines(said[-15:])
        stop(f"{requirements.name} could not be installed; what pip said stands above")


def show_progress(line: str, collected: int, packages: int) -> None:
    """One line that changes, on a terminal only; nothing if there is nothing to show."""
    if sys.stdout.isatty():
        installing = line.startswith("Installing collected")
        text = "unpacking" if installing else f"{collected} of {packages}" if packages else ""
        if text and not (installing or line.startswith("Collecting")):
            return
        print(f"\r\033[K{text}", end="", flush=True)


def stop(problem: str) -> NoReturn:
    sys.stderr.write(f"chatsite: {problem}\n")
    sys.exit(2)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
