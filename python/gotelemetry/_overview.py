"""What a dataset has, and what can be asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gotelemetry._columns import Filter, check_where
from gotelemetry._days import Weeks, day_numbers, week_of
from gotelemetry._optional import optional
from gotelemetry._order import in_order
from gotelemetry._questions import to_days
from gotelemetry._selection import Columns, Selection, Where, join, read

if TYPE_CHECKING:
    import pandas

    from gotelemetry._reader import Reader


def names(
    dataset: Reader, program: str | None = None, *, weeks: Weeks = (), where: Where | None = None
) -> pandas.DataFrame:
    """Returns what can be asked for: the charts and stack counters of each program.

    Args:
        dataset: the reports.
        program: only those of this program.
        weeks, where: as for `Dataset.share`.

    Returns:
        Sorted by the first three: ``program``, ``kind`` (``"chart"`` or ``"stack"``), ``name``, ``buckets`` (int64,
        number of distinct buckets, or of distinct stacks) and ``reports`` (int64, number of distinct reports).

    Raises:
        ImportError, DataError, OSError: as for `Dataset.share`.
        UnknownNameError: the program is not in the data.
    """
    pd = optional("pandas", "names()")
    counts: dict[tuple[str, str, str], _Names] = {}
    programs = [] if program is None else [program]
    for days in dataset._spans(day_numbers(weeks, "weeks")):
        for kind, table, name, bucket in (
            ("chart", "counters", "chart", "bucket"), ("stack", "stacks", "stack", "frames")):
            columns = ["week", "x", "program", name, bucket]
            wanted = Filter(programs, (), days, check_where(where))
            _count_names(counts, kind, join(dataset._scan(table, columns, wanted), columns), name, bucket)  # type: ignore[arg-type]
    if program is not None and not counts:
        selected = Selection(program, weeks, where)
        selected.require(dataset, sum(len(read(dataset, "programs", ["x"], part)) for part in selected.parts(dataset)))
    rows = [(*key, len(found.buckets), found.reports) for key, found in sorted(counts.items())]
    result: pandas.DataFrame = pd.DataFrame(rows, columns=["program", "kind", "name", "buckets", "reports"])
    return result.astype({"program": object, "kind": object, "name": object, "buckets": "int64", "reports": "int64"})


class _Names:
    """What is known of a chart: its distinct buckets, and the number of reports that have it."""

    def __init__(self) -> None:
        self.buckets: set[str] = set()
        self.reports = 0


def _count_names(
    counts: dict[tuple[str, str, str], _Names], kind: str, found: Columns, name: str, bucket: str
) -> None:
    import numpy
    import pandas

    if not len(found):
        return
    # Of the rows with the same program and name, the buckets and the reports. A report is a day and an X.
    days = numpy.unique(found["week"])
    titles = found["program"].astype("int64") * len(found.texts[name]) + found[name]
    buckets = len(found.texts[bucket])
    for pair in pandas.unique(titles * buckets + found[bucket]):
        program, title = divmod(int(pair) // buckets, len(found.texts[name]))
        key = (found.texts["program"][program], kind, found.texts[name][title])
        counts.setdefault(key, _Names()).buckets.add(found.texts[bucket][int(pair) % buckets])
    numbers, distinct = pandas.factorize(found["x"])
    reports = numbers * len(days) + numpy.searchsorted(days, found["week"])
    cells = pandas.unique(titles * (len(distinct) * len(days)) + reports) // (len(distinct) * len(days))
    for title_of, number in zip(*numpy.unique(cells, return_counts=True)):
        program, title = divmod(int(title_of), len(found.texts[name]))
        counts[found.texts["program"][program], kind, found.texts[name][title]].reports += int(number)


def describe(dataset: Reader, *, weeks: Weeks = (), where: Where | None = None) -> pandas.DataFrame:
    """Returns what the dataset has of each program.

    Args:
        dataset: the reports.
        weeks, where: as for `Dataset.share`.

    Returns:
        Those with the most reports first: ``program``, ``reports`` (int64, distinct), ``first`` and ``last``
        (``datetime64[s]``, the first and last report day), ``weeks`` (int64, weeks with reports), ``versions``
        (int64, number of versions) and ``latest`` (the highest version).

    Raises:
        ImportError, DataError, OSError: as for `Dataset.share`.
    """
    pd = optional("pandas", "describe()")
    counts: dict[str, _Program] = {}
    names_read = ["week", "x", "program", "version"]
    for days in dataset._spans(day_numbers(weeks, "weeks")):
        found = join(dataset._scan("programs", names_read, Filter((), (), days, check_where(where))), names_read)
        for program in found.present("program") if len(found) else []:
            part = found.where(found.numbered("program", [program]) == 0)
            counts.setdefault(program, _Program()).add(part)
    rows = [
        (program, known.reports, min(known.days), max(known.days), len({week_of(day) for day in known.days}),
         len(known.versions), in_order("version", known.versions)[-1])
        for program, known in counts.items()
    ]
    columns = ["program", "reports", "first", "last", "weeks", "versions", "latest"]
    frame: pandas.DataFrame = pd.DataFrame(rows, columns=columns).astype({"program": object, "latest": object})
    for column in ("first", "last"):
        frame[column] = to_days(frame[column].to_numpy(dtype="int64"))
    frame = frame.astype({"reports": "int64", "weeks": "int64", "versions": "int64"})
    return frame.sort_values(["reports", "program"], ascending=[False, True], ignore_index=True)


class _Program:
    """What is known of a program: the number of its reports, their days, and its versions."""

    def __init__(self) -> None:
        self.reports = 0
        self.days: set[int] = set()
        self.versions: set[str] = set()

    def add(self, part: Columns) -> None:
        """Adds the entries of some weeks."""
        import pandas

        self.reports += len(pandas.DataFrame({"week": part["week"], "x": part["x"]}).drop_duplicates())
        self.days.update(part["week"].tolist())
        self.versions |= part.occurring("version")


def as_html(dataset: Reader) -> str:
    """Returns what the files of a dataset say by themselves, without being read."""
    import html
    import os

    paths = dataset.paths
    size = sum(os.path.getsize(path) for path in paths if os.path.exists(path))
    form = "Parquet" if paths and all(path.endswith(".parquet") for path in paths) else "JSON"
    rows = [("files", f"{len(paths):,}, {form}, {size / 1e6:,.1f} MB")]
    if paths:
        rows.append(("from", paths[0]))
    if len(paths) > 1:
        rows.append(("to", paths[-1]))
    if form == "Parquet":
        rows.append(("tables", ", ".join(dataset._source.tables)))
        days = [day for span in dataset._spans([]) for day in span]
        if days:
            first, last = (str(day)[:10] for day in to_days([days[0], days[-1]]))
            rows.append(("report days", f"{len(days):,}, {first} to {last}"))
    cells = "".join(f"<tr><th>{name}</th><td>{html.escape(text)}</td></tr>" for name, text in rows)
    return (f"<table>{cells}</table><p>A gotelemetry.Dataset: <code>describe()</code> and <code>names()</code> say what "
            "is in it.</p>")
