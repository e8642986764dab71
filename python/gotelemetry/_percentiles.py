"""Percentiles of amounts that were counted in buckets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from gotelemetry._amounts import bounds
from gotelemetry._columns import FIELDS
from gotelemetry._days import Weeks, week_of
from gotelemetry._intervals import check_level, effective_reports, share_limits
from gotelemetry._optional import optional
from gotelemetry._questions import to_days
from gotelemetry._tally import (
    By,
    Columns,
    Selection,
    Where,
    chart_buckets,
    check_by,
    read,
    require_program,
)

if TYPE_CHECKING:
    import numpy
    import pandas

    from gotelemetry._config import UploadConfig
    from gotelemetry._reader import Reader

    Array = numpy.ndarray[Any, Any]

Weight = Literal["report", "event"]


def percentiles(
    dataset: Reader,
    program: str,
    chart: str,
    percents: Sequence[float] = (50, 90, 99),
    by: By | None = None,
    *,
    weight: Weight = "report",
    weeks: Weeks = (),
    where: Where | None = None,
    config: UploadConfig | None = None,
    level: float = 0.95,
) -> pandas.DataFrame:
    """Returns percentiles of a chart whose buckets are amounts, such as ``latency:<10ms``, ``latency:<50ms``.

    A count says only in which bucket an event was, so a percentile is known only to lie between the ends of a bucket:
    nothing is interpolated. A confidence interval then covers the buckets that the percentile may lie in.

    The interval counts reports, not events: those of one report belong together, however many they are. For each
    bucket it takes the share of what lies in it or below, whose variance between the reports gives a number of
    independent reports that is worth as much, at most as many as in `share`; the percentile may lie in every bucket
    whose interval (Korn and Graubard's) does not exclude it. Errors of several weeks are added, not averaged out, since
    their machines may be the same.

    Args:
        dataset: the reports.
        program: path of the program.
        chart: name of the chart. Buckets that end (``<10ms``, ``<50ms``) begin where the one before ends.
        percents: which percentiles, between 0 and 100.
        by: what to group by, as for `share`.
        weight: ``"report"``: each report counts the same, however many events it has, so that the answer is about
            machines; ``"event"``: each event counts the same, so that it is about the machines that have most of them,
            and one report with an absurd number decides it.
        weeks, where, level: as for `share`.
        config: buckets that it lists are there even if no report has them; they say where the next one begins. The
            buckets' rates must be equal: a report that has only some of them has no percentiles.

    Returns:
        A row for each group and percentile:

        ========== ======== ============================================================
        column     type     meaning
        ========== ======== ============================================================
        (by)       object   the group, only if `by` is given; a week is its last day
        percentile float64  which one
        bucket     object   the bucket that it lies in
        at_least   float64  where that bucket begins, in ``attrs["unit"]``
        at_most    float64  where it ends; infinite for the last one, such as ``>=1s``
        low        float64  lower end of the confidence interval: where a bucket begins
        high       float64  its upper end: where a bucket ends
        reports    int64    number of reports that have the chart
        ========== ======== ============================================================

        ``attrs["unit"]`` is ``"s"`` for durations, ``"B"`` for sizes, otherwise what the buckets say.

    Raises:
        ImportError, UnknownNameError, DataError, OSError: as for `share`.
        ValueError: a bucket is no amount, the units or rates differ, or an argument is out of its range.
    """
    pd = optional("pandas", "percentiles()")
    check_by(by)
    check_level(level)
    for percent in percents:
        if not 0 < percent < 100:
            raise ValueError(f"percents must be between 0 and 100, not {percent}")
    if weight not in ("report", "event"):
        raise ValueError(f'weight must be "report" or "event", not {weight!r}')
    selected = Selection(program, weeks, where or {}, config)
    found = _events(dataset, selected, chart)
    if not len(found):
        require_program(dataset, selected, read(dataset, "programs", ["x"], selected))
    buckets, rates = chart_buckets(dataset, selected, chart, found)
    if len(set(rates)) > 1:
        raise ValueError(f"the buckets of {chart} are approved at different rates: {sorted(set(rates))}")
    edges, unit = bounds(buckets)
    if rates:
        found = found.where(found["x"] <= rates[0])
    groups, group_of = _groups(found, by)
    rows = []
    for number, group in enumerate(groups):
        shares = _Shares(found.where(group_of == number), buckets, weight, level)
        for percent in percents:
            place, low, high = shares.places_of(percent / 100)
            interval = edges[low][0], edges[high][1]
            rows.append((group, float(percent), buckets[place], *edges[place], *interval, shares.reports))
    columns = ["group", "percentile", "bucket", "at_least", "at_most", "low", "high", "reports"]
    frame: pandas.DataFrame = pd.DataFrame(rows, columns=columns)
    frame["bucket"] = frame["bucket"].astype(object)
    frame = frame.astype({"reports": "int64"})
    if by is None:
        frame = frame.drop(columns="group")
    else:
        frame[by] = pd.Series(to_days(frame["group"]) if by == "week" else frame["group"].to_numpy(dtype=object))
        frame = frame[[by, *columns[1:]]]
    frame.attrs.update(program=program, chart=chart, unit=unit, level=level, weight=weight)
    return frame


def _events(dataset: Reader, selected: Selection, chart: str) -> Columns:
    """Returns the rows of the chart, each entry of a report once."""
    import pandas

    found = read(dataset, "counters", ["week", "x", *FIELDS, "bucket", "value"], selected, [chart])
    key = pandas.DataFrame({name: found[name] for name in ("week", "x", *FIELDS, "bucket")})
    # A count of 0 is no event.
    return found.where(~key.duplicated().to_numpy() & (found["value"] > 0))


def _groups(found: Columns, by: str | None) -> tuple[list[Any], Array]:
    import numpy

    if by is None:
        return [None], numpy.zeros(len(found), dtype="int64")
    if by == "week":
        weeks, places = numpy.unique(week_of(found["week"]), return_inverse=True)
        return weeks.tolist(), places
    groups = found.present(by)
    return groups, found.numbered(by, groups)


class _Shares:
    """The share of what lies in each bucket or below, with its interval."""

    def __init__(self, rows: Columns, buckets: list[str], weight: Weight, level: float) -> None:
        import numpy
        import pandas

        counts = numpy.zeros((0, len(buckets)))
        weeks = numpy.zeros(0, dtype="int64")
        if len(rows):
            key = pandas.DataFrame({"week": week_of(rows["week"]), "x": rows["x"]})
            report = key.groupby(["week", "x"], sort=False).ngroup().to_numpy()
            counts = numpy.zeros((report.max() + 1, len(buckets)))
            # Not int64, which would wrap.
            numpy.add.at(counts, (report, rows.numbered("bucket", buckets)), rows["value"].astype("float64"))
            weeks = numpy.zeros(len(counts), dtype="int64")
            weeks[report] = key["week"]
        self.reports = len(counts)
        if weight == "report":
            counts = counts / counts.sum(axis=1, keepdims=True)
        sizes, below = counts.sum(axis=1), counts.cumsum(axis=1)
        total = sizes.sum()
        self._shares = numpy.minimum(below.sum(axis=0) / total, 1.0) if total else numpy.zeros(len(buckets))
        residuals = below - self._shares * sizes[:, None]
        deviation = numpy.zeros(len(buckets))
        reports_of_week = []
        for week in numpy.unique(weeks):
            of_week = weeks == week
            n = int(of_week.sum())
            reports_of_week.append(n)
            deviation += numpy.sqrt((residuals[of_week] ** 2).sum(axis=0) * n / max(n - 1, 1)) / total
        # As many as if each report had the same number of events, at most.
        most = float(effective_reports(numpy.array(reports_of_week or [0])))
        if total:
            most *= total**2 / (self.reports * (sizes**2).sum())
        spread = self._shares * (1 - self._shares)
        worth = numpy.full(len(buckets), most)
        some = deviation > 0
        worth[some] = numpy.minimum(most, spread[some] / deviation[some] ** 2)
        self._low, self._high = share_limits(self._shares * worth, worth, level)

    def places_of(self, percentile: float) -> tuple[int, int, int]:
        """Returns the places of the bucket of a percentile, and of the lowest and highest one it may lie in."""
        # In exact numbers the last share is 1.
        places = [
            next((i for i, value in enumerate(values) if value >= percentile - 1e-12), len(values) - 1)
            for values in (self._shares, self._high, self._low)
        ]
        return places[0], places[1], places[2]
