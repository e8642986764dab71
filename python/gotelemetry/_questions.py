"""Common questions about a dataset, answered as DataFrames.

A report is counted once, by its X, as in the charts that collectors publish, even if it is in the dataset twice or has
several entries for a program. X is new each week, so a machine counts once a week.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from gotelemetry._days import day_number
from gotelemetry._optional import optional

if TYPE_CHECKING:
    import pandas

    from gotelemetry._config import UploadConfig
    from gotelemetry._days import Day
    from gotelemetry._reader import Reader

By = Literal["version", "goversion", "goos", "goarch", "week"]

_BY = ("version", "goversion", "goos", "goarch", "week")
# The quantile of the normal distribution that leaves 2.5 % in each tail.
_Z = 1.959963984540054
# The days that a charts file states do not matter in a table of its bars.
_ANY_DAY = "1970-01-01"


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """Returns the 95 % confidence interval for a probability, given `successes` in `trials`.

    The score interval of Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
    Unlike the normal approximation, it also holds for few trials and for shares near 0 and 1.

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


def share(dataset: Reader, program: str, chart: str, by: By | None = None) -> pandas.DataFrame:
    """Returns the share of a program's reports that have each bucket of a chart.

    A report without the chart counts in the denominator: the event did not occur on that machine.

    Args:
        dataset: the reports.
        program: path of the program.
        chart: name of the chart.
        by: what to group by, if anything. Each group has its own denominator; a report with, say, several versions
            of the program is in several groups.

    Returns:
        A row for each group and bucket, sorted by the group and then by `reports`, the largest first:

        ======== ======== ============================================================
        column   type     meaning
        ======== ======== ============================================================
        (by)     object   the group; only if `by` is given
        bucket   object   the bucket
        reports  int64    number of distinct reports of the program with that bucket
        total    int64    number of distinct reports of the program (in the group)
        share    float64  reports / total
        low      float64  lower end of the 95 % Wilson interval of share
        high     float64  its upper end
        ======== ======== ============================================================

    Raises:
        ImportError: pandas is not installed.
        DataError, OSError: as for `Dataset.counters`.
        ValueError: `by` is not one of these columns.
    """
    if by is not None and by not in _BY:
        raise ValueError(f"by must be one of {', '.join(_BY)}, not {by!r}")
    pd = optional("pandas", "share()")
    group = [] if by is None else [by]
    seen, everyone = _read(dataset, program, chart, group)
    reports = seen.groupby([*group, "bucket"])["x"].nunique().rename("reports").reset_index()
    if by is None:
        reports["total"] = everyone["x"].nunique()
    else:
        reports["total"] = reports[by].map(everyone.groupby(by)["x"].nunique())
    result = _with_interval(pd, reports.astype({"reports": "int64", "total": "int64"}))
    order = [*group, "reports", "bucket"]
    return result.sort_values(order, ascending=[name != "reports" for name in order], ignore_index=True)


def trend(dataset: Reader, program: str, chart: str) -> pandas.DataFrame:
    """Returns the share of each bucket of a chart, week by week.

    Args:
        dataset: the reports.
        program: path of the program.
        chart: name of the chart.

    Returns:
        A row for each combination of a week in which the program was reported and a bucket that occurs in any week,
        sorted by both: ``week`` (``datetime64[s]``), and ``bucket``, ``reports``, ``total``, ``share``, ``low`` and
        ``high`` as in `share`. A bucket that does not occur in a week has 0 reports there.

    Raises:
        ImportError, DataError, OSError: as for `share`.
    """
    pd = optional("pandas", "trend()")
    seen, everyone = _read(dataset, program, chart, ["week"])
    totals = everyone.groupby("week")["x"].nunique()
    every = pd.MultiIndex.from_product([totals.index, sorted(seen["bucket"].unique())], names=["week", "bucket"])
    found = seen.groupby(["week", "bucket"])["x"].nunique().rename("reports")
    reports = found.reindex(every, fill_value=0).reset_index()
    reports["total"] = reports["week"].map(totals).astype("int64")
    return _with_interval(pd, reports)


def top_stacks(dataset: Reader, program: str, prefix: str = "", n: int = 10, frames: int = 3) -> pandas.DataFrame:
    """Returns the stacks that occur in the most reports of a program, grouped by their top frames.

    Args:
        dataset: the reports.
        program: path of the program.
        prefix: only stack counters whose names begin with this.
        n: the number of groups.
        frames: the number of innermost frames to group by. Only their functions count, not the positions within
            them, so that a stack is in the same group whatever the program's version.

    Returns:
        At most `n` rows, those with the most reports first: ``stack`` (the counter's name), ``frames`` (one per line,
        innermost first), ``reports`` (int64, number of distinct reports), ``value`` (int64, sum of the counts) and
        ``example`` (the group's full stack with the highest count).

    Raises:
        ImportError, DataError, OSError: as for `share`.
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
    """Returns the functions of the first `n` frames of a stack, one per line, without the positions within them.

    Example:
        >>> gotelemetry.top_frames("main.parse:+3,+0x5f\\nmain.main:+1,+0x8", 1)
        'main.parse'
    """
    return "\n".join(frame.rpartition(":")[0] or frame for frame in stack.split("\n")[:n])


def charts_json(dataset: Reader, config: UploadConfig, *, start: Day, end: Day) -> str:
    """Returns the exact charts of the dataset, byte for byte the file that ``collector chart`` writes.

    Args:
        dataset: the reports. A malformed line is an error here even with ``errors="skip"``.
        config: which charts to make.
        start: the first day that the dataset covers. The file only states it: no report is left out.
        end: the last day, likewise.

    Raises:
        DataError, OSError: as for `Dataset.counters`.
    """
    from gotelemetry import _schema

    return _schema.charts(list(dataset.paths), config._approved, day_number(start), day_number(end))


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
    parsed = json.loads(charts_json(dataset, config, start=_ANY_DAY, end=_ANY_DAY))
    rows = [
        (program["Name"], chart["Name"], bar["Week"], bar["Key"], bar["Value"])
        for program in parsed["Programs"]
        for chart in program["Charts"] or ()
        for bar in chart["Data"]
    ]
    frame: pandas.DataFrame = pd.DataFrame(rows, columns=["program", "chart", "week", "bucket", "value"])
    return frame.astype({"week": "datetime64[s]", "value": "int64"})


def _read(
    dataset: Reader, program: str, chart: str, group: Sequence[str]
) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """Returns the X of each entry of `program` that has a bucket of `chart`, and of every entry of `program`."""
    seen = dataset.counters(programs=[program], charts=[chart]).to_pandas()
    everyone = dataset.programs(programs=[program]).to_pandas()
    return _plain(seen, [*group, "bucket", "x"]), _plain(everyone, [*group, "x"])


def _plain(frame: pandas.DataFrame, columns: list[str]) -> pandas.DataFrame:
    """Returns the columns, with categories as plain text, so that only groups that occur are made."""
    selected = frame[columns]
    categories = {name: object for name in columns if str(selected[name].dtype) == "category"}
    return selected.astype(categories)


def _with_interval(pd: Any, reports: pandas.DataFrame) -> pandas.DataFrame:
    intervals = [wilson_interval(k, n) for k, n in zip(reports["reports"], reports["total"])]
    ends = pd.DataFrame(intervals, columns=["low", "high"], index=reports.index, dtype="float64")
    share = (reports["reports"] / reports["total"]).astype("float64")
    return reports.assign(share=share, low=ends["low"], high=ends["high"])
