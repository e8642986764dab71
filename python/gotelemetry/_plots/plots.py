"""Plots of the answers to questions. Each function returns the matplotlib Axes that it has drawn on.

A picture says of how many reports and weeks it is, and what it leaves out.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from gotelemetry._answers import adoption, questions, stacks
from gotelemetry._days import to_date
from gotelemetry._plots.drawing import (
    AS_IT_IS,
    BAR,
    ERROR,
    LINES,
    MUTED,
    group_name,
    hidden,
    hidden_groups,
    label,
    legend,
    name_rows,
    new_axes,
    percent,
    rows_height,
    rows_of,
    shorten,
    shown_groups,
    upper_limit,
    whole_numbers,
    window,
)
from gotelemetry._names import unknown
from gotelemetry._optional import optional

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from gotelemetry._config import UploadConfig
    from gotelemetry._days import Day, Weeks
    from gotelemetry._reader import Reader
    from gotelemetry._answers.selection import Where
    from gotelemetry._answers.tally import By, Per

_MOST_RELEASES = 6
_EPOCH = datetime.date(1970, 1, 1).toordinal()


class AskedOfEntries(TypedDict, total=False):
    """What questions about entries of reports can be restricted to, as documented at `share`."""

    weeks: Weeks
    where: Where
    level: float


class Asked(AskedOfEntries, total=False):
    """The same for questions about counters."""

    config: UploadConfig


def plot_share(
    dataset: Reader, program: str, chart: str, by: By | None = None, *, top: int = 12, ax: Axes | None = None,
    **asked: Unpack[Asked],
) -> Axes:
    """Plots `share`: a bar for each bucket, with its confidence interval and its number of reports.

    Args:
        dataset, program, chart, by: as for `share`. With `by`, the bars of each group have their own color; if there
            are more than 7 groups, those with the most reports are drawn, or the last weeks, and the title says so.
        top: the number of buckets to draw, those with the most reports; the title says how many there are in all.
        ax: what to draw on; None: a new figure.
        **asked: ``weeks``, ``where``, ``config`` and ``level``, as for `share`.

    Raises:
        ImportError: matplotlib or pandas is not installed.
        UnknownNameError, DataError, OSError, ValueError: as for `share`.
    """
    return draw_share(questions.share(dataset, program, chart, by, **asked), by, top=top, ax=ax)


def draw_share(table: pandas.DataFrame, by: By | None = None, *, top: int = 12, ax: Axes | None = None) -> Axes:
    """Draws an answer of `share`."""
    reports = table.groupby("bucket", sort=False)["reports"].sum()
    largest = set(reports.sort_values(ascending=False, kind="stable").index[:top])
    buckets = [bucket for bucket in reports.index if bucket in largest]
    groups = [None] if by is None else shown_groups(table, by)
    rows = len(buckets) * max(1.0, 0.6 * len(groups))
    ax = new_axes(ax, "plot_share()", rows_height(rows, 0.34))
    height = 0.72 / max(len(groups), 1)
    bars = []
    for i, group in enumerate(groups):
        part = (table if group is None else table[table[by] == group]).set_index("bucket")
        part = part[part.index.isin(buckets)]
        places = [buckets.index(bucket) + (i - (len(groups) - 1) / 2) * height for bucket in part.index]
        bars.append(_draw_bars(ax, part, places, height, BAR if group is None else LINES[i % len(LINES)]))
    name_rows(ax, buckets)
    shown = table[table["bucket"].isin(buckets)]
    limit = upper_limit(shown if by is None else shown[shown[by].isin(groups)])
    percent(ax.xaxis, limit)
    ax.set_xlim(0, limit)
    title = f"{table.attrs['chart']}{hidden(len(buckets), len(reports), 'buckets')}"
    if by is not None:
        title += hidden_groups(len(groups), table[by].nunique(), by)
    total = None if by is not None or table.empty else int(table["total"].max())
    label(ax, title, window(table.attrs, total),
          f"share of reports, with {_level(table)} interval and number of reports", "", rows=True)
    if by is not None:
        legend(ax, bars, [group_name(group) for group in groups], title=by)
    return ax


def plot_trend(
    dataset: Reader, program: str, chart: str, *, per: Per = "week", top: int = 7,
    releases: bool | Mapping[str, Day] = False, ax: Axes | None = None, **asked: Unpack[Asked],
) -> Axes:
    """Plots `trend`: a line for each bucket over the weeks, with its confidence interval.

    Weeks at either end of the data with reports of fewer than seven days are hollow.

    Args:
        dataset, program, chart, per: as for `trend`.
        top: the number of buckets to draw, at most 7, those with the most reports.
        releases: the days on which versions were released, which are marked; True: when each was first reported, as
            `releases` says, of the 6 that spread furthest.
        ax: what to draw on; None: a new figure.
        **asked: ``weeks``, ``where``, ``config`` and ``level``, as for `share`.

    Raises:
        ImportError: matplotlib or pandas is not installed.
        UnknownNameError, DataError, OSError, ValueError: as for `share`.
    """
    table = questions.trend(dataset, program, chart, per=per, **asked)
    ax = draw_lines(table, "bucket", per, top=top, ax=ax)
    if isinstance(releases, Mapping):
        _mark_days(ax, {version: to_date(day, f"releases[{version!r}]") for version, day in releases.items()})
    elif releases:
        _mark_first_reports(ax, adoption.releases(dataset, program, where=asked.get("where")))
    return ax


def draw_trend(table: pandas.DataFrame, releases: pandas.DataFrame) -> Axes:
    """Draws an answer of `trend`, by week, and marks the answer of `releases`."""
    ax = draw_lines(table, "bucket", "week")
    _mark_first_reports(ax, releases)
    return ax


def draw_lines(
    table: pandas.DataFrame, column: str, per: str, *, top: int = 7, ax: Axes | None = None, by_time: bool = False
) -> Axes:
    """Draws a line over time for each value of a column; of the largest, or the last that are, if `by_time`."""
    reports = table.groupby(column, sort=False)["reports"].sum()
    largest = list(reports.sort_values(ascending=False, kind="stable").index[: min(top, len(LINES))])
    shown = [value for value in reports.index if value in largest] if by_time else largest
    ax = new_axes(ax, "plot_trend()", 4.2)
    lines = []
    for color, value in zip(LINES, shown):
        part = table[table[column] == value]
        ax.fill_between(part[per], part["low"], part["high"], color=color, alpha=0.14, linewidth=0)
        lines += ax.plot(part[per], part["share"], color=color, marker="o", markersize=4)
        few = part[part["days"] < 7] if per == "week" else part[:0]
        ax.plot(few[per], few["share"], color=color, marker="o", markersize=4, markerfacecolor="white",
                linestyle="none")
    times = sorted(table[per].unique())
    ax.set_xticks(times[:: max(1, -(-len(times) // 8))])
    ax.xaxis.set_major_formatter(optional("matplotlib.dates", "plot_trend()").DateFormatter("%d %b\n%Y"))
    limit = upper_limit(table[table[column].isin(shown)])
    percent(ax.yaxis, limit)
    ax.set_ylim(0, limit)
    what = "buckets" if column == "bucket" else f"{column}s"
    title = table.attrs["chart"] if column == "bucket" else f"adoption by {column}"
    title += hidden(len(shown), len(reports), what)
    short = per == "week" and bool((table["days"] < 7).any())
    reports_read = int(table.groupby(per)["total"].max().sum())
    label(ax, title, window(table.attrs, reports_read),
          ("week that ended on" if per == "week" else "day") + (" (hollow: not all 7 days)" if short else ""),
          f"share of reports, with {_level(table)} interval")
    legend(ax, lines, [group_name(value) for value in shown])
    return ax


def _mark_first_reports(ax: Axes, releases: pandas.DataFrame) -> None:
    # What is there from the first day on was not released then.
    chosen = releases[releases["first"] > releases["first"].min()].nlargest(_MOST_RELEASES, "peak")
    marked = _mark_days(ax, {row.version: row.first.date() for row in rows_of(chosen)})
    if marked:
        note = f"first reports of {marked} of {len(releases)} versions are marked"
        ax.set_xlabel(f"{ax.get_xlabel()} · {note}", **AS_IT_IS)


def _mark_days(ax: Axes, days: Mapping[str, datetime.date]) -> int:
    """Marks days on an axis of time, as far as it reaches; returns how many."""
    before, after = ax.get_xlim()
    places = {version: day.toordinal() - _EPOCH for version, day in days.items()}
    shown = {version: place for version, place in places.items() if before <= place <= after}
    for version, place in shown.items():
        ax.axvline(place, color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        ax.annotate(shorten(version, 16), (place, 1), xycoords=("data", "axes fraction"), xytext=(2, -4),
                    textcoords="offset points", rotation=90, va="top", fontsize=7.5, color=MUTED, **AS_IT_IS)
    return len(shown)


def plot_top_stacks(
    dataset: Reader, program: str, prefix: str = "", n: int = 10, frames: int = 3, *, weeks: Weeks = (),
    where: Where | None = None, ax: Axes | None = None,
) -> Axes:
    """Plots `top_stacks`: a bar for each group of stacks, labelled with its frames.

    Args:
        dataset, program, prefix, n, frames, weeks, where: as for `top_stacks`.
        ax: what to draw on; None: a new figure.

    Raises:
        ImportError: matplotlib or pandas is not installed.
        UnknownNameError, DataError, OSError: as for `share`.
    """
    table = stacks.top_stacks(dataset, program, prefix, n, frames, weeks=weeks, where=where)
    return draw_top_stacks(table, prefix, frames, ax=ax)


def draw_top_stacks(table: pandas.DataFrame, prefix: str = "", frames: int = 3, *, ax: Axes | None = None) -> Axes:
    """Draws an answer of `top_stacks`."""
    ax = new_axes(ax, "plot_top_stacks()", rows_height(len(table), 0.30 + 0.17 * frames))
    _draw_counts(ax, table["reports"], 0.66)
    names = [
        "\n".join(shorten(frame, 48, keep_end=True) for frame in [stack, *text.split("\n")])
        for stack, text in zip(table["stack"], table["frames"])
    ]
    ax.set_yticks(range(len(table)), names, fontsize=7.5, **AS_IT_IS)
    ax.set_ylim(max(len(table), 1) - 0.4, -0.6)
    title = f"most reported stacks{' of ' + prefix if prefix else ''}"
    title += hidden(len(table), table.attrs["groups"], "groups")
    label(ax, title, table.attrs["program"], "reports", "", rows=True)
    return ax


def plot_charts(
    dataset: Reader, config: UploadConfig, program: str, chart: str, *, top: int = 20, ax: Axes | None = None
) -> Axes:
    """Plots one of the `charts`: a bar for each bucket, in the chart's order.

    Args:
        dataset, config: as for `charts`.
        program: path of the program.
        chart: name of the chart, such as ``GOOS``.
        top: the number of buckets to draw, those with the most reports.
        ax: what to draw on; None: a new figure.

    Raises:
        ImportError: matplotlib or pandas is not installed.
        UnknownNameError: there is no such program or chart.
        DataError, OSError: as for `charts`.
    """
    table = questions.charts(dataset, config)
    for column, name in (("program", program), ("chart", chart)):
        of_name = table[table[column] == name]
        if of_name.empty:
            raise unknown(column, name, table[column].unique(), "the charts of this dataset")
        table = of_name
    shown = table[table.index.isin(table["value"].nlargest(top).index)]
    ax = new_axes(ax, "plot_charts()", rows_height(len(shown)))
    _draw_counts(ax, shown["value"], 0.72)
    name_rows(ax, list(shown["bucket"]))
    label(ax, f"{chart}{hidden(len(shown), len(table), 'buckets')}", program, "reports", "", rows=True)
    return ax


def _draw_counts(ax: Axes, counts: pandas.Series[int], height: float) -> None:
    ax.barh(range(len(counts)), counts, color=BAR, height=height)
    for place, count in enumerate(counts):
        _note(ax, f"{count:,}", count, place, 4)
    ax.margins(x=0.12)
    whole_numbers(ax.xaxis)


def _draw_bars(ax: Axes, part: pandas.DataFrame, places: list[float], height: float, color: str) -> Any:
    share = part["share"].fillna(0)
    # Lists, since older versions of matplotlib take a series or an array with one element for a number.
    errors = [(share - part["low"]).clip(lower=0).tolist(), (part["high"] - share).clip(lower=0).tolist()]
    style = {"ecolor": ERROR, "elinewidth": 1, "capsize": 2}
    bars = ax.barh(places, share, height=height * 0.94, color=color, xerr=errors, error_kw=style)
    for place, high, reports in zip(places, part["high"], part["reports"]):
        _note(ax, f"{reports:,}", high, place, 5)
    return bars


def _note(ax: Axes, text: str, x: float, y: float, distance: float) -> None:
    ax.annotate(text, (x, y), xytext=(distance, 0), textcoords="offset points", va="center", color=MUTED, fontsize=8)


def _level(table: pandas.DataFrame) -> str:
    return f"{100 * table.attrs['level']:g} %"
