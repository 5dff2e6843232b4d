"""Child processes that cannot outlive us, and what a process may open."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

# From <linux/prctl.h>; see prctl(2).
PR_SET_PDEATHSIG = 1
# More than one process can serve; macOS refuses what its kernel was not built for.
FILES = 65_536


def start(
    command: Sequence[str],
    *,
    dies_with: signal.Signals,
    env: Mapping[str, str] | None = None,
    stdout: int | None = None,
    inherit: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Starts a child that gets the signal `dies_with` should we die without a word (Linux).

    It has a session of its own, so that Ctrl-C reaches only us and we stop it in order. Call it from
    the main thread: the signal comes when the *thread* that started the child ends. The file
    descriptors of `inherit` stay open in it.
    """
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stdout,
        env=env,
        pass_fds=inherit,
        start_new_session=True,
        preexec_fn=leash(dies_with),  # noqa: PLW1509  (we have one thread; there is no other way)
    )


def leash(signal_of_death: signal.Signals) -> Callable[[], None] | None:
    """What a child does before it becomes its program; None where the system has no such thing."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def die_with_parent() -> None:
        prctl(PR_SET_PDEATHSIG, signal_of_death)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return die_with_parent


def stop(child: subprocess.Popen[bytes], *, within_s: float) -> None:
    """SIGTERM, and SIGKILL if it is still there after `within_s`. Returns when it is gone."""
    child.terminate()
    try:
        child.wait(within_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def raise_file_limit() -> None:
    """Lets us, and the children we start from now on, hold many connections; the usual limit is 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, highest), hard))
