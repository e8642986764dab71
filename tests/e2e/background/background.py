"""Waits for what tools leave running in the background: uploads, in sessions of their own.

    wait_for_processes_of(scratch)  # then nobody writes there any more
"""

import os
import pathlib
import time

TIMEOUT_SECONDS = 60


def processes_of(directory):
    """The processes, but for this one, whose arguments or environment name the directory."""
    name = os.fsencode(directory)
    found = []
    for process in pathlib.Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            if any(name in (process / file).read_bytes() for file in ("cmdline", "environ")):
                found.append(int(process.name))
        except OSError:
            pass  # has ended, or is somebody else's
    return found


def wait_for_processes_of(directory):
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while found := processes_of(directory):
        if time.monotonic() > deadline:
            raise AssertionError(f"still running with {directory}: {found}")
        time.sleep(0.01)
