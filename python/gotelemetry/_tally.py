"""Counts distinct reports by program, chart, bucket, group and week: what most questions are made of.

A report is counted once a week by its X, as in the charts that collectors publish, even if it is in the dataset twice
or has several entries of a program. Weeks run from Monday to Sunday, as there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from gotelemetry._columns import FIELDS, Filter, Kind
from gotelemetry._days import Weeks, day_numbers, week_of
from gotelemetry._intervals import effective_reports
from gotelemetry._names import UnknownNameError, unknown
from gotelemetry._order import in_order

if TYPE_CHECKING:
    import numpy

    from gotelemetry._config import UploadConfig
    from gotelemetry._reader import Reader

    Array = numpy.ndarray[Any, Any]

By = Literal["version", "goversion", "goos", "goarch", "week"]
Per = Literal["week", "day"]
Where = Mapping[str, Iterable[str]]

_BY = (*FIELDS, "week")
# A chart of which so many reports lie so low is approved at a lower rate than others, not one by chance.
_MIN_REPORTS_TO_WARN = 20
_CHANCE_TO_WARN = 1e-9


class Selection:
    """Which entries of reports a question is about, and what their config approved. Immutable."""

    def __init__(
        self, program: str, weeks: Weeks = (), where: Where | None = None, config: UploadConfig | None = None
    ) -> None:
        self.program = program
        self.weeks = weeks if isinstance(weeks, (slice, str, tuple)) else list(weeks)
        self.where = {} if where is None else dict(where)
        self.config = config
        for column, values in self.where.items():
            if column not in FIELDS:
                raise ValueError(f"where: {column!r} is not one of {', '.join(FIELDS)}")
            if isinstance(values, str):
                raise TypeError(f"where[{column!r}] must be a list of values, not a single one: use [{values!r}]")
        # Found out now, not when something is read.
        day_numbers(self.weeks, "weeks")


class Columns:
    """Some columns of all rows of a table, as NumPy arrays; texts are numbered."""

    def __init__(self, data: dict[str, Array], texts: dict[str, list[str]]) -> None:
        self._data = data
        self.texts = texts

    def __getitem__(self, name: str) -> Array:
        return self._data[name]

    def __len__(self) -> int:
        return len(next(iter(self._data.values())))

    def where(self, mask: Array) -> Columns:
        """Returns the rows for which `mask` is true."""
        return Columns({name: values[mask] for name, values in self._data.items()}, self.texts)

    def having(self, name: str, codes: Array, texts: list[Any]) -> Columns:
        """Returns the same rows with another column of texts."""
        return Columns({**self._data, name: codes}, {**self.texts, name: texts})

    def present(self, name: str) -> list[str]:
        """Returns the distinct texts that occur, in their order of meaning."""
        import numpy

        return in_order(name, [self.texts[name][code] for code in numpy.unique(self[name])])

    def numbered(self, name: str, order: Sequence[Any]) -> Array:
        """Returns the position of each row's text in `order`; -1 for one that is not there."""
        import numpy

        places = {text: i for i, text in enumerate(order)}
        lookup = numpy.array([places.get(text, -1) for text in self.texts[name]], dtype="int64")
        return lookup[self[name]] if len(lookup) else numpy.zeros(0, dtype="int64")


def read(
    reader: Reader, kind: Kind, columns: Sequence[str], selected: Selection, charts: Iterable[str] = ()
) -> Columns:
    """Reads columns of a table; with those by which `selected` filters.

    Raises:
        UnknownNameError: `where` names a value that does not occur in the program's entries.
    """
    return _read(reader, kind, columns, selected, charts, check=True)


def read_all(reader: Reader, kind: Kind, columns: Sequence[str], programs: Iterable[str] = ()) -> Columns:
    """Reads columns of all programs, or some."""
    return _join(reader._scan(kind, columns, Filter(programs=list(programs))), columns)


def _read(
    reader: Reader, kind: Kind, columns: Sequence[str], selected: Selection, charts: Iterable[str], check: bool
) -> Columns:
    import numpy

    wanted = list(dict.fromkeys([*columns, *selected.where]))
    found = _join(
        reader._scan(kind, wanted, Filter([selected.program], list(charts), day_numbers(selected.weeks, "weeks"))), wanted
    )
    keep = numpy.ones(len(found), dtype=bool)
    for column, values in selected.where.items():
        values = list(values)
        present = set(found.texts[column])
        missing = [value for value in values if value not in present]
        if missing and check and kind == "programs" and len(found):
            raise unknown(column, missing[0], present, f"the reports of {selected.program}")
        keep &= found.numbered(column, values) >= 0
    return found.where(keep) if selected.where else found


def _join(tables: Iterable[Any], columns: Sequence[str]) -> Columns:
    import numpy

    parts: dict[str, list[Array]] = {name: [] for name in columns}
    numbers: dict[str, dict[str, int]] = {}
    for table in tables:
        for name in columns:
            values, texts = table._encoded(name)
            if texts is not None:
                known = numbers.setdefault(name, {})
                codes = numpy.array([known.setdefault(text, len(known)) for text in texts], dtype="int64")
                values = codes[values] if len(codes) else values.astype("int64")
            parts[name].append(values)
    data = {name: numpy.concatenate(arrays) if arrays else numpy.zeros(0) for name, arrays in parts.items()}
    return Columns(data, {name: list(known) for name, known in numbers.items()})


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
    group = [by] if by in FIELDS else []
    everyone = read(reader, "programs", ["week", "x", *group], selected)
    require_program(reader, selected, everyone)
    found = read(reader, "counters", ["week", "x", "bucket", *group], selected, [chart])
    buckets, rates = chart_buckets(reader, selected, chart, found)
    if selected.config is None:
        warn_of_a_rate(chart, found, everyone)
    return tally(everyone, found, "bucket", buckets, rates, by, per)


def chart_buckets(
    reader: Reader, selected: Selection, chart: str, found: Columns
) -> tuple[list[str], list[float]]:
    """Returns the buckets of a chart, in order, and their rates: those of `found`, which has its rows, and its config.

    Raises:
        UnknownNameError: the program has no such chart.
    """
    listed = _listed_buckets(selected.config, selected.program, chart)
    buckets = found.present("bucket") if len(found) else []
    if not buckets and not listed:
        buckets = _buckets_elsewhere(reader, selected, chart)
    buckets = in_order("bucket", {*buckets, *listed})
    counters = [bucket if bucket == chart else f"{chart}:{bucket}" for bucket in buckets]
    return buckets, [bucket_rate(selected, counter, listed) for counter in counters]


def tally(
    everyone: Columns, found: Columns, item: str, items: Sequence[Any], rates: Sequence[float], by: str | None,
    per: Per = "week", groups: Sequence[Any] | None = None
) -> Tally:
    """Counts the reports of `everyone`, and those of `found` with each of the `items` of the column `item`.

    Args:
        everyone, found: rows with ``week``, ``x`` and, if it is a field, `by`.
        item: the column of `found` with the items.
        items: the items, which become the buckets.
        rates: for each, up to which X reports count.
        by: what to group by.
        per: how long a window is.
        groups: the groups; None: all that occur.
    """
    import numpy

    rate_of_item = numpy.array(rates, dtype="float64")
    windows, days = _windows(everyone, per)
    window_of, everyone_window = _place(found["week"], windows, per), _place(everyone["week"], windows, per)
    if by is None:
        groups = [None]
        group_of, everyone_group = numpy.zeros(len(found), "int64"), numpy.zeros(len(everyone), "int64")
    elif by == "week":
        groups = windows if groups is None else groups
        lookup = numpy.array([groups.index(day) if day in groups else -1 for day in windows], dtype="int64")
        group_of, everyone_group = lookup[window_of], lookup[everyone_window]
    else:
        groups = everyone.present(by) if groups is None else groups
        group_of, everyone_group = found.numbered(by, groups), everyone.numbered(by, groups)
    item_of = found.numbered(item, items)
    shape = (len(groups), len(items), len(windows))
    keep = (group_of >= 0) & (item_of >= 0)
    if len(items):
        keep &= found["x"] <= rate_of_item[item_of]
    seen = _distinct(found["x"], (group_of, item_of, window_of), shape, keep)
    totals = numpy.zeros(shape, dtype="int64")
    for rate in numpy.unique(rate_of_item):
        below = (everyone["x"] <= rate) & (everyone_group >= 0)
        counted = _distinct(everyone["x"], (everyone_group, everyone_window), (shape[0], shape[2]), below)
        totals[:, rate_of_item == rate, :] = counted[:, None, :]
    return Tally(by, list(groups), list(items), windows, seen, totals, days)


def require_program(reader: Reader, selected: Selection, everyone: Columns) -> None:
    """Raises an UnknownNameError if no entry of the program was found, that says why."""
    if len(everyone):
        return
    known = read_all(reader, "programs", ["program"])
    programs = known.present("program") if len(known) else []
    if selected.program not in programs:
        raise unknown("program", selected.program, programs, "this dataset")
    raise UnknownNameError(
        f"no report of {selected.program!r} is of weeks={selected.weeks!r}, where={selected.where!r}")


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
            stacklevel=4)
        return 1.0
    return rate


def warn_of_a_rate(what: str, found: Columns, everyone: Columns) -> None:
    """Warns if the Xs of the reports with a counter show that it was approved at a low rate."""
    import numpy

    highest = found["x"].max() if len(found) else 1.0
    reports = len(numpy.unique(found["x"]))
    among = len(numpy.unique(everyone["x"][everyone["x"] <= highest]))
    total = len(numpy.unique(everyone["x"]))
    if reports >= _MIN_REPORTS_TO_WARN and among and (among / total) ** reports < _CHANCE_TO_WARN:
        import warnings

        warnings.warn(
            f"all {reports:,} reports with {what} have an X of at most {highest:.3g}: it seems to be approved at a "
            "lower rate than others, and shares of all reports are too low; pass config=", stacklevel=4)


def _listed_buckets(config: UploadConfig | None, program: str, chart: str) -> dict[str, float]:
    listed = {}
    if config is not None:
        for name, rate in config.counters(program):
            title, _, bucket = name.partition(":")
            if title == chart:
                listed[bucket or name] = rate
    return listed


def _buckets_elsewhere(reader: Reader, selected: Selection, chart: str) -> list[str]:
    """Returns the buckets that a chart has outside of the selection, where it has none."""
    anywhere = _read(reader, "counters", ["bucket"], Selection(selected.program), [chart], check=False)
    if len(anywhere):
        return anywhere.present("bucket")
    known = _read(reader, "counters", ["chart"], Selection(selected.program), (), check=False)
    charts = known.present("chart") if len(known) else []
    raise unknown("chart", chart, charts, f"the reports of {selected.program}")


def _windows(rows: Columns, per: Per) -> tuple[list[int], Array]:
    import numpy

    days = numpy.unique(rows["week"])
    if per == "day":
        return [int(day) for day in days], numpy.ones(len(days), dtype="int64")
    weeks, counts = numpy.unique(week_of(days), return_counts=True)
    return [int(week) for week in weeks], counts


def _place(days: Array, windows: list[int], per: Per) -> Array:
    import numpy

    ends = days if per == "day" else week_of(days)
    return numpy.searchsorted(numpy.array(windows, dtype="int64"), ends)


def _distinct(x: Array, places: tuple[Array, ...], shape: tuple[int, ...], keep: Array) -> Array:
    """Counts the distinct `x` at each place."""
    import numpy
    import pandas

    if not keep.any():
        return numpy.zeros(shape, dtype="int64")
    cell = numpy.ravel_multi_index(tuple(place[keep].astype("int64") for place in places), shape)
    numbers, distinct = pandas.factorize(x[keep])
    cells = pandas.unique(cell * len(distinct) + numbers) // len(distinct)
    return numpy.bincount(cells, minlength=int(numpy.prod(shape))).reshape(shape)
