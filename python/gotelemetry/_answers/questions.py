"""Common questions about a dataset, answered as DataFrames.

A report is counted once a week, by its X, as in the charts that collectors publish, even if it is in the dataset twice
or has several entries for a program. Weeks run from Monday to Sunday, as there. The population of every answer is the
reports that the dataset has of a program, which are those of users who consented to upload. X is new each week, so
which reports are of one machine cannot be known; `intervals` derives what that does to confidence intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gotelemetry._answers.amounts import are_amounts
from gotelemetry._answers.answer import answer
from gotelemetry._days import Weeks, day_number
from gotelemetry._answers.intervals import check_level, share_limits
from gotelemetry._optional import optional
from gotelemetry._store import layout
from gotelemetry._answers.selection import Selection, Where
from gotelemetry._answers.tally import By, Per, Tally, check_by, tally_chart

if TYPE_CHECKING:
    import pandas

    from gotelemetry._config import UploadConfig
    from gotelemetry._days import Day
    from gotelemetry._reader import Reader

# The days that a charts file states do not matter in a table of its bars.
_ANY_DAY = "1970-01-01"


@answer
def share(
    dataset: Reader,
    program: str,
    chart: str,
    by: By | None = None,
    *,
    weeks: Weeks = (),
    where: Where | None = None,
    config: UploadConfig | None = None,
    level: float = 0.95,
) -> pandas.DataFrame:
    """Returns the share of a program's reports that have each bucket of a chart.

    A report without the chart counts in the denominator: the event did not occur on that machine. The population is
    the reports of the weeks read; a machine that reported in each of them is in it once a week.

    The interval is the exact one of Clopper and Pearson for as many independent reports as there are at least: those
    of about one week, since the machines of all weeks may be the same. It contains the true share in at least 95 % of
    all samples, even if the same machines report every week and never change their answer.
    `gotelemetry._answers.intervals` derives it. Hence more weeks do not make it narrower; more machines do.

    Args:
        dataset: the reports.
        program: path of the program.
        chart: name of the chart.
        by: what to group by, if anything. Each group has its own denominator; a report with, say, several versions
            of the program is in several groups. A group ``week`` has seven days, from Monday to Sunday.
        weeks: which report days to read: a list of days; a range, such as ``slice("2026-11-02", "2026-11-29")`` with
            both ends; or whole weeks, such as ``["2026-W48"]`` or ``slice("2026-W45", "2026-W48")``. Empty: all.
        where: only entries with these values, such as ``{"goos": ["linux"], "version": ["v1.2.0", "v1.2.1"]}``.
        config: the config with which the reports were made. Of a bucket that it approves at a rate below 1, only
            reports whose X is at most the rate count, above and below the line; and buckets that did not occur at all
            have a row. Without it, all rates are taken to be 1.
        level: the confidence level of the interval.

    Returns:
        A row for each group and bucket, also for those that have no reports: groups in their order (versions as
        versions), and within them buckets in their order if they are amounts, such as ``<10ms``, and otherwise those
        with the most reports in all groups first:

        ========= ======== ============================================================
        column    type     meaning
        ========= ======== ============================================================
        (by)      text     the group, only if `by` is given; a week is its last day (``datetime64[s]``)
        bucket    text     the bucket
        reports   int64    number of distinct reports of the program with that bucket
        total     int64    number of distinct reports of the program (in the group) that could have it
        share     float64  reports / total; NaN if there are none
        low       float64  lower end of the confidence interval of share
        high      float64  its upper end
        weeks     int64    number of weeks that have reports (in the group)
        effective float64  number of independent reports that `total` is at least worth
        ========= ======== ============================================================

        ``attrs`` says what was counted: ``program``, ``chart``, ``first`` and ``last`` (the first and the last day of
        the weeks), ``weeks``, ``level``.

    Raises:
        ImportError: pandas is not installed.
        UnknownNameError: the program, chart, or a value of `where` is not in the data; the message has the nearest
            names.
        DataError, OSError: as for `Dataset.counters`.
        ValueError: `by` is not one of these columns, or `weeks` is no range of days.
    """
    pd = optional("pandas", "share()")
    check_level(level)
    check_by(by)
    counted = tally_chart(dataset, Selection(program, weeks, where, config), chart, by)
    return _frame(pd, counted, level, program, chart)


@answer
def trend(
    dataset: Reader,
    program: str,
    chart: str,
    *,
    per: Per = "week",
    weeks: Weeks = (),
    where: Where | None = None,
    config: UploadConfig | None = None,
    level: float = 0.95,
) -> pandas.DataFrame:
    """Returns the share of each bucket of a chart, week by week.

    A week is seven report days, from Monday to Sunday. Each machine reports on a weekday of its own, so weeks compare
    (mostly) the same machines, but neighbouring days are different machines. The interval of each week is for that
    week alone.

    Args:
        dataset, program, chart, weeks, where, config, level: as for `share`.
        per: ``"week"``, or ``"day"`` for a row for each report day.

    Returns:
        A row for each week that has reports of the program and each bucket that occurs in any week, by time and then
        in the order of `share`: ``week`` (``datetime64[s]``, its last day) or ``day``; ``days`` (int64), the number
        of days of the week that have reports, fewer than 7 at either end of the data; and ``bucket``, ``reports``,
        ``total``, ``share``, ``low`` and ``high`` as in `share`. A bucket that does not occur in a week has 0 reports.

    Raises:
        ImportError, UnknownNameError, DataError, OSError, ValueError: as for `share`.
    """
    pd = optional("pandas", "trend()")
    check_level(level)
    counted = tally_chart(dataset, Selection(program, weeks, where, config), chart, None, per)
    return _by_window(pd, counted, level, program, chart, per)


def charts_json(dataset: Reader, config: UploadConfig, *, start: Day, end: Day) -> str:
    """Returns the exact charts of the dataset, byte for byte the file that ``collector chart`` writes.

    They may be of a store, or of Parquet that has the tables of reports, programs and counters.

    Args:
        dataset: the reports. A malformed line is an error here even with ``errors="skip"``.
        config: which charts to make.
        start: the first day that the dataset covers. The file only states it: no report is left out.
        end: the last day, likewise.

    Raises:
        DataError, OSError: as for `Dataset.counters`.
    """
    from gotelemetry import _schema
    from gotelemetry._answers.charts import charts_of_store

    first, last = day_number(start, "start"), day_number(end, "end")
    if layout.are_parquet(dataset.paths):
        return charts_of_store(dataset, config, first, last)
    return _schema.charts(list(dataset.paths), config._approved, first, last)


def charts(dataset: Reader, config: UploadConfig) -> pandas.DataFrame:
    """Returns the exact charts that ``collector chart`` writes, a row for each bar.

    Args:
        dataset: the reports.
        config: which charts to make.

    Returns:
        In the order of the charts file: ``program``, ``chart``, ``week`` (``datetime64[s]``, the latest in the
        dataset), ``bucket`` and ``value`` (int64, number of distinct reports).

    Raises:
        ImportError: pandas is not installed.
        DataError, OSError: as for `Dataset.counters`.
    """
    pd = optional("pandas", "charts()")
    import json

    parsed = json.loads(charts_json(dataset, config, start=_ANY_DAY, end=_ANY_DAY))
    rows = [
        (program["Name"], chart["Name"], bar["Week"], bar["Key"], bar["Value"])
        for program in parsed["Programs"]
        for chart in program["Charts"] or ()
        for bar in chart["Data"]
    ]
    frame: pandas.DataFrame = pd.DataFrame(rows, columns=["program", "chart", "week", "bucket", "value"])
    return frame.astype({"week": "datetime64[s]", "value": "int64"})


def to_days(numbers: Any) -> Any:
    """Returns numbers of days since 1970-01-01 as pandas has days."""
    import numpy

    return numpy.asarray(numbers, dtype="int64").astype("datetime64[D]").astype("datetime64[s]")


def ordered_buckets(counted: Tally) -> list[int]:
    """Returns the places of the buckets: amounts in their order, and otherwise those with the most reports first."""
    if are_amounts(counted.buckets):
        return list(range(len(counted.buckets)))
    reports = counted.reports.sum(axis=0)
    return sorted(range(len(counted.buckets)), key=lambda place: (-reports[place], counted.buckets[place]))


def describe_window(counted: Tally) -> dict[str, Any]:
    """Returns the first and last day of the weeks (or days) counted, as pandas.Timestamps, and their number."""
    import pandas

    if not counted.windows:
        return {"first": None, "last": None, "weeks": 0}
    first, last = to_days(counted.windows)[[0, -1]]
    return {"first": pandas.Timestamp(first) - pandas.Timedelta(days=6), "last": pandas.Timestamp(last),
            "weeks": len(counted.windows)}


def with_shares(frame: pandas.DataFrame, effective: Any, level: float) -> pandas.DataFrame:
    """Adds the columns ``share``, ``low`` and ``high`` to ``reports`` and ``total``."""
    import numpy

    reports, total = frame["reports"].to_numpy(dtype="float64"), frame["total"].to_numpy(dtype="float64")
    shares = numpy.divide(reports, total, out=numpy.full(len(frame), numpy.nan), where=total > 0)
    low, high = share_limits(numpy.nan_to_num(shares) * effective, effective, level)
    return frame.assign(share=shares, low=low, high=high)


def _frame(pd: Any, counted: Tally, level: float, program: str, chart: str) -> pandas.DataFrame:
    order = ordered_buckets(counted)
    groups, buckets = len(counted.groups), [counted.buckets[place] for place in order]
    data: dict[str, Any] = {}
    if counted.by == "week":
        data["week"] = to_days(counted.groups).repeat(len(buckets))
    elif counted.by is not None:
        data[counted.by] = _texts(pd, counted.groups, repeat=len(buckets))
    data["bucket"] = pd.Series(buckets * groups, dtype="str")
    data["reports"] = counted.reports[:, order].ravel()
    data["total"] = counted.total[:, order].ravel()
    effective = counted.effective[:, order].ravel()
    frame = with_shares(pd.DataFrame(data), effective, level)
    frame["weeks"] = (counted.totals[:, order] > 0).sum(axis=-1).ravel()
    frame["effective"] = effective
    frame.attrs.update(program=program, chart=chart, level=level, **describe_window(counted))
    return frame


def _by_window(pd: Any, counted: Tally, level: float, program: str, chart: str, per: Per) -> pandas.DataFrame:
    order = ordered_buckets(counted)
    buckets, windows = [counted.buckets[place] for place in order], counted.windows
    frame = pd.DataFrame({
        per: to_days(windows).repeat(len(buckets)),
        "days": counted.days.repeat(len(buckets)),
        "bucket": pd.Series(buckets * len(windows), dtype="str"),
        "reports": counted.seen[0, order].T.ravel(),
        "total": counted.totals[0, order].T.ravel(),
    })
    frame = with_shares(frame, frame["total"].to_numpy(dtype="float64"), level)
    frame.attrs.update(program=program, chart=chart, level=level, **describe_window(counted))
    return frame


def _texts(pd: Any, texts: Sequence[str], repeat: int) -> Any:
    return pd.Series([text for text in texts for _ in range(repeat)], dtype="str")
