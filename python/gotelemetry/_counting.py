"""Counts what a Python program does, in the same counter files as programs in C++ and Go."""

from __future__ import annotations

import os
from typing import SupportsInt

from gotelemetry import _native

_REASONS = {
    "off": "the telemetry mode is off",
    "no directory": "there is no telemetry directory: neither GOTELEMETRY_DIR nor HOME is an absolute path",
    "invalid program": "the name or version of the program is not valid in a counter file",
    "invalid collector": "the collector is not an address, HOST[:PORT]",
    "no shared mappings": "the file system of the telemetry directory cannot share mapped files, which counting needs",
    "damaged": "the counter file is damaged and cannot be moved aside",
    "name taken": "all possible names of the counter file are taken by other programs",
    "open elsewhere": "this process has already opened a counter file for another program, collector or directory",
}


# From here on a number is taken for a mistake, such as a negative one that was made unsigned.
_TOO_MANY = 1 << 63


def _whole(n: SupportsInt) -> int:
    """Returns the whole part of a number; 0 for one that has none."""
    if isinstance(n, (str, bytes, bytearray)):
        raise TypeError(f"a number of events must be a number, not {n!r}")
    try:
        return int(n)
    except (ValueError, OverflowError):  # NaN and infinity
        return 0


class Counter:
    """Counts events under a name, ``chart:bucket`` or ``chart``.

    Counting never fails and never blocks. Before `open`, counts are kept in memory; `open` moves them to the counter
    file, where they survive even a crash of the process. Thread-safe. A forked child keeps counting into the same
    file; a process that `multiprocessing` spawns must call `open` itself, as in ``Pool(initializer=...)``. Counters
    can be pickled: the copy counts under the same name.

    Example:
        >>> runs = gotelemetry.Counter("mytool/runs")
        >>> runs.inc()
        >>> runs.add(3)
    """

    __slots__ = ("_counter", "_name")

    def __init__(self, name: str) -> None:
        """Finds the counter with this name, or creates it.

        Args:
            name: 1 to 4096 bytes of UTF-8. Names are never freed: keep them few and known in advance.

        Raises:
            ValueError: the name is empty, too long, or not valid Unicode.
        """
        if not 1 <= len(name.encode()) <= 4096:
            raise ValueError(f"a counter's name has 1 to 4096 bytes, not {len(name.encode())}")
        self._name = name
        self._counter = _native.find_or_create_counter(name)

    @property
    def name(self) -> str:
        """The counter's name."""
        return self._name

    def inc(self) -> None:
        """Counts one event."""
        self._counter.inc()

    def add(self, n: SupportsInt) -> None:
        """Counts `n` events.

        Whatever number `n` is, of Python or of NumPy, this does not fail: a fraction is cut off, and what cannot be a
        number of events (a negative number, NaN, or 2**63 and more, which is taken for a mistake) is not counted. A
        count stops at 2**64 - 1.

        Raises:
            TypeError: `n` is not a number.
        """
        if type(n) is not int:
            n = _whole(n)
        if 0 < n < _TOO_MANY:
            self._counter.add(n)

    def __reduce__(self) -> tuple[type[Counter], tuple[str]]:
        return Counter, (self._name,)

    def __repr__(self) -> str:
        return f"gotelemetry.Counter({self._name!r})"


def open(
    *, program: str, version: str = "", collector: str = "", root: str | os.PathLike[str] | None = None
) -> str:
    """Opens the program's counter file and moves all counts of this process there, including future ones.

    If anything goes wrong, the program continues as if there were no telemetry.

    Args:
        program: the program's path, such as ``example.com/mytool``.
        version: its version, such as ``v1.2.3``; empty: ``devel``.
        collector: the address of the collector that the program is for, ``HOST`` or ``HOST:PORT`` (443 if no port is
            given). The program counts in that collector's directory, and only with the user's consent to this collector
            is the approved part of what it counts uploaded. Empty: the program counts beside Go's programs, and nothing
            of it is ever uploaded by this project.
        root: the telemetry root; None: the user's own.

    Returns:
        Empty if counts now go to the file; otherwise why not, such as ``the telemetry mode is off``.
    """
    for text, failure in ((program + version, "invalid program"), (collector, "invalid collector")):
        try:
            text.encode()
        except UnicodeEncodeError:
            # For example from a sys.argv[0] that is not UTF-8.
            return _REASONS[failure]
    counting, failure, error_number = _native.open(
        program=program, version=version, collector=collector, root="" if root is None else os.fspath(root)
    )
    if counting:
        return ""
    return _REASONS.get(failure, os.strerror(error_number))


def rotate() -> bool:
    """Moves on to this week's counter file. A program that runs for days should call this periodically; it is cheap.

    Returns:
        Whether counts go to a file for the current week; False before `open`.
    """
    return _native.rotate()
