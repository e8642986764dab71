"""Finds out whether a report's counts are in a dataset more than once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gotelemetry._columns import FIELDS, Kind

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]

_ENTRY = ("program", *FIELDS)
_COUNT = {"counters": ("chart", "bucket"), "stacks": ("stack", "frames")}
_MOST = 2**62


class Entries:
    """The entries of reports, as they are written to a store.

        entries = Entries()
        entries.add("programs", week, rows)
        if week in entries.repeated: ...

    Attributes:
        repeated: the days of which an entry, or a count of one, is there more than once; or may be.
    """

    def __init__(self) -> None:
        self.repeated: set[int] = set()
        # By day, the X of all reports.
        self._seen: dict[int, list[Array]] = {}

    def add(self, kind: Kind, week: int, rows: Any) -> None:
        """Adds rows of a day: all that one or more reports have in a table.

        Args:
            kind: the table.
            week: the day.
            rows: a pyarrow table, with rows of the same entry that count the same, if any, one after the other.
        """
        import numpy

        if week in self.repeated:
            return
        if kind in _COUNT:
            if _has_neighbours(rows, ("x", *_COUNT[kind], *_ENTRY)):
                self.repeated.add(week)
        elif kind == "programs":
            x, numbers = numpy.unique(rows["x"].chunk(0).to_numpy(), return_inverse=True)
            seen = self._seen.setdefault(week, [])
            is_known = any(numpy.isin(x, other, assume_unique=True).any() for other in seen)
            if is_known or _has_equal(rows, numbers, len(x)):
                self.repeated.add(week)
            seen.append(x)


def _has_neighbours(rows: Any, columns: Sequence[str]) -> bool:
    """Returns whether a row is equal to the one before it."""
    import numpy

    same = None
    for name in columns:
        values = rows[name].chunk(0)
        values = values.to_numpy() if name == "x" else values.indices.to_numpy()
        # Hardly any have the same X.
        same = numpy.flatnonzero(values[1:] == values[:-1]) if same is None else same[values[same + 1] == values[same]]
        if not len(same):
            return False
    return True


def _has_equal(rows: Any, numbers: Array, size: int) -> bool:
    """Returns whether two rows of the table of programs are equal, given the number of each row's X."""
    import numpy

    for name in _ENTRY:
        column = rows[name].chunk(0)
        size *= max(len(column.dictionary), 1)
        if size > _MOST:
            return True
        numbers = numbers * len(column.dictionary) + column.indices.to_numpy()
    return len(numpy.unique(numbers)) < len(numbers)
