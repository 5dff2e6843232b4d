"""Child processes that never outlive the tests, even when the tests are killed.

Every child gets a parent-death signal from the kernel (Linux, prctl(2) PR_SET_PDEATHSIG), so nothing needs to be
cleaned up after a crash. The signal follows the *thread* that forked: call `spawn` from the main thread only.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable


def spawn(
    args: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    stdin: int = subprocess.DEVNULL,
    stdout: int | None = None,
    death_signal: signal.Signals = signal.SIGKILL,
) -> subprocess.Popen[str]:
    """Start `args` in the checkout, with its output appended to the file `log`; as `user` when we are root."""
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("a child would die with the thread that started it")
    parent = os.getpid()

    def follow_parent_into_death() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            os._exit(1)

    other = user if user and os.geteuid() == 0 else None
    with log.open("ab") as output:
        return subprocess.Popen(
            args,
            cwd=ROOT,
            env=None if env is None else dict(env),
            stdin=stdin,
            stdout=output if stdout is None else stdout,
            stderr=output,
            text=True,
            start_new_session=True,
            user=other,
            group=other,
            extra_groups=None if other is None else [],
            preexec_fn=follow_parent_into_death,  # noqa: PLW1509 - forked from the main thread, before any other runs Python
        )


def end(process: subprocess.Popen[str], how: signal.Signals = signal.SIGTERM, patience_s: float = 10.0) -> int:
    """Send `how`, wait, and kill what does not go; the exit status."""
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.send_signal(how)
        try:
            process.wait(patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()
