"""Plots of the answers to questions. Each function returns the matplotlib Axes that it has drawn on."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from gotelemetry import _questions
from gotelemetry._optional import optional

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from gotelemetry._config import UploadConfig
    from gotelemetry._reader import Reader

_BAR = "#2f6f9f"
_ERROR = "#1b2a38"
_GRID = "#d9dde1"
_MUTED = "#5a6670"
# Okabe and Ito's colors, which can be told apart with any kind of color vision, without the pale yellow, and with gray
# in place of black, on which intervals would not show.
_LINES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a7a7a")
_LABEL_WIDTH = 34
# Names are shown as they are: a "$" does not begin a formula.
_AS_IT_IS: dict[str, Any] = {"parse_math": False}


def plot_share(
    dataset: Reader, program: str, chart: str, by: _questions.By | None = None, *, top: int = 12, ax: Axes | None = None
) -> Axes:
    """Plots `share`: a bar for each bucket, with its confidence interval and its number of reports.

    Args:
        dataset, program, chart, by: as for `share`. With `by`, the bars of each group have their own color; if there
            are more than 7 groups, those with the most reports are drawn.
        top: the number of buckets to draw, those with the most reports; the title says how many there are in all.
        ax: what to draw on; None: a new figure.

    Raises:
        ImportError: matplotlib or pandas is not installed.
        DataError, OSError: as for `share`.
    """
    table = _questions.share(dataset, program, chart, by)
    order = table.groupby("bucket")["reports"].sum().sort_values(ascending=False, kind="stable").index
    buckets = list(order[:top])
    groups = [None] if by is None else _largest_groups(table, by)
    rows = len(buckets) * max(1.0, 0.6 * len(groups))
    ax = _axes(ax, "plot_share()", 1.6 + 0.34 * max(rows, 2))
    height = 0.72 / len(groups)
    for i, group in enumerate(groups):
        part = (table if group is None else table[table[by] == group]).set_index("bucket")
        part = part[part.index.isin(buckets)]
        places = [buckets.index(bucket) + (i - (len(groups) - 1) / 2) * height for bucket in part.index]
        color = _BAR if group is None else _LINES[i % len(_LINES)]
        _draw_bars(ax, part, places, height, color, None if group is None else _group_label(group))
    hidden = f", top {len(buckets)} of {len(order)} buckets" if len(order) > len(buckets) else ""
    ax.set_yticks(range(len(buckets)), [_shorten(bucket) for bucket in buckets], **_AS_IT_IS)
    ax.set_ylim(max(len(buckets), 1) - 0.4, -0.6)
    shown = table[table["bucket"].isin(buckets)]
    limit = _upper_limit(shown if by is None else shown[shown[by].isin(groups)])
    _percent(ax.xaxis, limit)
    ax.set_xlim(0, limit)
    _label(ax, f"{chart}{hidden}", program, "share of reports, with 95 % interval and number of reports", "")
    if by is not None and groups:
        _legend(ax, title=by)
    return ax


def plot_trend(dataset: Reader, program: str, chart: str, *, top: int = 7, ax: Axes | None = None) -> Axes:
    """Plots `trend`: a line for each bucket over the weeks, with its confidence interval.

    Args:
        dataset, program, chart: as for `trend`.
        top: the number of buckets to draw, at most 7, those with the most reports.
        ax: what to draw on; None: a new figure.

    Raises:
        ImportError: matplotlib or pandas is not installed.
        DataError, OSError: as for `share`.
    """
    table = _questions.trend(dataset, program, chart)
    order = table.groupby("bucket")["reports"].sum().sort_values(ascending=False, kind="stable").index
    buckets = list(order[: min(top, len(_LINES))])
    ax = _axes(ax, "plot_trend()", 4.2)
    for color, bucket in zip(_LINES, buckets):
        part = table[table["bucket"] == bucket]
        ax.fill_between(part["week"], part["low"], part["high"], color=color, alpha=0.14, linewidth=0)
        ax.plot(part["week"], part["share"], color=color, marker="o", markersize=4, label=_shorten(bucket))
    hidden = f", top {len(buckets)} of {len(order)} buckets" if len(order) > len(buckets) else ""
    weeks = sorted(table["week"].unique())
    ax.set_xticks(weeks[:: max(1, len(weeks) // 8)])
    ax.xaxis.set_major_formatter(optional("matplotlib.dates", "plot_trend()").DateFormatter("%d %b\n%Y"))
    limit = _upper_limit(table[table["bucket"].isin(buckets)])
    _percent(ax.yaxis, limit)
    ax.set_ylim(0, limit)
    ax.grid(axis="y", color=_GRID)
    _label(ax, f"{chart}{hidden}", program, "week that ended on", "share of reports, with 95 % interval")
    if buckets:
        _legend(ax)
    return ax


def plot_top_stacks(
    dataset: Reader, program: str, prefix: str = "", n: int = 10, frames: int = 3, *, ax: Axes | None = None
) -> Axes:
    """Plots `top_stacks`: a bar for each group of stacks, labelled with its frames.

    Args:
        dataset, program, prefix, n, frames: as for `top_stacks`.
        ax: what to draw on; None: a new figure.

    Raises:
        ImportError: matplotlib or pandas is not installed.
        DataError, OSError: as for `share`.
    """
    table = _questions.top_stacks(dataset, program, prefix, n, frames)
    ax = _axes(ax, "plot_top_stacks()", 1.5 + (0.30 + 0.17 * frames) * max(len(table), 2))
    places = range(len(table))
    ax.barh(places, table["reports"], color=_BAR, height=0.66)
    for place, reports in zip(places, table["reports"]):
        ax.annotate(f"{reports:,}", (reports, place), xytext=(4, 0), textcoords="offset points", va="center",
                    color=_MUTED, fontsize=8)
    labels = [
        "\n".join(_shorten(frame, keep_end=True) for frame in [stack, *text.split("\n")])
        for stack, text in zip(table["stack"], table["frames"])
    ]
    ax.set_yticks(places, labels, fontsize=7.5, **_AS_IT_IS)
    ax.set_ylim(max(len(table), 1) - 0.4, -0.6)
    ax.margins(x=0.12)
    _whole_numbers(ax.xaxis)
    _label(ax, f"most reported stacks{' of ' + prefix if prefix else ''}", program, "reports", "")
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
        DataError, OSError: as for `charts`.
    """
    table = _questions.charts(dataset, config)
    table = table[(table["program"] == program) & (table["chart"] == chart)]
    shown = table[table.index.isin(table["value"].nlargest(top).index)]
    ax = _axes(ax, "plot_charts()", 1.5 + 0.3 * max(len(shown), 2))
    places = range(len(shown))
    ax.barh(places, shown["value"], color=_BAR, height=0.72)
    for place, value in zip(places, shown["value"]):
        ax.annotate(f"{value:,}", (value, place), xytext=(4, 0), textcoords="offset points", va="center",
                    color=_MUTED, fontsize=8)
    ax.set_yticks(places, [_shorten(bucket) for bucket in shown["bucket"]], **_AS_IT_IS)
    ax.set_ylim(max(len(shown), 1) - 0.4, -0.6)
    ax.margins(x=0.12)
    _whole_numbers(ax.xaxis)
    hidden = f", top {len(shown)} of {len(table)} buckets" if len(table) > len(shown) else ""
    _label(ax, f"{chart}{hidden}", program, "reports", "")
    return ax


def _axes(ax: Axes | None, wanted_by: str, height: float) -> Axes:
    if ax is not None:
        return ax
    pyplot = optional("matplotlib.pyplot", wanted_by)
    axes: Axes = pyplot.subplots(figsize=(8, height), layout="constrained")[1]
    return axes


def _draw_bars(ax: Axes, part: pandas.DataFrame, places: list[float], height: float, color: str, label: Any) -> None:
    errors = [(part["share"] - part["low"]).clip(lower=0), (part["high"] - part["share"]).clip(lower=0)]
    style = {"ecolor": _ERROR, "elinewidth": 1, "capsize": 2}
    ax.barh(places, part["share"], height=height * 0.94, color=color, xerr=errors, error_kw=style, label=label)
    for place, high, reports in zip(places, part["high"], part["reports"]):
        ax.annotate(f"{reports:,}", (high, place), xytext=(5, 0), textcoords="offset points", va="center",
                    color=_MUTED, fontsize=8)


def _label(ax: Axes, title: str, program: str, x: str, y: str) -> None:
    ax.set_title(title, loc="left", fontsize=12, fontweight="bold", pad=22, **_AS_IT_IS)
    ax.annotate(program, (0, 1), xycoords="axes fraction", xytext=(0, 7), textcoords="offset points", color=_MUTED,
                fontsize=9, **_AS_IT_IS)
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.set_axisbelow(True)
    if not y:
        ax.grid(axis="x", color=_GRID)
        ax.tick_params(axis="y", length=0)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _legend(ax: Axes, title: str | None = None) -> None:
    legend = ax.legend(title=title, frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    for text in legend.get_texts():
        text.set(**_AS_IT_IS)


def _percent(axis: Any, limit: float) -> None:
    formatter = optional("matplotlib.ticker", "plots").PercentFormatter(1.0, decimals=0 if limit > 0.1 else 1)
    axis.set_major_formatter(formatter)


def _whole_numbers(axis: Any) -> None:
    axis.set_major_locator(optional("matplotlib.ticker", "plots").MaxNLocator(integer=True))


def _upper_limit(table: pandas.DataFrame) -> float:
    """Returns where an axis of shares ends, with room for the numbers beside the bars."""
    return 1.0 if table.empty else float(min(max(table["high"].max() * 1.12, 0.05), 1.12))


def _largest_groups(table: pandas.DataFrame, by: str) -> list[Any]:
    """Returns at most as many groups as there are colors, those with the most reports, sorted."""
    totals = table.groupby(by)["total"].first().sort_values(ascending=False, kind="stable")
    return sorted(totals.index[: len(_LINES)])


def _group_label(group: Any) -> str:
    return str(group.date()) if hasattr(group, "date") else str(group)


def _shorten(text: str, *, keep_end: bool = False) -> str:
    if len(text) <= _LABEL_WIDTH:
        return text
    if keep_end:
        return "…" + text[-(_LABEL_WIDTH + 14) :] if len(text) > _LABEL_WIDTH + 14 else text
    return textwrap.shorten(text, _LABEL_WIDTH, placeholder="…") if " " in text else text[: _LABEL_WIDTH - 1] + "…"
