"""Lets the system calls of a program fail, one in each run.

    for fault in faults.of(command, idle, environment, log):
        result = fault.run(command, environment, log)

strace lets the Nth call of one system call fail with one error. Which calls a program makes is found by tracing
an undisturbed run. The calls with which every program starts, such as those of the dynamic loader, are left out:
they are those that the same program makes for `idle`, arguments with which it does nothing.
"""

import collections
import concurrent.futures
import dataclasses
import os
import re
import signal
import subprocess

# What each call can plausibly fail with. Calls that are not here either cannot fail or only change memory.
ERRORS = {
    "access": ("EACCES", "EIO"),
    "bind": ("EACCES", "EADDRINUSE"),
    "chdir": ("EACCES",),
    "connect": ("ECONNREFUSED", "ENETUNREACH", "ETIMEDOUT", "EACCES"),
    "dup": ("EMFILE",),
    "faccessat": ("EACCES", "EIO"),
    "fallocate": ("ENOSPC", "EOPNOTSUPP", "EIO", "EINTR"),
    "fchmod": ("EPERM", "EROFS"),
    "fcntl": ("EMFILE", "EINVAL"),
    "fdatasync": ("EIO", "ENOSPC"),
    "flock": ("ENOLCK", "EWOULDBLOCK", "EINTR"),
    "fstat": ("EIO", "EOVERFLOW"),
    "fsync": ("EIO", "ENOSPC", "EROFS"),
    "ftruncate": ("EIO", "ENOSPC", "EINTR"),
    "getdents64": ("EIO", "EBADF"),
    "getrandom": ("ENOSYS", "EAGAIN"),
    "linkat": ("EEXIST", "ENOSPC", "EPERM"),
    "link": ("EEXIST", "ENOSPC", "EPERM"),
    "lseek": ("EIO",),
    "lstat": ("EACCES", "EIO"),
    "mkdir": ("EACCES", "ENOSPC", "EROFS"),
    "mkdirat": ("EACCES", "ENOSPC", "EROFS"),
    "mmap": ("ENOMEM", "ENODEV", "EACCES"),
    "newfstatat": ("EACCES", "EIO", "ENOMEM"),
    "open": ("EACCES", "EMFILE", "EIO", "ENOSPC", "EROFS", "EINTR"),
    "openat": ("EACCES", "EMFILE", "EIO", "ENOSPC", "EROFS", "EINTR"),
    "pread64": ("EIO", "EINTR"),
    "pwrite64": ("ENOSPC", "EIO", "EDQUOT", "EINTR"),
    "read": ("EIO", "EINTR"),
    "recvfrom": ("ECONNRESET",),
    "recvmsg": ("ECONNRESET",),
    "rename": ("EACCES", "ENOSPC", "EXDEV", "EROFS"),
    "renameat": ("EACCES", "ENOSPC", "EXDEV", "EROFS"),
    "renameat2": ("EACCES", "ENOSPC", "EINVAL", "EROFS"),
    "rmdir": ("EACCES", "EBUSY", "EROFS"),
    "sendmsg": ("ECONNRESET", "EPIPE"),
    "sendto": ("ECONNRESET", "EPIPE"),
    "socket": ("EMFILE", "ENOBUFS", "EAFNOSUPPORT"),
    "stat": ("EACCES", "EIO"),
    "statx": ("EACCES", "EIO"),
    "unlink": ("EACCES", "EBUSY", "EROFS"),
    "unlinkat": ("EACCES", "EBUSY", "EROFS"),
    "utimensat": ("EPERM", "EROFS"),
    "write": ("ENOSPC", "EIO", "EDQUOT", "EINTR"),
}

# With this in the environment every error of every call is tried; otherwise one error of each, in turn.
ALL_VARIABLE = "FAULTS_ALL"

_TIMEOUT_SECONDS = 60
# gRPC waits for ever for a thread that it could not start or wake. A program that hangs claims nothing. It is soon given
# up: on a busy machine, one that would have ended after all.
_GRPC_HANGS_AFTER_SECONDS = 10
HANGS = -signal.SIGKILL
_CALL = re.compile(r"^(?:\d+\s+)?(\w+)\(", re.MULTILINE)


def _strace(log, *options):
    # strace's own filter: calls that are not of interest cost nothing.
    return ["strace", "-f", "--seccomp-bpf", "-o", os.fspath(log), *options, "--"]


def run(command, environment, timeout_seconds=_TIMEOUT_SECONDS):
    """Runs a program, and returns what it said and how it ended; HANGS if it had to be killed."""
    command = [os.fspath(part) for part in command]
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, errors = process.communicate(timeout=timeout_seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, errors = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def calls(command, environment, log, names=tuple(ERRORS)):
    """How often `command` makes each call."""
    run([*_strace(log, "-e", "trace=" + ",".join("?" + name for name in names)), *command], environment)
    return collections.Counter(_CALL.findall(log.read_text(encoding="utf-8", errors="replace")))


@dataclasses.dataclass(frozen=True)
class Fault:
    """The `number`th `call` of each thread fails with `error`."""

    call: str
    number: int
    error: str

    def run(self, command, environment, log, uses_grpc):
        inject = f"inject={self.call}:error={self.error}:when={self.number}"
        return run(
            [*_strace(log, "-e", f"trace={self.call}", "-e", inject), *command],
            environment,
            _GRPC_HANGS_AFTER_SECONDS if uses_grpc else _TIMEOUT_SECONDS,
        )


def of(command, idle, environment, log, every=1):
    """The faults that `command` can meet, beyond those that `idle` can meet, the same program with other arguments.

    Unless all are wanted, only every so many-th call of each kind fails.
    """
    at_start = calls(idle, environment, log)
    faults = []
    for call, count in sorted(calls(command, environment, log).items()):
        for number in range(at_start[call] + 1, count + 1):
            errors = ERRORS[call]
            if ALL_VARIABLE not in os.environ:
                errors = errors[number // every % len(errors) :][:1] if number % every == 0 else ()
            faults += [Fault(call, number, error) for error in errors]
    return faults


def in_parallel(check, faults):
    """Calls `check` with each fault, and returns those for which it does not return None, with what it returns."""
    with concurrent.futures.ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2)) as pool:
        return [(fault, wrong) for fault, wrong in zip(faults, pool.map(check, faults), strict=True) if wrong]
