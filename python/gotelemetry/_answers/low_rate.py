"""Finds out whether a chart was approved at a low rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gotelemetry._answers.distinct import count_distinct
from gotelemetry._answers.selection import Columns, Selection, read

if TYPE_CHECKING:
    import numpy

    from gotelemetry._reader import Reader

    Array = numpy.ndarray[Any, Any]

# A chart of which so many reports lie so low is approved at a lower rate than others, not one by chance.
_MIN_REPORTS_TO_WARN = 20
_CHANCE_TO_WARN = 1e-9
# What is a millionfold likelier than that need not be looked at.
_CHANCE_TO_LOOK = 1e-3
# How finely an X is known for that.
_STEPS = 1 << 16


class LowRate:
    """Finds out whether the Xs of the reports with a chart show that it was approved at a low rate."""

    def __init__(self) -> None:
        self._highest = 0.0
        self._rows = 0

    def add(self, found: Columns) -> None:
        """Adds rows of the chart."""
        if len(found):
            self._highest = max(self._highest, float(found["x"].max()))
            self._rows += len(found)

    def warn(self, reader: Reader, selected: Selection, chart: str) -> None:
        """Warns if it does. Reads again what it needs for that, which is hardly ever something."""
        # There are no more reports than rows, and an X is as likely to be anywhere.
        if self._rows < _MIN_REPORTS_TO_WARN or self._highest**self._rows > _CHANCE_TO_LOOK:
            return
        found, among, total = self._count(reader, selected, chart)
        if found >= _MIN_REPORTS_TO_WARN and among and (among / total) ** found < _CHANCE_TO_WARN:
            import warnings

            warnings.warn(
                f"all {found:,} reports with {chart} have an X of at most {self._highest:.3g}: it seems to be "
                "approved at a lower rate than others, and shares of all reports are too low; pass config=",
                stacklevel=5)

    def _count(self, reader: Reader, selected: Selection, chart: str) -> tuple[int, int, int]:
        """Returns how many reports have the chart, how many of all have an X like theirs, and how many there are."""
        import numpy

        found = 0
        of_steps: Array = numpy.zeros(_STEPS + 1, dtype="int64")
        for part in selected.parts(reader):
            x = read(reader, "counters", ["x"], part, [chart])["x"]
            found += int(count_distinct(x, numpy.zeros(len(x), "int64"), 1)[0])
            x = read(reader, "programs", ["x"], part)["x"]
            of_steps += count_distinct(x, numpy.clip(x * _STEPS, 0, _STEPS).astype("int64"), _STEPS + 1)
        return found, int(of_steps[: int(min(self._highest, 1.0) * _STEPS) + 1].sum()), int(of_steps.sum())
