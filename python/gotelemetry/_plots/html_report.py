"""A page with the answers to all questions, that opens without a network."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gotelemetry._answers import adoption, compare, overview, percentiles, questions
from gotelemetry._answers import stacks as _stacks
from gotelemetry._plots import comparison_plots, plots
from gotelemetry._answers.amounts import are_amounts
from gotelemetry._columns import FIELDS, Filter, Kind
from gotelemetry._names import unknown
from gotelemetry._optional import optional
from gotelemetry._reader import Reader
from gotelemetry._answers.selection import Columns, join

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from gotelemetry._config import UploadConfig
    from gotelemetry._days import Weeks

_MOST_PROGRAMS = 5
_ALARM = 0.05
_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b2a38; }
h2 { border-top: 2px solid #d9dde1; padding-top: 1rem; margin-top: 3rem; overflow-wrap: anywhere; }
img { max-width: 100%; display: block; margin: 1rem 0; }
table { border-collapse: collapse; font-size: 0.85rem; display: block; overflow-x: auto; }
th, td { text-align: left; padding: 0.2rem 0.8rem 0.2rem 0; border-bottom: 1px solid #d9dde1; white-space: pre-line; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
p.note { color: #5a6670; }
"""
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def report(
    dataset: Reader,
    path: str | os.PathLike[str],
    programs: Iterable[str] = (),
    *,
    charts: int = 12,
    weeks: Weeks = (),
    config: UploadConfig | None = None,
    title: str = "Telemetry report",
) -> None:
    """Writes a page of what the dataset says: one HTML file, pictures included, that needs no network and no script.

    For each program: how its versions spread, how often each crashes, what changed in the last weeks, its most
    reported stacks, and its charts, with percentiles of those whose buckets are amounts. The page says what it leaves
    out.

    Args:
        dataset: the reports.
        path: the file to write. It is there as a whole or not at all.
        programs: the programs; empty: the 5 with the most reports.
        charts: the number of charts of each program, those in the most reports.
        weeks, config: as for `share`.
        title: the page's title.

    Raises:
        ImportError: matplotlib or pandas is not installed.
        UnknownNameError: a program is not in the data.
        DataError, OSError: as for `share`; or the file cannot be written.
    """
    optional("matplotlib.pyplot", "report()")
    known = overview.describe(dataset)
    chosen = list(programs) or list(known["program"][:_MOST_PROGRAMS])
    for program in chosen:
        if program not in set(known["program"]):
            raise unknown("program", program, known["program"], "this dataset")
    parts = ["<h2>What there is</h2>", _table(known)]
    if len(chosen) < len(known):
        parts.append(_note(f"This page is about {len(chosen)} of {len(known)} programs."))
    for program in chosen:
        # Of a store each question reads what it needs.
        source = dataset if dataset._is_parquet() else _Kept(dataset, program)
        parts += _program(source, program, charts, weeks, config)
    text = _PAGE.format(title=_escape(title), style=_STYLE, body="\n".join(parts))
    unfinished = f"{os.fspath(path)}.{os.getpid()}.tmp"
    try:
        with open(unfinished, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(unfinished, path)
    finally:
        if os.path.exists(unfinished):
            os.remove(unfinished)


class _Kept(Reader):
    """The tables of one program of a dataset of JSON, each read once."""

    def __init__(self, source: Reader, program: str) -> None:
        super().__init__(source.paths)
        self._source_of_all = source
        self._program = program
        self._tables: dict[str, Columns] = {}

    def _scan(self, kind: Kind, columns: Iterable[str], wanted: Filter = Filter()) -> Iterator[Any]:
        import numpy

        names = list({"counters": ("chart", "bucket", "value"), "stacks": ("stack", "frames", "value")}.get(kind, ()))
        if kind not in self._tables:
            every = ["week", "x", "program", *FIELDS, *names]
            self._tables[kind] = join(self._source_of_all._scan(kind, every, Filter([self._program])), every)
        table = self._tables[kind]
        keep = numpy.ones(len(table), dtype=bool)
        if wanted.weeks:
            keep &= numpy.isin(table["week"], list(wanted.weeks))
        if wanted.charts:
            keep &= table.numbered(names[0], list(wanted.charts)) >= 0
        yield table.where(keep)

    def _spans(self, days: list[int], program: str | None = None, kinds: Sequence[Kind] = ()) -> list[list[int]]:
        return [days]


def _program(dataset: Reader, program: str, most: int, weeks: Weeks, config: UploadConfig | None) -> list[str]:
    parts = [f"<h2>{_escape(program)}</h2>"]
    versions = adoption.adoption(dataset, program, weeks=weeks)
    parts += ["<h3>Versions</h3>", _picture(
        "adoption", lambda: plots.draw_lines(versions, "version", "week", by_time=True))]
    parts.append("<h3>Crashes</h3>")
    try:
        crashes = adoption.crash_rate(dataset, program, "version", weeks=weeks, config=config)
        parts.append(_picture("crash rate", lambda: comparison_plots.draw_crash_rate(crashes, "version")))
    except ValueError as error:
        parts.append(_note(f"{error}."))
    parts += ["<h3>What changed in the last weeks</h3>", *_changes(dataset, program, config)]
    stacks = _stacks.top_stacks(dataset, program, weeks=weeks)
    parts.append("<h3>Stacks</h3>")
    parts.append(_picture("top stacks", lambda: plots.draw_top_stacks(stacks)) if len(stacks)
                 else _note("No stack was reported."))
    names = overview.names(dataset, program)
    names = names[names["kind"] == "chart"].sort_values(["reports", "name"], ascending=[False, True])
    parts.append("<h3>Charts</h3>")
    releases = adoption.releases(dataset, program)
    for name in names["name"][:most]:
        parts += _chart(dataset, program, name, weeks, config, releases)
    if len(names) > most:
        parts.append(_note(f"{most} of {len(names)} charts, those in the most reports."))
    return parts


def _chart(
    dataset: Reader, program: str, chart: str, weeks: Weeks, config: UploadConfig | None, releases: pandas.DataFrame
) -> list[str]:
    shares = questions.share(dataset, program, chart, weeks=weeks, config=config)
    parts = [_picture(f"share of {chart}", lambda: plots.draw_share(shares))]
    if are_amounts(list(shares["bucket"])):
        try:
            table = percentiles.percentiles(dataset, program, chart, by="week", weeks=weeks, config=config)
            parts.append(_picture(f"percentiles of {chart}", lambda: comparison_plots.draw_percentiles(table, "week")))
        except ValueError as error:
            parts.append(_note(f"No percentiles: {error}."))
    trend = questions.trend(dataset, program, chart, weeks=weeks, config=config)
    if trend["week"].nunique() > 1:
        parts.append(_picture(f"trend of {chart}", lambda: plots.draw_trend(trend, releases)))
    return parts


def _changes(dataset: Reader, program: str, config: UploadConfig | None) -> list[str]:
    try:
        table = compare.changes(dataset, program, config=config)
    except ValueError as first_error:
        try:
            table = compare.changes(dataset, program, last=1, before=3, config=config)
        except ValueError:
            return [_note(f"{first_error}.")]
    if table.empty:
        return [_note("Nothing was counted.")]
    parts = [_picture("changes", lambda: comparison_plots.draw_compare(table))]
    found = table[table["q"] <= _ALARM]
    if len(found):
        columns = ["kind", "chart", "bucket", "share_a", "share_b", "difference", "low", "high", "q"]
        parts.append(_table(found[columns].head(30)))
    return parts


def _picture(name: str, draw: Callable[[], Axes]) -> str:
    import base64
    import io

    pyplot: Any = optional("matplotlib.pyplot", "report()")
    figure: Any = draw().figure
    try:
        file = io.BytesIO()
        figure.savefig(file, format="png", dpi=110)
    finally:
        pyplot.close(figure)
    data = base64.b64encode(file.getvalue()).decode("ascii")
    return f'<img alt="{_escape(name)}" src="data:image/png;base64,{data}">'


def _note(text: str) -> str:
    return f'<p class="note">{_escape(text)}</p>'


def _table(frame: pandas.DataFrame) -> str:
    head = "".join(f"<th>{_escape(str(name))}</th>" for name in frame.columns)
    rows = "\n".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in frame.itertuples(index=False))
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>"


def _cell(value: Any) -> str:
    if hasattr(value, "date"):
        return f"<td>{value.date()}</td>"
    if isinstance(value, str):
        return f"<td>{_escape(value)}</td>"
    return f'<td class="n">{value:,.4g}</td>' if isinstance(value, float) else f'<td class="n">{value:,}</td>'


def _escape(text: str) -> str:
    # Imported here because it takes longer than the rest of the package.
    import html

    return html.escape(text)
