"""Where benchmarks build and install what they need: `var/bench`, made at first use."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = ROOT / "benchmarks" / "programs"
PLACE = ROOT / "var" / "bench"
BUILD_S = 300


class Missing(Exception):
    """Something that this machine lacks; the text says what and how to get it."""


def place(name: str) -> Path:
    """A path in the workshop; the workshop is there."""
    PLACE.mkdir(parents=True, exist_ok=True)
    return PLACE / name


def need(program: str, package: str) -> str:
    """The path of a program; raises Missing with the Debian package that holds it."""
    found = shutil.which(program)
    if found is None:
        raise Missing(f"{program} is missing (apt-get install {package})")
    return found


def compiled(name: str) -> Path:
    """The program made of `programs/<name>.c`, made anew when its source is newer."""
    source, program = PROGRAMS / f"{name}.c", place(name)
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        compiler = need("gcc", "gcc libc6-dev")
        fresh = place(f"{name}.new")
        run([compiler, "-O2", "-o", str(fresh), str(source)])
        fresh.rename(program)
    return program


def node_packages() -> Path:
    """The folder in which the npm packages of the peers are installed."""
    folder, wanted = place("node"), PROGRAMS / "node" / "package.json"
    installed = folder / "package.json"
    if not installed.exists() or installed.read_text() != wanted.read_text():
        npm = need("npm", "npm")
        folder.mkdir(exist_ok=True)
        shutil.copyfile(wanted, folder / "package.json.new")
        (folder / "package.json.new").rename(installed)
        try:
            run([npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--silent", "--no-package-lock"])
        except Missing:
            installed.unlink()
            raise
    for script in (PROGRAMS / "node").glob("*.mjs"):
        shutil.copyfile(script, folder / script.name)
    return folder


def run(command: list[str]) -> None:
    """Run a build step; raises Missing with what it said."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_S, check=False)
    if done.returncode:
        raise Missing(f"{Path(command[0]).name} failed: {done.stderr.strip()[-300:]}")
