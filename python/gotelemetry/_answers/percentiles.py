"""Percentiles of amounts that were counted in buckets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from gotelemetry._answers.amounts import bounds
from gotelemetry._answers.answer import answer
from gotelemetry._columns import FIELDS
from gotelemetry._days import Weeks, week_of
from gotelemetry._answers.intervals import check_level, effective_reports, share_limits
from gotelemetry._optional import optional
from gotelemetry._answers.questions import to_days
from gotelemetry._answers.order import in_order
from gotelemetry._answers.selection import Columns, Selection, Where, read, read_counts
from gotelemetry._answers.tally import By, ChartRates, check_by

if TYPE_CHECKING:
    import numpy
    import pandas

    from gotelemetry._config import UploadConfig
    from gotelemetry._reader import Reader

    Array = numpy.ndarray[Any, Any]

Weight = Literal["report", "event"]


@answer
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
        (by)       text     the group, only if `by` is given; a week is its last day
        percentile float64  which one
        bucket     text     the bucket that it lies in
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
    selected = Selection(program, weeks, where, config)
    chart_rates = ChartRates(selected, chart)
    sums = _Sums(by, weight)
    for part in selected.parts(dataset):
        sums.add(_events(dataset, part, chart, [by] if by in FIELDS else [], chart_rates))
    if not sums.buckets:
        found = sum(len(read(dataset, "programs", ["x"], part)) for part in selected.parts(dataset))
        selected.require(dataset, found)
    buckets = chart_rates.buckets(dataset, sums.buckets)
    rates = {chart_rates.of(bucket) for bucket in buckets}
    if len(rates) > 1:
        raise ValueError(f"the buckets of {chart} are approved at different rates: {sorted(rates)}")
    edges, unit = bounds(buckets)
    groups = sums.groups
    rows = []
    for group in groups:
        shares = _Shares(sums.of(group), buckets, level)
        for percent in percents:
            place, low, high = shares.places_of(percent / 100)
            interval = edges[low][0], edges[high][1]
            rows.append((group, float(percent), buckets[place], *edges[place], *interval, shares.reports))
    columns = ["group", "percentile", "bucket", "at_least", "at_most", "low", "high", "reports"]
    frame: pandas.DataFrame = pd.DataFrame(rows, columns=columns)
    frame["bucket"] = frame["bucket"].astype("str")
    frame = frame.astype({"reports": "int64"})
    if by is None:
        frame = frame.drop(columns="group")
    else:
        frame[by] = pd.Series(to_days(frame["group"])) if by == "week" else frame["group"].astype("str")
        frame = frame[[by, *columns[1:]]]
    frame.attrs.update(program=program, chart=chart, unit=unit, level=level, weight=weight)
    return frame


def _events(
    dataset: Reader, selected: Selection, chart: str, group: Sequence[str], rates: ChartRates
) -> Columns:
    """Returns the rows of the chart, each entry of a report once."""
    import numpy

    found = read_counts(dataset, "counters", [*group, "bucket", "value"], selected, [chart])
    if not len(found):
        return found
    present = sorted(found.occurring("bucket"))
    rate_of = numpy.array([rates.of(bucket) for bucket in present], dtype="float64")
    # A count of 0 is no event.
    return found.where((found["value"] > 0) & (found["x"] <= rate_of[found.numbered("bucket", present)]))


class _Week(NamedTuple):
    """Sums over the reports of a week that have the chart. `below` is what a report has in a bucket and those before.

    Attributes:
        buckets: those that occur, in order.
        reports: the number of reports.
        sizes: the sum of what reports have in all buckets.
        squares: the sum of its squares.
        below: by bucket, the sum.
        below_squares: by bucket, the sum of squares.
        products: by bucket, the sum of `below` times what the report has in all buckets.
    """

    buckets: list[str]
    reports: int
    sizes: float
    squares: float
    below: Array
    below_squares: Array
    products: Array


class _Sums:
    """Sums over the reports of each group, week by week.

    Attributes:
        buckets: those that occur.
    """

    def __init__(self, by: str | None, weight: Weight) -> None:
        self._by = by
        self._weight = weight
        self._weeks: dict[Any, list[_Week]] = {}
        self.buckets: set[str] = set()

    def add(self, found: Columns) -> None:
        """Adds the rows of some weeks."""
        import numpy

        if not len(found):
            return
        self.buckets |= found.occurring("bucket")
        weeks = week_of(found["week"])
        for week in numpy.unique(weeks):
            of_week = found.where(weeks == week)
            if self._by is None:
                self._weeks.setdefault(None, []).append(self._sums(of_week))
            elif self._by == "week":
                self._weeks.setdefault(int(week), []).append(self._sums(of_week))
            else:
                present = of_week.present(self._by)
                places = of_week.numbered(self._by, present)
                for place, group in enumerate(present):
                    self._weeks.setdefault(group, []).append(self._sums(of_week.where(places == place)))

    @property
    def groups(self) -> list[Any]:
        """The groups, in order."""
        if self._by is None:
            return [None]
        return sorted(self._weeks) if self._by == "week" else in_order(self._by, self._weeks)

    def of(self, group: Any) -> list[_Week]:
        """Returns the weeks of a group."""
        return self._weeks.get(group, [])

    def _sums(self, rows: Columns) -> _Week:
        import numpy
        import pandas

        buckets = rows.present("bucket")
        numbers, distinct = pandas.factorize(rows["x"])
        cells = numbers * len(buckets) + rows.numbered("bucket", buckets)
        # Not int64, which would wrap.
        counts = numpy.bincount(cells, rows["value"].astype("float64"), len(distinct) * len(buckets))
        counts = counts.reshape(len(distinct), len(buckets))
        if self._weight == "report":
            counts = counts / counts.sum(axis=1, keepdims=True)
        sizes, below = counts.sum(axis=1), counts.cumsum(axis=1)
        return _Week(
            buckets, len(distinct), float(sizes.sum()), float((sizes**2).sum()), below.sum(axis=0),
            (below**2).sum(axis=0), (below * sizes[:, None]).sum(axis=0))


class _Shares:
    """The share of what lies in each bucket or below, with its interval."""

    def __init__(self, weeks: list[_Week], buckets: list[str], level: float) -> None:
        import numpy

        self.reports = sum(week.reports for week in weeks)
        total = sum(week.sizes for week in weeks)
        # By week and bucket. A bucket that a week does not have has as much below it as the one before.
        below, squares, products = (numpy.zeros((len(weeks), len(buckets))) for _ in range(3))
        places = {bucket: place for place, bucket in enumerate(buckets)}
        for number, week in enumerate(weeks):
            starts = [places[bucket] for bucket in week.buckets]
            lengths = numpy.diff([*starts, len(buckets)])
            for sums, of_week in (
                (below, week.below), (squares, week.below_squares), (products, week.products)):
                sums[number, starts[0]:] = numpy.repeat(of_week, lengths)
        self._shares = numpy.minimum(below.sum(axis=0) / total, 1.0) if total else numpy.zeros(len(buckets))
        deviation = numpy.zeros(len(buckets))
        for number, week in enumerate(weeks):
            residuals = squares[number] - 2 * self._shares * products[number] + self._shares**2 * week.squares
            # What is left of numbers that are equal but for rounding.
            residuals[residuals < 1e-12 * week.squares] = 0
            deviation += numpy.sqrt(residuals * week.reports / max(week.reports - 1, 1)) / total
        # As many as if each report had the same number of events, at most.
        most = float(effective_reports(numpy.array([week.reports for week in weeks] or [0])))
        if total:
            most *= total**2 / (self.reports * sum(week.squares for week in weeks))
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
