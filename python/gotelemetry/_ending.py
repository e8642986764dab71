"""Lets the interpreter end while daemon threads ask questions of a store.

CPython ends a daemon thread wherever it next wants the interpreter's lock, also in the middle of pyarrow's C++, which
then aborts the process. So the end waits until those threads have come to a place where they can stop, for ever.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# A thread that does not come to such a place must not keep a program from ending.
_LONGEST_S = 10.0


class _Asking(threading.local):
    """Of this thread: how many questions, each within the one before, it is asking."""

    depth = 0


_asking = _Asking()
_changed = threading.Condition()
# Guarded by _changed: how many threads are asking, and whether the interpreter is about to end.
_threads = 0
_is_ending = False


@contextmanager
def asking() -> Iterator[None]:
    """While it is entered, the interpreter does not end before this thread has called `may_stop`, or has left it."""
    global _threads
    with _changed:
        if _asking.depth == 0:
            _threads += 1
        _asking.depth += 1
    try:
        may_stop()
        yield
    finally:
        with _changed:
            _asking.depth -= 1
            if _asking.depth == 0:
                _threads -= 1
                _changed.notify_all()


def may_stop() -> None:
    """Does not return if the interpreter is about to end, and this thread is asking, unless it is the main thread."""
    global _threads
    if not _is_ending or _asking.depth == 0 or threading.current_thread() is threading.main_thread():
        return
    with _changed:
        _threads -= 1
        _changed.notify_all()
    for_ever = threading.Lock()
    for_ever.acquire()
    for_ever.acquire()


def _end() -> None:
    global _is_ending
    with _changed:
        _is_ending = True
        _changed.wait_for(lambda: _threads - (_asking.depth > 0) <= 0, _LONGEST_S)


def _begin_anew() -> None:
    """In a forked process, of the threads only this one is there."""
    global _changed, _threads, _is_ending
    _changed, _is_ending = threading.Condition(), False
    _threads = 1 if _asking.depth else 0


atexit.register(_end)
os.register_at_fork(after_in_child=_begin_anew)
