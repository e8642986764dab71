"""What differs between two versions, platforms or times, and whether it can be chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from gotelemetry import _intervals
from gotelemetry._days import Weeks, day_numbers, week_of
from gotelemetry._names import unknown
from gotelemetry._optional import optional
from gotelemetry._questions import to_days, top_frames
from gotelemetry._tally import (
    By,
    Columns,
    Selection,
    Where,
    bucket_rate,
    check_by,
    read,
    require_program,
    tally,
)

if TYPE_CHECKING:
    import pandas

    from gotelemetry._config import UploadConfig
    from gotelemetry._reader import Reader

_SIDES = ("a", "b")


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
        kind                object   ``"chart"`` or ``"stack"``
        chart               object   the chart or stack counter
        bucket              object   the bucket, or the top frames, one per line
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
    _intervals.check_level(level)
    selected = Selection(program, weeks, where or {}, config)
    wanted = None if charts is None else _names(charts)
    everyone = read(dataset, "programs", _columns(by), selected)
    require_program(dataset, selected, everyone)
    sides = _Sides(by, a, b, everyone, program)
    everyone = sides.of(everyone)
    parts = [_tested(dataset, selected, everyone, sides, "counters", wanted, frames, level)]
    if stacks:
        parts.append(_tested(dataset, selected, everyone, sides, "stacks", wanted, frames, level))
    frame: pandas.DataFrame = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    if wanted is not None:
        _require_charts(dataset, selected, wanted, set(frame["chart"]))
    frame["q"] = _intervals.adjusted_p(frame["p"].to_numpy())
    frame = frame[[*(name for name in frame.columns if name not in ("q", "detectable")), "q", "detectable"]]
    frame = frame.sort_values(["p", "difference", "kind", "chart", "bucket"], key=_by_size, ignore_index=True)
    frame.attrs.update(program=program, a=sides.label_a, b=sides.label_b, by=by, level=level, tests=len(frame))
    return frame


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
    selected = Selection(program, (), where or {})
    everyone = read(dataset, "programs", ["week"], selected)
    require_program(dataset, selected, everyone)
    weeks = week_of(everyone["week"])
    end, begin = int(weeks.max()), int(weeks.min())
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

    def __init__(self, by: str, a: Any, b: Any, everyone: Columns, program: str) -> None:
        self._by = by
        self.label_a, self.label_b = _label(a), _label(b)
        present = set(week_of(everyone["week"]).tolist()) if by == "week" else set(everyone.texts[by])
        self._sides: dict[Any, int] = {}
        for side, values in enumerate((_values(by, a, "a"), _values(by, b, "b"))):
            known = [value for value in values if value in present]
            if not known or (by != "week" and len(known) < len(values)):
                missing = next(value for value in values if value not in present)
                raise unknown(by, self._shown(missing), map(self._shown, present), f"the reports of {program}")
            for value in known:
                if self._sides.setdefault(value, side) != side:
                    raise ValueError(f"{by} {self._shown(value)} is in both groups")

    def of(self, rows: Columns) -> Columns:
        """Returns the rows of either side, with the column ``side``."""
        import numpy

        if self._by == "week":
            weeks, places = numpy.unique(week_of(rows["week"]), return_inverse=True)
            lookup = numpy.array([self._sides.get(int(week), -1) for week in weeks], dtype="int64")
        else:
            places = rows[self._by]
            lookup = numpy.array([self._sides.get(text, -1) for text in rows.texts[self._by]], dtype="int64")
        side = lookup[places] if len(lookup) else numpy.zeros(0, dtype="int64")
        return rows.having("side", side, list(_SIDES)).where(side >= 0)

    def _shown(self, value: Any) -> str:
        return str(to_days([value])[0])[:10] if self._by == "week" else str(value)


def _tested(
    dataset: Reader, selected: Selection, everyone: Columns, sides: _Sides, table: str, charts: list[str] | None,
    frames: int, level: float,
) -> pandas.DataFrame:
    import numpy
    import pandas

    kind, name, bucket = ("chart", "chart", "bucket") if table == "counters" else ("stack", "stack", "frames")
    columns = [*_columns(sides._by), name, bucket]
    found = sides.of(read(dataset, cast(Any, table), columns, selected, charts or ()))
    buckets = found.texts.get(bucket, [])
    if kind == "stack":
        buckets = [top_frames(text, frames) for text in buckets]
    pairs = numpy.stack([found[name], found[bucket]], axis=1).astype("int64").reshape(-1, 2)
    distinct, places = numpy.unique(pairs, axis=0, return_inverse=True)
    labels = [(found.texts[name][chart], buckets[place]) for chart, place in distinct]
    # Stacks that differ only below the top frames are one item.
    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    codes = numpy.array([numbers[label] for label in labels], dtype="int64")
    item = codes[places.ravel()] if len(codes) else numpy.zeros(0, dtype="int64")
    items = list(numbers)
    rates = [bucket_rate(selected, _counter(kind, *label)) for label in items]
    counted = tally(
        everyone, found.having("item", item, items), "item", items, rates, "side", groups=_SIDES)
    n = counted.effective
    shares = numpy.divide(counted.reports, counted.total, out=numpy.zeros(n.shape), where=counted.total > 0)
    frame = pandas.DataFrame({
        "kind": pandas.Series([kind] * len(items), dtype=object),
        "chart": pandas.Series([chart for chart, _ in items], dtype=object),
        "bucket": pandas.Series([text for _, text in items], dtype=object),
        "reports_a": counted.reports[0], "total_a": counted.total[0],
        "reports_b": counted.reports[1], "total_b": counted.total[1],
        "share_a": shares[0], "share_b": shares[1], "difference": shares[1] - shares[0],
    })
    frame["low"], frame["high"] = _intervals.difference_limits(shares[1], n[1], shares[0], n[0], level)
    frame["p"] = _intervals.difference_p(shares[0], n[0], shares[1], n[1])
    frame["detectable"] = _intervals.detectable_difference(shares[0], n[0], shares[1], n[1], level)
    return frame


def _columns(by: str) -> list[str]:
    return ["week", "x"] if by == "week" else ["week", "x", by]


def _counter(kind: str, chart: str, bucket: str) -> str:
    return chart if kind == "stack" or chart == bucket else f"{chart}:{bucket}"


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
    anywhere = Selection(selected.program)
    charts = read(dataset, "counters", ["chart"], anywhere).texts["chart"]
    known = {*charts, *read(dataset, "stacks", ["stack"], anywhere).texts["stack"]}
    for name in missing:
        if name not in known:
            raise unknown("chart", name, known, f"the reports of {selected.program}")


def _by_size(column: pandas.Series[Any]) -> pandas.Series[Any]:
    return -column.abs() if column.name == "difference" else column
