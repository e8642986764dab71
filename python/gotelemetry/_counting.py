"""Counting what a Python program does, into the same counter files as programs in C++ and Go."""

from __future__ import annotations

import os

from gotelemetry import _native

_REASONS = {
    "off": "the telemetry mode is off",
    "no directory": "there is no telemetry directory, since there is no home directory",
    "invalid program": "the program or its version cannot stand in a counter file",
    "damaged": "the counter file is damaged and cannot be put aside",
    "name taken": "other programs have all the names that the counter file could have",
    "open elsewhere": "this process has opened a counter file for another program or directory",
}


class Counter:
    """Counts events under a name, ``chart:bucket`` or ``chart``.

    Counting never fails and never waits. Before `open` counts gather in memory; from then on they are in the counter
    file, where they survive the death of the process. Thread-safe. A forked child counts on into the same file; a
    process that `multiprocessing` spawns has to call `open` itself, as in ``Pool(initializer=...)``. Counters can be
    pickled: what arrives counts under the same name.

    Example:
        >>> runs = gotelemetry.Counter("mytool/runs")
        >>> runs.inc()
        >>> runs.add(3)
    """

    __slots__ = ("_counter", "_name")

    def __init__(self, name: str) -> None:
        """Makes the counter, or finds it again.

        Args:
            name: 1 to 4096 bytes of UTF-8. Names are never forgotten, so let them be few and known in advance.

        Raises:
            ValueError: the name is empty or too long.
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

    def add(self, n: int) -> None:
        """Counts `n` events, at least 0 and less than 2**64; a count stops at 2**64 - 1."""
        self._counter.add(n)

    def __reduce__(self) -> tuple[type[Counter], tuple[str]]:
        return Counter, (self._name,)

    def __repr__(self) -> str:
        return f"gotelemetry.Counter({self._name!r})"


def open(*, program: str, version: str = "", directory: str | os.PathLike[str] | None = None) -> str:
    """Connects the counters of this process to a counter file.

    Whatever goes wrong, the program runs on as if there were no telemetry.

    Args:
        program: the program's path, such as ``example.com/mytool``.
        version: its version, such as ``v1.2.3``; ``devel`` if empty.
        directory: the telemetry directory; the user's own if it is None.

    Returns:
        Why nothing is counted into a file, such as ``the telemetry mode is off``; empty if it is.
    """
    counting, failure, error_number = _native.open(
        program=program, version=version, directory="" if directory is None else os.fspath(directory)
    )
    if counting:
        return ""
    return _REASONS.get(failure, os.strerror(error_number))


def rotate() -> bool:
    """Moves on to this week's counter file, in a program that runs for days. Call it now and then: it costs little.

    Returns:
        Whether the counters have a file of the present week; False before `open`.
    """
    return _native.rotate()
