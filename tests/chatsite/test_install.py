"""The first minute on a new machine: what bin/ says when something is missing."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(__file__).resolve().parents[2] / "bin"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copytree(BIN, tmp_path / "bin")
    (tmp_path / "requirements.txt").write_text("")
    return tmp_path


def run(command: list[str | Path], **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env={**os.environ, **env}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def install(checkout: Path, *, before: str = "pass") -> subprocess.CompletedProcess[str]:
    """Runs bin/install.py after the statement `before`."""
    script = str(checkout / "bin" / "install.py")
    code = f"""
import runpy, sys
{before}
sys.argv = ["install.py", "requirements.txt"]
runpy.run_path({script!r}, run_name="__main__")
"""
    return run([sys.executable, "-c", code])


def test_no_python_that_is_new_enough_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    done = run(["/bin/sh", BIN / "find-python"], PATH=str(tmp_path), PYTHON="")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("chatsite: Python 3.11")
    assert done.stderr.count("\n") == 1


def test_the_python_that_a_person_names_is_taken() -> None:
    done = run(["/bin/sh", BIN / "find-python"], PYTHON=sys.executable)
    assert done.stdout.strip() == sys.executable


def test_a_missing_ensurepip_is_one_line_that_names_the_package(checkout: Path) -> None:
    done = install(checkout, before="sys.modules['ensurepip'] = None")
    assert (done.returncode, done.stdout) == (2, "")
    assert "python3-venv" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_package_that_cannot_be_installed_stops_with_exit_code_2(checkout: Path) -> None:
    (checkout / "requirements.txt").write_text(f"./missing-1.0-py3-none-any.whl --hash=sha256:{'0' * 64}\n")
    done = install(checkout)
    assert done.returncode == 2
    assert done.stderr.endswith("chatsite: requirements.txt could not be installed; what pip said stands above\n")


def test_what_is_installed_is_not_installed_again(checkout: Path) -> None:
    assert install(checkout).returncode == 0
    mark = checkout / ".venv" / "installed-requirements"
    assert mark.read_text() == hashlib.sha256(b"").hexdigest()
    again = install(checkout)
    assert (again.returncode, again.stdout) == (0, "")


def test_a_virtual_environment_that_does_not_work_is_made_anew(checkout: Path) -> None:
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("from another machine")
    assert install(checkout).returncode == 0
    assert run([python, "-c", "import pip"]).returncode == 0


def test_missing_programs_are_named_with_their_command_where_nothing_can_install_them(tmp_path: Path) -> None:
    done = run([sys.executable, BIN / "services.py"], PATH=str(tmp_path))
    assert done.returncode == 2
    assert "apt-get install" in done.stderr
    assert "redis-server" in done.stderr
