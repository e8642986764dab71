"""Counts what the charts of a collector's site count, from a columnar store."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from gotelemetry._columns import FIELDS
from gotelemetry._answers.selection import Columns, Selection, read
from gotelemetry._answers.distinct import count_distinct

if TYPE_CHECKING:
    import numpy

    from gotelemetry import _schema
    from gotelemetry._config import UploadConfig
    from gotelemetry._reader import Reader

    Array = numpy.ndarray[Any, Any]

_EPOCH = datetime.date(1970, 1, 1)


def charts_of_store(dataset: Reader, config: UploadConfig, start: int, end: int) -> str:
    """Returns the charts file, byte for byte that of the JSON of which the store was made.

    Weeks are counted one after the other. A report is counted once by its X, in whatever weeks it is; of all reports 8
    bytes are held.

    Args:
        dataset: the store.
        config: which charts to make.
        start, end: the days that the file states, as numbers.
    """
    import numpy

    from gotelemetry import _schema

    charts = _schema.ChartCounts(config._approved)
    x, latest, reports = _reports(dataset)
    counts = _Counts(charts, numpy.unique(x[1:][x[1:] == x[:-1]]))
    for program in config.programs:
        for part in Selection(program).parts(dataset):
            entries = read(dataset, "programs", ["x", *FIELDS], part)
            for field in FIELDS:
                counts.add(entries, entries[field], charts.buckets(program, field, entries.texts.get(field, [])))
            counts.add(*_with_buckets(charts, program, read(dataset, "counters", ["x", "chart", "bucket"], part)))
    week = "" if latest is None else str(_EPOCH + datetime.timedelta(days=latest))
    return charts.json(counts.total().tolist(), reports, week, start, end)


def _reports(dataset: Reader) -> tuple[Array, int | None, int]:
    """Returns the X of all reports, sorted; the latest week of one with programs; and how many reports there are."""
    import numpy

    x: list[Array] = [numpy.zeros(0)]
    latest = None
    for part in dataset._scan("reports", ["week", "x", "programs"]):
        x.append(part._encoded("x")[0])
        weeks = part._encoded("week")[0][part._encoded("programs")[0] > 0]
        if len(weeks):
            latest = max(int(weeks.max()), int(weeks[0]) if latest is None else latest)
    joined = numpy.sort(numpy.concatenate(x))
    return joined, latest, len(joined)


def _with_buckets(charts: _schema.ChartCounts, program: str, rows: Columns) -> tuple[Columns, Array, list[int]]:
    """Returns rows with the number of each row's counter, and the bucket of each counter."""
    import numpy

    titles, buckets = rows.texts.get("chart", []), rows.texts.get("bucket", [])
    numbers = rows["chart"].astype("int64") * max(len(buckets), 1) + rows["bucket"]
    pairs, places = numpy.unique(numbers, return_inverse=True)
    parts = [(titles[int(pair) // len(buckets)], buckets[int(pair) % len(buckets)]) for pair in pairs]
    found = charts.buckets(program, "counter", [f"{title}:{bucket}" for title, bucket in parts])
    # The bucket of a counter without one is its name.
    plain = charts.buckets(program, "counter", [title if title == bucket else "" for title, bucket in parts])
    return rows, places.ravel(), [max(pair) for pair in zip(found, plain)]


class _Counts:
    """The number of distinct reports with each bucket of charts."""

    def __init__(self, charts: _schema.ChartCounts, repeated: Array) -> None:
        import numpy

        self._counts = numpy.zeros(charts.num_buckets, dtype="int64")
        # The Xs that reports of several weeks may have, and their buckets.
        self._repeated = repeated
        self._pairs: set[tuple[float, int]] = set()

    def add(self, rows: Columns, places: Array, buckets: list[int]) -> None:
        """Adds rows of some weeks: the bucket of each is that of its place; none if it is -1."""
        import numpy

        if not len(rows):
            return
        cells = numpy.array(buckets, dtype="int64")[places]
        if len(self._repeated):
            repeated = numpy.isin(rows["x"], self._repeated) & (cells >= 0)
            self._pairs.update(zip(rows["x"][repeated].tolist(), cells[repeated].tolist()))
            cells[repeated] = -1
        self._counts += count_distinct(rows["x"], cells, len(self._counts))

    def total(self) -> Array:
        """Returns [bucket], the number of reports."""
        total = self._counts.copy()
        for _, bucket in self._pairs:
            total[bucket] += 1
        return total
