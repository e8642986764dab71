"""What differs between two versions, platforms or times, and whether it can be chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from gotelemetry._answers import intervals
from gotelemetry._answers.answer import answer
from gotelemetry._days import Weeks, day_numbers, week_of
from gotelemetry._names import unknown
from gotelemetry._optional import optional
from gotelemetry._answers.questions import to_days
from gotelemetry._answers.selection import Columns, Selection, Where, read, read_ahead
from gotelemetry._answers.stacks import top_frames
from gotelemetry._answers.tally import By, Tallies, bucket_rate, check_by

if TYPE_CHECKING:
    import pandas

    from gotelemetry._config import UploadConfig
    from gotelemetry._reader import Reader

_SIDES = ("a", "b")


@answer
def compare(
    dataset: Reader,
    program: str,
    a: Any,
    b: Any,
    by: By = "version",
    *,
    charts: Iterable[str] | None = None,
    stacks: bool = True,
    frames: int = 3,
    weeks: Weeks = (),
    where: Where | None = None,
    config: UploadConfig | None = None,
    level: float = 0.95,
) -> pandas.DataFrame:
    """Compares two groups of a program's reports, bucket by bucket and stack by stack.

    Each row is a bucket (or a group of stacks with the same top frames): the share of the reports of `a` and of `b`
    that have it, the difference and its interval, and how likely chance alone makes such a difference. Since many
    buckets are compared, some have a low p by chance: judge by ``q``. Of the rows whose q is at most 0.05, at most
    5 % are expected to differ by chance alone.

    As in `share`, several weeks count as the reports of about one week, since the machines may be the same. p and the
    interval are therefore conservative, and those of one machine in both groups (before and after an update) do not
    make them wrong. What the groups differ in besides `by` is not known: users who update early are not all users.

    Args:
        dataset: the reports.
        program: path of the program.
        a, b: the groups: a value of the column `by`, such as ``"v1.2.0"``, or a list of values. If `by` is ``"week"``,
            a week such as ``"2026-W48"``, or days or weeks as for ``weeks`` of `share`.
        by: what the groups are of.
        charts: the charts and stack counters to compare; None: all.
        stacks: whether to compare stacks.
        frames: the number of innermost frames by which stacks are grouped, as for `top_stacks`.
        weeks, where, config: as for `share`.
        level: the confidence level of the intervals.

    Returns:
        A row for each bucket that occurs in `a` or `b`, the least likely to be chance first:

        =================== ======== =======================================================
        column              type     meaning
        =================== ======== =======================================================
        kind                text     ``"chart"`` or ``"stack"``
        chart               text     the chart or stack counter
        bucket              text     the bucket, or the top frames, one per line
        reports_a, total_a  int64    reports of `a` that have it, and that could have it
        reports_b, total_b  int64    the same for `b`
        share_a, share_b    float64  reports / total
        difference          float64  share_b - share_a
        low, high           float64  ends of the confidence interval of the difference
        p                   float64  of Fisher's exact test
        q                   float64  p corrected by Benjamini and Hochberg for all rows
        detectable          float64  the difference that would be found in 80 % of all cases
        =================== ======== =======================================================

    Raises:
        ImportError, DataError, OSError: as for `share`.
        UnknownNameError: the program, a group or a chart is not in the data.
        ValueError: a value is in both groups.
    """
    pd = optional("pandas", "compare()")
    check_by(by)
    intervals.check_level(level)
    selected = Selection(program, weeks, where, config)
    wanted = None if charts is None else _names(charts)
    sides = _Sides(by, a, b)
    kinds = ["chart", "stack"] if stacks else ["chart"]
    rate_of = _rates(dataset, selected)
    tallies = {kind: Tallies("side", "week", rate_of.all, lambda item: rate_of.of(*item)) for kind in kinds}
    rows = 0

    def read_part(part: Selection) -> tuple[int, Columns, list[Columns]]:
        everyone = read(dataset, "programs", _columns(by), part)
        return len(everyone), sides.of(everyone), [_items(dataset, part, kind, sides, wanted, frames) for kind in kinds]

    for entries, everyone, found in read_ahead(dataset, selected.parts(dataset), read_part):
        rows += entries
        for kind, items in zip(kinds, found):
            tallies[kind].add(everyone, items, "item")
    selected.require(dataset, rows)
    sides.require(program)
    parts = [_tested(kind, tallies[kind], level) for kind in kinds]
    frame: pandas.DataFrame = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    if wanted is not None:
        _require_charts(dataset, selected, wanted, set(frame["chart"]))
    frame["q"] = intervals.adjusted_p(frame["p"].to_numpy())
    frame = frame[[*(name for name in frame.columns if name not in ("q", "detectable")), "q", "detectable"]]
    frame = frame.sort_values(["p", "difference", "kind", "chart", "bucket"], key=_by_size, ignore_index=True)
    frame.attrs.update(program=program, a=sides.label_a, b=sides.label_b, by=by, level=level, tests=len(frame))
    return frame


@answer
def changes(
    dataset: Reader,
    program: str,
    last: int = 4,
    before: int = 4,
    *,
    charts: Iterable[str] | None = None,
    stacks: bool = True,
    frames: int = 3,
    where: Where | None = None,
    config: UploadConfig | None = None,
    level: float = 0.95,
) -> pandas.DataFrame:
    """Returns what moved most in the last weeks: `compare` of the last weeks with those before.

    Args:
        dataset: the reports.
        program: path of the program.
        last: the number of weeks, counted from the last one that has reports.
        before: the number of weeks before them to compare with; fewer if the data begins later.
        charts, stacks, frames, where, config, level: as for `compare`.

    Returns:
        The rows of `compare`, with the weeks before as `a` and the last weeks as `b`.

    Raises:
        ImportError, UnknownNameError, DataError, OSError: as for `compare`.
        ValueError: there are no weeks to compare with.
    """
    if last < 1 or before < 1:
        raise ValueError(f"last={last} and before={before} must be at least 1")
    selected = Selection(program, (), where)
    weeks: set[int] = set()
    for part in selected.parts(dataset):
        weeks.update(week_of(day) for day in set(read(dataset, "programs", ["week"], part)["week"].tolist()))
    selected.require(dataset, len(weeks))
    end, begin = max(weeks), min(weeks)
    middle = end - 7 * last
    if middle < begin:
        n = (end - begin) // 7 + 1
        weeks_read = f"{n} week{'s' if n > 1 else ''}"
        raise ValueError(f"last={last}: {program} has reports of only {weeks_read}, none before these")
    start = max(begin, middle - 7 * (before - 1))
    days = [str(day)[:10] for day in to_days([start - 6, middle, middle + 1, end])]
    return compare(
        dataset, program, slice(days[0], days[1]), slice(days[2], days[3]), "week", charts=charts, stacks=stacks,
        frames=frames, where=where, config=config, level=level,
    )


class _Sides:
    """Which rows are of `a` and which of `b`."""

    def __init__(self, by: str, a: Any, b: Any) -> None:
        self._by = by
        self.label_a, self.label_b = _label(a), _label(b)
        self._values = [_values(by, a, "a"), _values(by, b, "b")]
        self._present: set[Any] = set()
        self._sides = {value: side for side, values in enumerate(self._values) for value in values}

    def of(self, rows: Columns) -> Columns:
        """Returns the rows of either side, with the column ``side``."""
        import numpy

        if self._by == "week":
            weeks, places = numpy.unique(week_of(rows["week"]), return_inverse=True)
            self._present.update(weeks.tolist())
            lookup = numpy.array([self._sides.get(int(week), -1) for week in weeks], dtype="int64")
        else:
            places = rows[self._by]
            self._present |= rows.occurring(self._by)
            lookup = numpy.array([self._sides.get(text, -1) for text in rows.texts[self._by]], dtype="int64")
        side = lookup[places] if len(lookup) else numpy.zeros(0, dtype="int64")
        return rows.having("side", side, list(_SIDES)).where(side >= 0)

    def require(self, program: str) -> None:
        """Raises an error if a side has no rows, of those that there were, or if both have the same."""
        both = [value for value in self._values[1] if value in self._values[0] and value in self._present]
        for values in self._values:
            known = [value for value in values if value in self._present]
            if not known or (self._by != "week" and len(known) < len(values)):
                missing = next(value for value in values if value not in self._present)
                raise unknown(
                    self._by, self._shown(missing), map(self._shown, self._present), f"the reports of {program}")
        if both:
            raise ValueError(f"{self._by} {self._shown(both[0])} is in both groups")

    def _shown(self, value: Any) -> str:
        return str(to_days([value])[0])[:10] if self._by == "week" else str(value)


class _rates:
    """Up to which X reports have what is compared: a chart and its bucket, or a stack counter and its top frames."""

    def __init__(self, dataset: Reader, selected: Selection) -> None:
        self._selected = selected
        self._known: dict[str, float] = {}
        self.all: set[float] = set()
        config = selected.config
        if config is None:
            return
        self.all.update(rate for _, rate in config.counters(selected.program))
        stacks: set[str] = set()
        for part in selected.parts(dataset):
            stacks |= read(dataset, "stacks", ["stack"], part).occurring("stack")
        self.all.update(self.of("stack", name, "") for name in stacks)

    def of(self, kind: str, chart: str, bucket: str) -> float:
        """Returns the rate of an item."""
        name = chart if kind == "stack" or chart == bucket else f"{chart}:{bucket}"
        if name not in self._known:
            self._known[name] = bucket_rate(self._selected, name)
        return self._known[name]


def _items(
    dataset: Reader, selected: Selection, kind: str, sides: _Sides, charts: list[str] | None, frames: int
) -> Columns:
    """Returns the rows of charts or stacks that are of either side; an ``item`` is a kind, a chart and a bucket."""
    import numpy

    table, name, bucket = ("counters", "chart", "bucket") if kind == "chart" else ("stacks", "stack", "frames")
    found = sides.of(read(dataset, cast(Any, table), [*_columns(sides._by), name, bucket], selected, charts or ()))
    buckets = found.texts.get(bucket, [])
    if kind == "stack":
        buckets = [top_frames(text, frames) for text in buckets]
    pairs = found[name].astype("int64") * max(len(buckets), 1) + found[bucket].astype("int64")
    distinct, places = numpy.unique(pairs, return_inverse=True)
    labels = [(kind, found.texts[name][pair // len(buckets)], buckets[pair % len(buckets)]) for pair in distinct]
    # Stacks that differ only below the top frames are one item.
    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    codes = numpy.array([numbers[label] for label in labels], dtype="int64")
    item = codes[places.ravel()] if len(codes) else numpy.zeros(0, dtype="int64")
    return found.having("item", item, list(numbers))


def _tested(kind: str, tallies: Tallies, level: float) -> pandas.DataFrame:
    import numpy
    import pandas

    items = sorted(tallies.items)
    counted = tallies.total(items, _SIDES)
    n = counted.effective
    shares = numpy.divide(counted.reports, counted.total, out=numpy.zeros(n.shape), where=counted.total > 0)
    frame = pandas.DataFrame({
        "kind": pandas.Series([kind] * len(items), dtype="str"),
        "chart": pandas.Series([chart for _, chart, _ in items], dtype="str"),
        "bucket": pandas.Series([text for _, _, text in items], dtype="str"),
        "reports_a": counted.reports[0], "total_a": counted.total[0],
        "reports_b": counted.reports[1], "total_b": counted.total[1],
        "share_a": shares[0], "share_b": shares[1], "difference": shares[1] - shares[0],
    })
    frame["low"], frame["high"] = intervals.difference_limits(shares[1], n[1], shares[0], n[0], level)
    frame["p"] = intervals.difference_p(shares[0], n[0], shares[1], n[1])
    frame["detectable"] = intervals.detectable_difference(shares[0], n[0], shares[1], n[1], level)
    return frame


def _columns(by: str) -> list[str]:
    return ["week", "x"] if by == "week" else ["week", "x", by]


def _values(by: str, group: Any, argument: str) -> list[Any]:
    if by == "week":
        days = [group] if isinstance(group, str) or not isinstance(group, (slice, Sequence)) else group
        import numpy

        values: list[Any] = numpy.unique(week_of(numpy.array(day_numbers(days, argument)))).tolist()
    else:
        values = [group] if isinstance(group, str) else list(group)
    if not values:
        raise ValueError(f"{argument} is an empty group")
    return values


def _label(group: Any) -> str:
    if isinstance(group, slice):
        return f"{group.start} to {group.stop}"
    return group if isinstance(group, str) or not isinstance(group, Iterable) else ", ".join(map(str, group))


def _names(charts: Iterable[str]) -> list[str]:
    if isinstance(charts, str):
        raise TypeError(f"charts must be a list of names, not a single one: use [{charts!r}]")
    return list(charts)


def _require_charts(dataset: Reader, selected: Selection, wanted: Sequence[str], found: set[str]) -> None:
    missing = [name for name in wanted if name not in found]
    if not missing:
        return
    known: set[str] = set()
    for part in Selection(selected.program).parts(dataset):
        known |= read(dataset, "counters", ["chart"], part).occurring("chart")
        known |= read(dataset, "stacks", ["stack"], part).occurring("stack")
    for name in missing:
        if name not in known:
            raise unknown("chart", name, known, f"the reports of {selected.program}")


def _by_size(column: pandas.Series[Any]) -> pandas.Series[Any]:
    return -column.abs() if column.name == "difference" else column
