"""Plots of what differs, spreads, crashes and takes long. Each function returns the Axes that it has drawn on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, Unpack

from gotelemetry._answers import adoption, compare, percentiles
from gotelemetry._answers.amounts import show
from gotelemetry._plots.drawing import (
    BAR,
    ERROR,
    LINES,
    MUTED,
    UNCERTAIN,
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
    shown_groups,
    upper_limit,
    window,
)
from gotelemetry._optional import optional
from gotelemetry._plots.plots import Asked, AskedOfEntries, draw_lines
from gotelemetry._answers.tally import By, Per

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from gotelemetry._reader import Reader

_ALARM = 0.05


def plot_compare(
    dataset: Reader, program: str, a: Any, b: Any, by: By = "version", *, charts: Iterable[str] | None = None,
    top: int = 15, ax: Axes | None = None, **asked: Unpack[Asked],
) -> Axes:
    """Plots `compare`: the difference of each bucket with its interval, the least likely to be chance first.

    What may well be chance (q above 0.05) is gray.

    Args:
        dataset, program, a, b, by, charts: as for `compare`.
        top: the number of buckets to draw.
        ax: what to draw on; None: a new figure.
        **asked: ``weeks``, ``where``, ``config`` and ``level``, as for `compare`.

    Raises:
        ImportError: matplotlib or pandas is not installed.
        UnknownNameError, DataError, OSError, ValueError: as for `compare`.
    """
    return draw_compare(compare.compare(dataset, program, a, b, by, charts=charts, **asked), top=top, ax=ax)


def plot_changes(
    dataset: Reader, program: str, last: int = 4, before: int = 4, *, top: int = 15, ax: Axes | None = None
) -> Axes:
    """Plots `changes`, as `plot_compare` does.

    Args:
        dataset, program, last, before: as for `changes`.
        top, ax: as for `plot_compare`.

    Raises:
        ImportError: matplotlib or pandas is not installed.
        UnknownNameError, DataError, OSError, ValueError: as for `changes`.
    """
    return draw_compare(compare.changes(dataset, program, last, before), top=top, ax=ax)


def draw_compare(table: pandas.DataFrame, *, top: int = 15, ax: Axes | None = None) -> Axes:
    """Draws an answer of `compare` or `changes`."""
    shown = table.head(top)
    ax = new_axes(ax, "plot_compare()", rows_height(len(shown), 0.36))
    for place, row in enumerate(rows_of(shown)):
        color = BAR if row.q <= _ALARM else UNCERTAIN
        ax.plot([row.low, row.high], [place, place], color=color, linewidth=2, solid_capstyle="butt")
        ax.plot([row.difference], [place], color=color, marker="o", markersize=6)
        ax.annotate(f"{row.share_a:.1%} → {row.share_b:.1%}   {_q(row.q)}", (1.01, place),
                    xycoords=("axes fraction", "data"), va="center", fontsize=8,
                    color=ERROR if row.q <= _ALARM else MUTED)
    ax.axvline(0, color=ERROR, linewidth=0.8)
    limit = max(shown["low"].abs().max(), shown["high"].abs().max()) * 1.08 if len(shown) else 1.0
    ax.set_xlim(-limit, limit)
    ticker = optional("matplotlib.ticker", "plot_compare()")
    formatter = ticker.FuncFormatter(lambda x, _: f"{100 * x:+.3g}" if x else "0")
    ax.xaxis.set_major_formatter(formatter)
    name_rows(ax, [_item(row) for row in rows_of(shown)])
    found = int((table["q"] <= _ALARM).sum())
    attrs = table.attrs
    label(ax, f"{found} of {len(table)} differ{hidden(len(shown), len(table), 'shown')}",
          f"{attrs['program']} · {attrs['a']} → {attrs['b']}",
          f"difference of shares in percentage points, with {100 * attrs['level']:g} % interval; "
          f"gray: may be chance (q above {_ALARM})", "", rows=True)
    return ax


def plot_percentiles(
    dataset: Reader, program: str, chart: str, percents: Sequence[float] = (50, 90, 99), by: By | None = None, *,
    weight: percentiles.Weight = "report", top: int = 12, ax: Axes | None = None, **asked: Unpack[Asked],
) -> Axes:
    """Plots `percentiles`: for each, the bucket it lies in as a bar, and the buckets it may lie in as a line.

    Args:
        dataset, program, chart, percents, by, weight: as for `percentiles`.
        top: the number of groups to draw, those with the most reports, or the last weeks; the title says so.
        ax: what to draw on; None: a new figure.
        **asked: ``weeks``, ``where``, ``config`` and ``level``, as for `percentiles`.

    Raises:
        ImportError: matplotlib or pandas is not installed.
        UnknownNameError, DataError, OSError, ValueError: as for `percentiles`.
    """
    table = percentiles.percentiles(dataset, program, chart, percents, by, weight=weight, **asked)
    return draw_percentiles(table, by, top=top, ax=ax)


def draw_percentiles(table: pandas.DataFrame, by: By | None = None, *, top: int = 12, ax: Axes | None = None) -> Axes:
    """Draws an answer of `percentiles`."""
    percents = list(dict.fromkeys(table["percentile"]))
    title = f"{table.attrs['chart']}: percentiles"
    groups = [None]
    if by is not None:
        groups = shown_groups(table, by, "reports", top)
        title += hidden_groups(len(groups), table[by].nunique(), by)
        table = table[table[by].isin(groups)]
    ax = new_axes(ax, "plot_percentiles()", rows_height(len(groups) * max(1.0, 0.5 * len(percents)), 0.42))
    finite = [value for column in ("at_most", "at_least", "high") for value in table[column] if 0 < value < math.inf]
    least, most = (min(finite) / 4, max(finite) * 4) if finite else (0.1, 10.0)
    height = 0.72 / max(len(percents), 1)
    handles = []
    for i, percent_ in enumerate(percents):
        part = table[table["percentile"] == percent_]
        color = LINES[i % len(LINES)]
        for row in rows_of(part):
            place = (0 if by is None else groups.index(getattr(row, by))) + (i - (len(percents) - 1) / 2) * height
            begin, end = max(row.at_least, least), min(row.at_most, most)
            low, high = max(row.low, least), min(row.high, most)
            ax.plot([low, high], [place, place], color=ERROR, linewidth=1)
            if math.isinf(row.high):
                ax.plot([high], [place], color=ERROR, marker=">", markersize=4)
            bar = ax.barh(place, end - begin, left=begin, height=height * 0.8, color=color)
            words = f"{show(row.at_least, table.attrs['unit'])} to {show(row.at_most, table.attrs['unit'])}"
            ax.annotate(words, (max(end, high), place), xytext=(5, 0), textcoords="offset points", va="center",
                        color=MUTED, fontsize=7.5)
        if len(part):
            handles.append(bar)
    ax.set_xscale("log")
    ax.set_xlim(least, most * 4)
    ax.xaxis.set_major_formatter(optional("matplotlib.ticker", "plot_percentiles()").FuncFormatter(
        lambda x, _: show(x, table.attrs["unit"])))
    ax.xaxis.set_minor_formatter(optional("matplotlib.ticker", "plot_percentiles()").NullFormatter())
    name_rows(ax, ["all" if group is None else group_name(group) for group in groups])
    each = "each report counts the same" if table.attrs["weight"] == "report" else "each event counts the same"
    label(ax, title, f"{table.attrs['program']} · {each}",
          f"bucket of the percentile; line: buckets it may be in, with {100 * table.attrs['level']:g} % confidence", "",
          rows=True)
    legend(ax, handles, [f"{value:g} %" for value in percents])
    return ax


def plot_adoption(
    dataset: Reader, program: str, by: Literal["version", "goversion", "goos", "goarch"] = "version", *,
    per: Per = "week", top: int = 7, ax: Axes | None = None, **asked: Unpack[AskedOfEntries],
) -> Axes:
    """Plots `adoption`: a line for each version over the weeks, in the order of versions.

    Args:
        dataset, program, by, per: as for `adoption`.
        top: the number of versions to draw, at most 7, those with the most reports; the title says how many there are.
        ax: what to draw on; None: a new figure.
        **asked: ``weeks``, ``where`` and ``level``, as for `adoption`.

    Raises:
        ImportError: matplotlib or pandas is not installed.
        UnknownNameError, DataError, OSError, ValueError: as for `adoption`.
    """
    return draw_lines(adoption.adoption(dataset, program, by, per=per, **asked), by, per, top=top, ax=ax, by_time=True)


def plot_crash_rate(
    dataset: Reader, program: str, by: By | None = "version", *, top: int = 20, ax: Axes | None = None,
    **asked: Unpack[Asked],
) -> Axes:
    """Plots `crash_rate`: a point for each group, with its interval, its number of crashes and of reports.

    Args:
        dataset, program, by: as for `crash_rate`.
        top: the number of groups to draw, those with the most reports, or the last weeks; the title says so.
        ax: what to draw on; None: a new figure.
        **asked: ``weeks``, ``where``, ``config`` and ``level``, as for `crash_rate`.

    Raises:
        ImportError: matplotlib or pandas is not installed.
        UnknownNameError, DataError, OSError, ValueError: as for `crash_rate`.
    """
    return draw_crash_rate(adoption.crash_rate(dataset, program, by, **asked), by, top=top, ax=ax)


def draw_crash_rate(table: pandas.DataFrame, by: By | None, *, top: int = 20, ax: Axes | None = None) -> Axes:
    """Draws an answer of `crash_rate`."""
    shown = table.tail(top) if by == "week" else table[table.index.isin(table["total"].nlargest(top).index)]
    ax = new_axes(ax, "plot_crash_rate()", rows_height(len(shown)))
    for place, row in enumerate(rows_of(shown)):
        ax.plot([row.low, row.high], [place, place], color=BAR, linewidth=2, solid_capstyle="butt")
        ax.plot([row.share], [place], color=BAR, marker="o", markersize=6)
        ax.annotate(f"{row.reports:,} of {row.total:,}", (row.high, place), xytext=(5, 0), textcoords="offset points",
                    va="center", color=MUTED, fontsize=8)
    name_rows(ax, ["all"] if by is None else [group_name(group) for group in shown[by]])
    limit = upper_limit(shown)
    percent(ax.xaxis, limit)
    ax.set_xlim(0, limit)
    title = "reports with a crash" + (hidden(len(shown), len(table), f"{by}s") if by is not None else "")
    label(ax, title, window(table.attrs),
          f"share of reports, with {100 * table.attrs['level']:g} % interval; reports with a crash of all", "",
          rows=True)
    return ax


def _item(row: Any) -> str:
    if row.kind == "stack":
        return f"{row.chart} {row.bucket.splitlines()[0] if row.bucket else ''}"
    return str(row.chart) if row.chart == row.bucket else f"{row.chart}:{row.bucket}"


def _q(q: float) -> str:
    return f"q {q:.2g}" if q >= 0.001 else "q < 0.001"
