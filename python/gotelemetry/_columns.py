"""The tables of a dataset and their columns, and what is read of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal, NamedTuple

Kind = Literal["counters", "stacks", "programs", "reports"]

KINDS: tuple[Kind, ...] = ("counters", "stacks", "programs", "reports")
FIELDS = ("version", "goversion", "goos", "goarch")

_REPORT = {"week": "day", "x": "double"}
_ENTRY = {**_REPORT, "program": "text", **dict.fromkeys(FIELDS, "text")}

# The columns of each table, in order, and their types.
COLUMNS: Mapping[Kind, Mapping[str, str]] = {
    "counters": {**_ENTRY, "chart": "text", "bucket": "text", "value": "int64", "report": "int64"},
    "stacks": {**_ENTRY, "stack": "text", "frames": "text", "value": "int64", "report": "int64"},
    "programs": {**_ENTRY, "counters": "int32", "stacks": "int32", "report": "int64"},
    "reports": {**_REPORT, "last_week": "day", "config": "text", "programs": "int32", "report": "int64"},
}
# The column that names what is counted.
TITLE: Mapping[Kind, str] = {"counters": "chart", "stacks": "stack"}

# dataset_table.h documents the key.
_WEEK_FACTOR = 0x9E3779B97F4A7C15


class Filter(NamedTuple):
    """Which rows are read; what is empty restricts nothing.

    Attributes:
        programs: program paths; of the table of reports, those with an entry of one of these.
        charts: charts, or names of stack counters; ignored for tables without them.
        weeks: report days, as numbers of days since 1970-01-01.
        where: for some of `FIELDS`, the values wanted.
    """

    programs: Collection[str] = ()
    charts: Collection[str] = ()
    weeks: Collection[int] = ()
    where: Mapping[str, Collection[str]] = {}

    def texts(self, kind: Kind) -> dict[str, frozenset[str]]:
        """Returns the texts that columns of a table must have."""
        wanted = {"program": self.programs, **self.where}
        if kind in TITLE:
            wanted[TITLE[kind]] = self.charts
        return {name: frozenset(texts) for name, texts in wanted.items() if name in self.where or texts}


def check_columns(kind: Kind, columns: Iterable[str] | None) -> list[str]:
    """Returns the names of columns in the order of the table; all of them for None.

    Raises:
        TypeError: `columns` is a single name.
        ValueError: the table has no such column.
    """
    if columns is None:
        return list(COLUMNS[kind])
    if isinstance(columns, str):
        raise TypeError(f"columns must be a list of names, not a single one: use [{columns!r}]")
    wanted = list(columns)
    for name in wanted:
        if name not in COLUMNS[kind]:
            raise ValueError(f"columns: {name!r} is not a column of {kind}, which has {', '.join(COLUMNS[kind])}")
    if not wanted:
        raise ValueError("columns is an empty list")
    return [name for name in COLUMNS[kind] if name in wanted]


def check_where(where: Mapping[str, Iterable[str]] | None) -> dict[str, list[str]]:
    """Returns `where` with lists.

    Raises:
        TypeError: the values of a column are a single text.
        ValueError: there is no such column to restrict.
    """
    checked = {}
    for column, values in (where or {}).items():
        if column not in FIELDS:
            raise ValueError(f"where: {column!r} is not one of {', '.join(FIELDS)}")
        if isinstance(values, str):
            raise TypeError(f"where[{column!r}] must be a list of values, not a single one: use [{values!r}]")
        checked[column] = list(values)
    return checked


def report_keys(week: Any, x: Any) -> Any:
    """Returns the key of each report, from the arrays of its week (as a number of days) and X."""
    import numpy

    bits = numpy.ascontiguousarray(x, dtype="float64").view("uint64")
    days = numpy.asarray(week, dtype="int64").view("uint64")
    return (bits + days * numpy.uint64(_WEEK_FACTOR)).view("int64")
