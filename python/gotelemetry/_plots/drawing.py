"""What all plots look like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gotelemetry._optional import optional

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

BAR = "#2f6f9f"
ERROR = "#1b2a38"
GRID = "#d9dde1"
MUTED = "#5a6670"
UNCERTAIN = "#a9b3bb"
# Okabe and Ito's colors, which can be told apart with any kind of color vision, without the pale yellow, and with gray
# in place of black, on which intervals would not show.
LINES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a7a7a")
# Names are shown as they are: a "$" does not begin a formula.
AS_IT_IS: dict[str, Any] = {"parse_math": False}
_LABEL_WIDTH = 34
_NO_NAME = "(empty)"


def new_axes(ax: Axes | None, wanted_by: str, height: float) -> Axes:
    """Returns `ax`, or the axes of a new figure."""
    if ax is not None:
        return ax
    pyplot = optional("matplotlib.pyplot", wanted_by)
    axes: Axes = pyplot.subplots(figsize=(8, height), layout="constrained")[1]
    return axes


def rows_of(table: pandas.DataFrame) -> Iterator[Any]:
    """Yields the rows of a table, with columns as attributes."""
    return iter(table.itertuples())


def rows_height(rows: float, per_row: float = 0.3) -> float:
    """Returns the height of a figure with horizontal rows, in inches."""
    return 1.6 + per_row * max(rows, 2)


def label(ax: Axes, title: str, subtitle: str, x: str, y: str, *, rows: bool = False) -> None:
    """Labels a plot; with `rows`, one with a horizontal row for each item."""
    ax.set_title(shorten(title, 90), loc="left", fontsize=12, fontweight="bold", pad=22, **AS_IT_IS)
    ax.annotate(subtitle, (0, 1), xycoords="axes fraction", xytext=(0, 7), textcoords="offset points", color=MUTED,
                fontsize=9, **AS_IT_IS)
    ax.set_xlabel(x, **AS_IT_IS)
    ax.set_ylabel(y, **AS_IT_IS)
    ax.set_axisbelow(True)
    ax.grid(axis="x" if rows else "y", color=GRID)
    if rows:
        ax.tick_params(axis="y", length=0)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def name_rows(ax: Axes, names: Sequence[str], **style: Any) -> None:
    """Names the rows, from the top."""
    ax.set_yticks(range(len(names)), [shorten(name) for name in names], **AS_IT_IS, **style)
    ax.set_ylim(max(len(names), 1) - 0.4, -0.6)


def legend(ax: Axes, handles: Sequence[Any], names: Sequence[str], title: str | None = None) -> None:
    """Draws a legend beside the plot; also of names that are empty or begin with ``_``, which matplotlib leaves out."""
    if not handles:
        return
    drawn = ax.legend(handles, ["x"] * len(handles), title=title, frameon=False, loc="center left",
                      bbox_to_anchor=(1.0, 0.5))
    for text, name in zip(drawn.get_texts(), names):
        text.set(text=shorten(name), **AS_IT_IS)


def window(attrs: dict[Any, Any], reports: int | None = None) -> str:
    """Returns what a question counted, for a subtitle: program, number of reports, and when."""
    parts = [str(attrs["program"])]
    counted = "" if reports is None else f"{reports:,} reports"
    if attrs.get("weeks"):
        weeks = f"{attrs['weeks']} week{'s' if attrs['weeks'] > 1 else ''}"
        counted += f"{' of ' if counted else ''}{weeks}, {attrs['first']:%d %b %Y} to {attrs['last']:%d %b %Y}"
    return " · ".join([*parts, counted] if counted else parts)


def percent(axis: Any, limit: float) -> None:
    """Shows an axis of shares as percentages."""
    formatter = optional("matplotlib.ticker", "plots").PercentFormatter(1.0, decimals=0 if limit > 0.1 else 1)
    axis.set_major_formatter(formatter)


def whole_numbers(axis: Any) -> None:
    """Shows only whole numbers on an axis."""
    axis.set_major_locator(optional("matplotlib.ticker", "plots").MaxNLocator(integer=True))


def upper_limit(table: pandas.DataFrame) -> float:
    """Returns where an axis of shares ends, with room for the numbers beside the bars."""
    return 1.0 if table.empty else float(min(max(table["high"].max() * 1.12, 0.005), 1.12))


def hidden(shown: int, of: int, what: str) -> str:
    """Returns what a title says of what is left out; nothing if all is shown."""
    return f", top {shown} of {of} {what}" if shown < of else ""


def shown_groups(table: pandas.DataFrame, by: str, size: str = "total", most: int = len(LINES)) -> list[Any]:
    """Returns at most `most` groups, in their order: the last weeks, or those with the most reports."""
    groups = list(dict.fromkeys(table[by]))
    if by == "week":
        return groups[-most:]
    totals = table.groupby(by)[size].max()
    largest = sorted(groups, key=lambda group: -totals[group])[:most]
    return [group for group in groups if group in largest]


def hidden_groups(shown: int, of: int, by: str) -> str:
    """Returns what a title says of the groups that `shown_groups` leaves out."""
    if shown >= of:
        return ""
    return f", last {shown} of {of} weeks" if by == "week" else f", {shown} of {of} {by}s"


def group_name(group: Any) -> str:
    """Returns a group as text: a version, or a day."""
    return str(group.date()) if hasattr(group, "date") else str(group)


def shorten(text: str, width: int = _LABEL_WIDTH, *, keep_end: bool = False) -> str:
    """Returns at most `width` letters of a text, or those of its end; a word for an empty text."""
    if not text:
        return _NO_NAME
    if len(text) <= width:
        return text
    if keep_end:
        return "…" + text[-width:]
    # Not within a word, if there are several.
    words = text[:width].rpartition(" ")[0]
    return (words or text[: width - 1]) + "…"
