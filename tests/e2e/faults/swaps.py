"""Swaps what a program works on while it works: after each of its system calls in turn.

    for swap in swaps.of(command, idle, environment, log):
        result = swap.run(command, environment, log, lambda: os.rename(...))

strace stops the program after the Nth call of one system call, the caller changes what it likes, and the program goes
on.
"""

import dataclasses
import os
import pathlib
import signal
import subprocess
import time

from tests.e2e.faults import faults

# Between these calls a program can be told one thing and do another.
_CALLS = ("faccessat", "flock", "fstat", "getdents64", "newfstatat", "mkdirat", "openat", "renameat", "unlinkat")
_DEADLINE_SECONDS = 30


def _children(pid):
    return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@dataclasses.dataclass(frozen=True)
class Swap:
    """After the `number`th `call` of the program's first thread."""

    call: str
    number: int

    def run(self, command, environment, log, swap):
        """Runs the program and calls `swap` once. None if the program does not make the call this time."""
        log.unlink(missing_ok=True)
        # Not with --seccomp-bpf, under which strace 6.1 sends no signal.
        strace = ["strace", "-f", "-o", os.fspath(log), "-e", f"trace={self.call}"]
        strace += ["-e", f"inject={self.call}:signal=SIGSTOP:when={self.number}", "--"]
        with subprocess.Popen(
            [*strace, *(os.fspath(part) for part in command)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                swapped = self._swap_when_stopped(process, log, swap)
                output, errors = process.communicate(timeout=_DEADLINE_SECONDS)
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        return subprocess.CompletedProcess(command, process.returncode, output, errors) if swapped else None

    def _swap_when_stopped(self, process, log, swap):
        deadline = time.monotonic() + _DEADLINE_SECONDS
        while process.poll() is None:
            if log.exists() and b"stopped by SIGSTOP" in log.read_bytes():
                swap()
                for child in _children(process.pid):
                    os.kill(child, signal.SIGCONT)
                return True
            if time.monotonic() > deadline:
                raise AssertionError(f"{self} neither stopped nor ended")
            time.sleep(0.001)
        return False


def of(command, idle, environment, log):
    """The moments of `command`, beyond those of `idle`, the same program with other arguments."""
    at_start = faults.calls(idle, environment, log, _CALLS)
    made = faults.calls(command, environment, log, _CALLS)
    return [Swap(call, number) for call in _CALLS for number in range(at_start[call] + 1, made[call] + 1)]
