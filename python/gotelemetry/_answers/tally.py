"""Counts distinct reports by program, chart, bucket, group and week: what most questions are made of.

A report is counted once a week by its X, as in the charts that collectors publish, even if it is in the dataset twice
or has several entries of a program. Weeks run from Monday to Sunday, as there. Since no report counts in two weeks,
weeks are counted one after the other, and only one need be held at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from gotelemetry._columns import FIELDS
from gotelemetry._days import week_of
from gotelemetry._answers.distinct import count_by_week, days_of
from gotelemetry._answers.intervals import effective_reports
from gotelemetry._answers.low_rate import LowRate
from gotelemetry._names import unknown
from gotelemetry._answers.order import in_order
from gotelemetry._answers.selection import Columns, Selection, read, read_ahead

if TYPE_CHECKING:
    import numpy

    from gotelemetry._reader import Reader

    Array = numpy.ndarray[Any, Any]

By = Literal["version", "goversion", "goos", "goarch", "week"]
Per = Literal["week", "day"]

_BY = (*FIELDS, "week")


class Tally(NamedTuple):
    """Numbers of distinct reports.

    Attributes:
        by: what the groups are of; None: there is one group.
        groups: the groups, in order: texts, or days as numbers.
        buckets: the buckets, in order.
        windows: the last days of the weeks, or the days, that have reports of the program, as numbers.
        seen: [group, bucket, window], the number of reports with the bucket.
        totals: the same, the number of those that could have it.
        days: [window], the number of report days that have reports.
    """

    by: str | None
    groups: list[Any]
    buckets: list[str]
    windows: list[int]
    seen: Array
    totals: Array
    days: Array

    @property
    def reports(self) -> Array:
        """[group, bucket]: the number of reports with the bucket."""
        result: Array = self.seen.sum(axis=-1)
        return result

    @property
    def total(self) -> Array:
        """[group, bucket]: the number of reports that could have it."""
        result: Array = self.totals.sum(axis=-1)
        return result

    @property
    def effective(self) -> Array:
        """[group, bucket]: the number of independent reports that `total` is at least worth."""
        return effective_reports(self.totals)


class _Part(NamedTuple):
    """What was counted of some weeks. Arrays are as in a Tally, but for `totals`: by rate, [group, window]."""

    groups: list[Any]
    items: list[Any]
    windows: list[int]
    seen: Array
    totals: Mapping[float, Array]
    days: Array


class Tallies:
    """Counts reports, one part of the weeks after the other.

        tallies = Tallies("version")
        for part in selected.parts(reader):
            tallies.add(everyone_of(part), found_of(part), "bucket")
        counted = tallies.total(sorted(tallies.items))

    Attributes:
        rows: how many rows of everyone there were.
        items: the items that occurred.
    """

    def __init__(
        self, by: str | None, per: Per = "week", rates: Iterable[float] = (),
        rate_of: Callable[[Any], float] = lambda item: 1.0,
    ) -> None:
        """Begins to count.

        Args:
            by: what to group by.
            per: how long a window is.
            rates: all rates below 1 that `rate_of` may return.
            rate_of: up to which X reports have an item.
        """
        self._by = by
        self._per = per
        self._rates = {*rates, 1.0}
        self._rate_of = rate_of
        self._parts: list[_Part] = []
        self.rows = 0
        self.items: set[Any] = set()

    def add(self, everyone: Columns, found: Columns, item: str) -> None:
        """Counts the reports of a part: those of `everyone`, and of `found` with each item.

        Args:
            everyone, found: rows with ``week``, ``x`` and, if it is a field, what to group by.
            item: the column of `found` with the items.
        """
        import numpy

        if not len(everyone):
            return
        self.rows += len(everyone)
        items = sorted(found.occurring(item)) if len(found) else []
        self.items.update(items)
        windows, days = _windows(everyone, self._per)
        window_of, everyone_window = _place(found["week"], windows, self._per), _place(
            everyone["week"], windows, self._per)
        if self._by is None:
            groups: list[Any] = [None]
            group_of, everyone_group = numpy.zeros(len(found), "int64"), numpy.zeros(len(everyone), "int64")
        elif self._by == "week":
            groups, group_of, everyone_group = list(windows), window_of, everyone_window
        else:
            groups = sorted(everyone.occurring(self._by))
            group_of, everyone_group = found.numbered(self._by, groups), everyone.numbered(self._by, groups)
        item_of = found.numbered(item, items)
        keep = (group_of >= 0) & (window_of >= 0)
        rate_of_item = numpy.array([self._rate_of(each) for each in items], dtype="float64")
        if len(items):
            keep &= found["x"] <= rate_of_item[item_of]
        shape = (len(groups), len(items), len(windows))
        seen = _distinct(found, (group_of, item_of, window_of), shape, keep)
        totals = {
            rate: _distinct(everyone, (everyone_group, everyone_window), (shape[0], shape[2]),
                            (everyone["x"] <= rate) & (everyone_group >= 0))
            for rate in self._rates
        }
        self._parts.append(_Part(groups, items, windows, seen, totals, days))

    def total(self, items: Sequence[Any], groups: Sequence[Any] | None = None) -> Tally:
        """Returns what was counted of some items, in their order, and some groups; None: of all that occurred."""
        import numpy

        windows = [window for part in self._parts for window in part.windows]
        if groups is None:
            present = {group for part in self._parts for group in part.groups}
            if self._by is None:
                groups = [None]
            else:
                groups = sorted(present) if self._by == "week" else in_order(self._by, present)
        group_places = {group: place for place, group in enumerate(groups)}
        item_places = {item: place for place, item in enumerate(items)}
        shape = (len(groups), len(items), len(windows))
        seen, totals = numpy.zeros(shape, dtype="int64"), numpy.zeros(shape, dtype="int64")
        rate_of_item = numpy.array([self._rate_of(item) for item in items], dtype="float64")
        begin = 0
        for part in self._parts:
            here = slice(begin, begin + len(part.windows))
            begin = here.stop
            from_groups, to_groups = _both(part.groups, group_places)
            from_items, to_items = _both(part.items, item_places)
            seen[to_groups[:, None], to_items, here] = part.seen[from_groups[:, None], from_items]
            for rate, counted in part.totals.items():
                of_rate = numpy.flatnonzero(rate_of_item == rate)
                totals[to_groups[:, None], of_rate, here] = counted[from_groups][:, None, :]
        days = numpy.concatenate([numpy.zeros(0, "int64"), *(part.days for part in self._parts)])
        # Files of weeks come in the order of time, but not all that others write say their week.
        order = numpy.argsort(windows, kind="stable")
        return Tally(
            self._by, list(groups), list(items), [windows[place] for place in order], seen[..., order],
            totals[..., order], days[order])


def _both(here: Sequence[Any], places: Mapping[Any, int]) -> tuple[Array, Array]:
    """Returns the places, here and there, of what is in both."""
    import numpy

    pairs = [(place, places[each]) for place, each in enumerate(here) if each in places]
    both = numpy.array(pairs, dtype="int64").reshape(-1, 2)
    return both[:, 0], both[:, 1]


def check_by(by: str | None) -> None:
    """Raises a ValueError if nothing can be grouped by `by`."""
    if by is not None and by not in _BY:
        raise ValueError(f"by must be one of {', '.join(_BY)}, not {by!r}")


def tally_chart(
    reader: Reader, selected: Selection, chart: str, by: str | None = None, per: Per = "week"
) -> Tally:
    """Counts the reports with each bucket of a chart.

    With a config, all buckets that it lists are there, and only reports count whose X is at most a bucket's rate.

    Raises:
        UnknownNameError: the program, the chart or a value of `where` is not in the data.
    """
    check_by(by)
    if per not in ("week", "day"):
        raise ValueError(f'per must be "week" or "day", not {per!r}')
    group = [by] if by is not None and by in FIELDS else []
    rates = ChartRates(selected, chart)
    tallies = Tallies(by, per, rates.all, rates.of)
    low = LowRate()

    def read_part(part: Selection) -> tuple[Columns, Columns]:
        return (read(reader, "programs", ["week", "x", *group], part),
                read(reader, "counters", ["week", "x", "bucket", *group], part, [chart]))

    for everyone, found in read_ahead(reader, selected.parts(reader), read_part):
        low.add(found)
        tallies.add(everyone, found, "bucket")
    selected.require(reader, tallies.rows)
    buckets = rates.buckets(reader, tallies.items)
    if selected.config is None:
        low.warn(reader, selected, chart)
    return tallies.total(buckets)


class ChartRates:
    """The buckets of a chart, and up to which X reports have them."""

    def __init__(self, selected: Selection, chart: str) -> None:
        self._selected = selected
        self._chart = chart
        self._listed = _listed_buckets(selected, chart)
        self._known: dict[str, float] = {}
        self.all = set(self._listed.values())

    def of(self, bucket: str) -> float:
        """Returns the rate of a bucket."""
        if bucket not in self._known:
            counter = bucket if bucket == self._chart else f"{self._chart}:{bucket}"
            self._known[bucket] = bucket_rate(self._selected, counter, self._listed)
        return self._known[bucket]

    def buckets(self, reader: Reader, found: Iterable[str]) -> list[str]:
        """Returns the buckets that were found or that the config lists, in order.

        Raises:
            UnknownNameError: the program has no such chart.
        """
        buckets = set(found)
        if not buckets and not self._listed:
            buckets = set(_buckets_elsewhere(reader, self._selected, self._chart))
        return in_order("bucket", {*buckets, *self._listed})


def bucket_rate(selected: Selection, name: str, listed: Mapping[str, float] | None = None) -> float:
    """Returns up to which X reports have a counter or stack counter; 1: all, also if the config does not list it."""
    if selected.config is None:
        return 1.0
    bucket = name.partition(":")[2] or name
    rate = listed.get(bucket) if listed is not None else None
    if rate is None:
        rate = selected.config.rate(selected.program, name)
    if rate is None:
        import warnings

        warnings.warn(
            f"{name} of {selected.program} is not in the config {selected.config.version}: counted among all reports",
            stacklevel=6)
        return 1.0
    return rate


def _listed_buckets(selected: Selection, chart: str) -> dict[str, float]:
    listed = {}
    if selected.config is not None:
        for name, rate in selected.config.counters(selected.program):
            title, _, bucket = name.partition(":")
            if title == chart:
                listed[bucket or name] = rate
    return listed


def _buckets_elsewhere(reader: Reader, selected: Selection, chart: str) -> set[str]:
    """Returns the buckets that a chart has outside of the selection, where it has none."""
    anywhere = Selection(selected.program)
    buckets, charts = set(), set()
    for part in anywhere.parts(reader):
        buckets |= read(reader, "counters", ["bucket"], part, [chart]).occurring("bucket")
    if buckets:
        return buckets
    for part in anywhere.parts(reader):
        charts |= read(reader, "counters", ["chart"], part).occurring("chart")
    raise unknown("chart", chart, charts, f"the reports of {selected.program}")


def _windows(rows: Columns, per: Per) -> tuple[list[int], Array]:
    import numpy

    days, _ = days_of(rows["week"])
    if per == "day":
        return [int(day) for day in days], numpy.ones(len(days), dtype="int64")
    weeks, counts = numpy.unique(week_of(days), return_counts=True)
    return [int(week) for week in weeks], counts


def _place(days: Array, windows: list[int], per: Per) -> Array:
    """Returns the place of each day's window; -1 if it is not one of them."""
    import numpy

    distinct, places_of = days_of(days)
    ends = distinct if per == "day" else week_of(distinct)
    last = numpy.array(windows, dtype="int64")
    places = numpy.minimum(numpy.searchsorted(last, ends), len(windows) - 1)
    found: Array = numpy.where(last[places] == ends, places, -1)[places_of] if len(distinct) else places_of
    return found


def _distinct(rows: Columns, places: tuple[Array, ...], shape: tuple[int, ...], keep: Array) -> Array:
    """Counts the distinct reports at each place, the last of which is a window.

    Only rows that `keep` is true for count; the places of others do not matter.
    """
    import numpy

    cells = numpy.zeros(len(rows), dtype="int64")
    for place, size in zip(places, shape):
        cells *= size
        cells += place
    if not keep.all():
        cells[~keep] = -1
    return count_by_week(rows, cells, math.prod(shape)).reshape(shape)
