"""Questions that people have about a dataset, and their answers as DataFrames.

Everywhere, a report is counted once, by its X, as in the charts that collectors publish: a machine that sent a report
twice, or has several entries of a program in one, is one machine.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Literal

from gotelemetry._days import day_number
from gotelemetry._optional import optional

if TYPE_CHECKING:
    import pandas

    from gotelemetry._config import UploadConfig
    from gotelemetry._dataset import Dataset
    from gotelemetry._days import Day

By = Literal["version", "goversion", "goos", "goarch", "week"]

_BY = ("version", "goversion", "goos", "goarch", "week")
# The quantile of the normal distribution that leaves 2.5 % on either side.
_Z = 1.959963984540054
# The days that a charts file states are of no interest in a table of its bars.
_ANY_DAY = "1970-01-01"


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """Returns the 95 % score interval for the probability of which `successes` in `trials` were seen.

    After Wilson, "Probable inference, the law of succession, and statistical inference" (1927). Unlike the normal
    approximation it holds for few trials and near 0 and 1.

    Example:
        >>> low, high = gotelemetry.wilson_interval(5, 10)
        >>> round(low, 3), round(high, 3)
        (0.237, 0.763)
    """
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    square = _Z * _Z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    radius = _Z / (1 + square / trials) * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    return max(0.0, middle - radius), min(1.0, middle + radius)


def share(dataset: Dataset, program: str, chart: str, by: By | None = None) -> pandas.DataFrame:
    """Returns which share of a program's reports have each bucket of a chart.

    A report without the chart counts in the denominator: it says that the event did not occur on that machine.

    Args:
        dataset: the reports.
        program: path of the program.
        chart: name of the chart.
        by: makes groups of what a report says of the program, or of weeks, each with its own denominator. A report
            with several versions is in several groups.

    Returns:
        A row for each group and bucket, sorted by the group and then by `reports`, the largest first:

        ======== ======== ============================================================
        column   type     meaning
        ======== ======== ============================================================
        (by)     object   the group; only if `by` is given
        bucket   object   the bucket
        reports  int64    number of distinct reports of the program that have it
        total    int64    number of distinct reports of the program
        share    float64  reports / total
        low      float64  lower end of the 95 % Wilson interval of share
        high     float64  its upper end
        ======== ======== ============================================================

    Raises:
        ImportError: pandas is not installed.
        DataError, OSError: as `Dataset.counters`.
        ValueError: `by` is not one of those.
    """
    if by is not None and by not in _BY:
        raise ValueError(f"by is one of {', '.join(_BY)}, not {by!r}")
    pd = optional("pandas", "share()")
    group = [] if by is None else [by]
    seen = _plain(dataset.counters(programs=[program], charts=[chart]).to_pandas(), [*group, "bucket", "x"])
    everyone = _plain(dataset.programs(programs=[program]).to_pandas(), [*group, "x"])
    reports = seen.groupby([*group, "bucket"])["x"].nunique().rename("reports").reset_index()
    if by is None:
        reports["total"] = everyone["x"].nunique()
    else:
        totals = everyone.groupby(group)["x"].nunique().rename("total").reset_index()
        reports = reports.merge(totals, on=by, how="left")
    reports = reports.astype({"reports": "int64", "total": "int64"})
    result = _with_interval(pd, reports)
    order = [*group, "reports", "bucket"]
    return result.sort_values(order, ascending=[name != "reports" for name in order], ignore_index=True)


def trend(dataset: Dataset, program: str, chart: str) -> pandas.DataFrame:
    """Returns how the share of each bucket of a chart goes on over the weeks.

    Args:
        dataset: the reports.
        program: path of the program.
        chart: name of the chart.

    Returns:
        A row for each week in which the program was reported and each bucket that any week has, sorted by these:
        ``week`` (``datetime64[s]``), and ``bucket``, ``reports``, ``total``, ``share``, ``low`` and ``high`` as
        `share` has them. A bucket that a week lacks is there with 0 reports.

    Raises:
        ImportError, DataError, OSError: as `share`.
    """
    pd = optional("pandas", "trend()")
    found = share(dataset, program, chart, by="week")
    everyone = _plain(dataset.programs(programs=[program]).to_pandas(), ["week", "x"])
    totals = everyone.groupby("week")["x"].nunique()
    buckets = sorted(found["bucket"].unique())
    every = pd.MultiIndex.from_product([totals.index, buckets], names=["week", "bucket"])
    reports = found.set_index(["week", "bucket"])["reports"].reindex(every, fill_value=0).reset_index()
    reports["total"] = reports["week"].map(totals).astype("int64")
    return _with_interval(pd, reports)


def top_stacks(dataset: Dataset, program: str, prefix: str = "", n: int = 10, frames: int = 3) -> pandas.DataFrame:
    """Returns the stacks that the most reports of a program have, grouped by their top frames.

    Args:
        dataset: the reports.
        program: path of the program.
        prefix: only stack counters whose names begin with it.
        n: how many groups.
        frames: how many of the innermost frames make a group. Their positions within the function are left out, so
            that versions of a program do not tear a group apart.

    Returns:
        At most `n` rows, those with the most reports first: ``stack`` (the counter's name), ``frames`` (a line each,
        innermost first), ``reports`` (int64, number of distinct reports), ``value`` (int64, sum of the counts) and
        ``example`` (one whole stack of the group, the most counted one).

    Raises:
        ImportError, DataError, OSError: as `share`.
    """
    optional("pandas", "top_stacks()")
    stacks = _plain(dataset.stacks(programs=[program]).to_pandas(), ["stack", "frames", "x", "value"])
    stacks = stacks[stacks["stack"].str.startswith(prefix)]
    top = {text: top_frames(text, frames) for text in stacks["frames"].unique()}
    stacks = stacks.assign(example=stacks["frames"], frames=stacks["frames"].map(top).astype(object))
    stacks = stacks.sort_values(["value", "example"], ascending=[False, True])
    groups = stacks.groupby(["stack", "frames"], sort=True)
    result = groups.agg(reports=("x", "nunique"), value=("value", "sum"), example=("example", "first")).reset_index()
    result = result.sort_values(["reports", "value", "stack", "frames"], ascending=[False, False, True, True])
    return result.head(n).reset_index(drop=True)


def top_frames(stack: str, n: int) -> str:
    """Returns the functions of the first `n` frames of a stack, a line each, without their positions.

    Example:
        >>> gotelemetry.top_frames("main.parse:+3,+0x5f\\nmain.main:+1,+0x8", 1)
        'main.parse'
    """
    return "\n".join(frame.rpartition(":")[0] or frame for frame in stack.split("\n")[:n])


def charts_json(dataset: Dataset, config: UploadConfig, *, start: Day, end: Day) -> str:
    """Returns the charts file of the dataset, byte for byte the one that a collector publishes.

    Args:
        dataset: the reports; of datasets with malformed lines, ``errors="skip"`` does not help here.
        config: which charts there are.
        start: the first day that the dataset covers, as the file states it.
        end: the last day.

    Raises:
        DataError, OSError: as `Dataset.counters`.
    """
    from gotelemetry import _schema

    return _schema.charts(list(dataset.paths), config._approved, day_number(start), day_number(end))


def charts(dataset: Dataset, config: UploadConfig) -> pandas.DataFrame:
    """Returns the charts that a collector publishes, a row for each bar.

    Args:
        dataset: the reports.
        config: which charts there are.

    Returns:
        In the order of the charts file: ``program``, ``chart``, ``week`` (``datetime64[s]``, the latest of the
        dataset), ``bucket`` and ``value`` (int64, number of distinct reports).

    Raises:
        ImportError: pandas is not installed.
        DataError, OSError: as `Dataset.counters`.
    """
    pd = optional("pandas", "charts()")
    parsed = json.loads(charts_json(dataset, config, start=_ANY_DAY, end=_ANY_DAY))
    rows = [
        (program["Name"], chart["Name"], bar["Week"], bar["Key"], bar["Value"])
        for program in parsed["Programs"]
        for chart in program["Charts"] or ()
        for bar in chart["Data"]
    ]
    frame: pandas.DataFrame = pd.DataFrame(rows, columns=["program", "chart", "week", "bucket", "value"])
    return frame.astype({"week": "datetime64[s]", "value": "int64"})


def _plain(frame: pandas.DataFrame, columns: list[str]) -> pandas.DataFrame:
    """Returns the columns, categories as plain texts: groups are then only those that occur."""
    selected = frame[columns]
    categories = {name: object for name in columns if str(selected[name].dtype) == "category"}
    return selected.astype(categories)


def _with_interval(pd: Any, reports: pandas.DataFrame) -> pandas.DataFrame:
    intervals = [wilson_interval(k, n) for k, n in zip(reports["reports"], reports["total"])]
    ends = pd.DataFrame(intervals, columns=["low", "high"], index=reports.index, dtype="float64")
    share = (reports["reports"] / reports["total"]).astype("float64")
    return reports.assign(share=share, low=ends["low"], high=ends["high"])
