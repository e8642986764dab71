"""Counts distinct reports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gotelemetry import _native
from gotelemetry._answers.selection import Columns
from gotelemetry._days import week_of

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]


def count_distinct(x: Array, cells: Array, num_cells: int) -> Array:
    """Returns [cell], the number of distinct `x`, of rows that are each of one cell, or of none if it is below 0."""
    import numpy

    counts: Array = numpy.zeros(num_cells, dtype="int64")
    _native.count_distinct(
        numpy.ascontiguousarray(x, dtype="float64"), numpy.ascontiguousarray(cells, dtype="int64"), counts)
    return counts


def count_by_week(rows: Columns, cells: Array, num_cells: int) -> Array:
    """Returns the same of rows no two weeks of which have a cell in common."""
    import numpy

    counts: Array = numpy.zeros(num_cells, dtype="int64")
    x = rows["x"]
    for part in _weeks(rows["week"]):
        counts += count_distinct(x[part], cells[part], num_cells)
    return counts


def count_by_day(rows: Columns, cells: Array, num_cells: int) -> tuple[Array, Array]:
    """Returns the days of rows, and [cell, day], the number of distinct reports."""
    days, places = days_of(rows["week"])
    counts = count_by_week(rows, cells * len(days) + places, num_cells * len(days))
    return days, counts.reshape(num_cells, len(days))


def days_of(weeks: Array) -> tuple[Array, Array]:
    """Returns the distinct days of rows, in order, and each row's place among them."""
    import numpy

    begins = _begins(weeks)
    days, places = numpy.unique(weeks[begins], return_inverse=True)
    return days, numpy.repeat(places, numpy.diff(begins, append=len(weeks)))


def _begins(weeks: Array) -> Array:
    """Returns where a day differs from that of the row before. Files are of a day each, so these are few."""
    import numpy

    begins: Array = numpy.flatnonzero(numpy.concatenate([numpy.ones(len(weeks[:1]), bool), weeks[1:] != weeks[:-1]]))
    return begins


def _weeks(weeks: Array) -> Iterator[slice]:
    """Yields the rows of each week, given their days: all at once, if they are not in the order of time.

    What is counted of few rows fits into the processor's cache.
    """
    import numpy

    begins = _begins(weeks)
    ends = week_of(weeks[begins])
    if (ends[1:] < ends[:-1]).any():
        yield slice(0, len(weeks))
        return
    of_weeks = begins[numpy.flatnonzero(numpy.concatenate([numpy.ones(len(ends[:1]), bool), ends[1:] != ends[:-1]]))]
    for begin, end in zip(of_weeks.tolist(), [*of_weeks[1:].tolist(), len(weeks)]):
        yield slice(begin, end)
