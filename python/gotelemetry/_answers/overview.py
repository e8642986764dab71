"""What a dataset has, and what can be asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gotelemetry._answers.answer import answer
from gotelemetry._columns import Filter, Kind
from gotelemetry._days import Weeks, week_of
from gotelemetry._optional import optional
from gotelemetry._answers.order import in_order
from gotelemetry._answers.questions import to_days
from gotelemetry._answers.selection import Columns, Selection, Where, join, read, read_ahead
from gotelemetry._answers.distinct import count_by_day

if TYPE_CHECKING:
    import pandas

    from gotelemetry._reader import Reader


# Of what there are names: the table, and its columns with names and what they have.
_NAMES: dict[str, tuple[Kind, str, str]] = {
    "chart": ("counters", "chart", "bucket"), "stack": ("stacks", "stack", "frames")}


@answer
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
        UnknownNameError: the program or a value of `where` is not in the data.
    """
    pd = optional("pandas", "names()")
    counts: dict[tuple[str, str, str], _Names] = {}
    programs = [] if program is None else [program]
    selected = Selection(program or "", weeks, where)

    def read_days(days: list[int]) -> list[Columns]:
        return [_read(dataset, kind, ["week", "x", "program", *names], Filter(programs, (), days, selected.where))
                for kind, *names in _NAMES.values()]

    for tables in read_ahead(dataset, dataset._spans(selected.days, program), read_days):
        for kind, table in zip(_NAMES, tables):
            _count_names(counts, kind, table, *_NAMES[kind][1:])
    dataset._require_where(Filter(programs, (), selected.days, selected.where))
    if program is not None and not counts:
        selected.require(dataset, sum(len(read(dataset, "programs", ["x"], part)) for part in selected.parts(dataset)))
    rows = [(*key, len(found.buckets), found.reports) for key, found in sorted(counts.items())]
    result: pandas.DataFrame = pd.DataFrame(rows, columns=["program", "kind", "name", "buckets", "reports"])
    return result.astype({"program": "str", "kind": "str", "name": "str", "buckets": "int64", "reports": "int64"})


def _read(dataset: Reader, kind: Kind, columns: list[str], wanted: Filter) -> Columns:
    return join(dataset._scan(kind, columns, wanted), columns)


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
    titles = found["program"].astype("int64") * len(found.texts[name]) + found[name]
    buckets = len(found.texts[bucket])
    pairs = titles * buckets + found[bucket]
    # In a store, equal ones follow each other.
    begins = numpy.concatenate([[0], numpy.flatnonzero(pairs[1:] != pairs[:-1]) + 1])
    present = pandas.unique(pairs[begins])
    for pair in present:
        program, title = divmod(int(pair) // buckets, len(found.texts[name]))
        key = (found.texts["program"][program], kind, found.texts[name][title])
        counts.setdefault(key, _Names()).buckets.add(found.texts[bucket][int(pair) % buckets])
    known = numpy.unique(present // buckets)
    titles = numpy.repeat(numpy.searchsorted(known, titles[begins]), numpy.diff(begins, append=len(found)))
    reports = count_by_day(found, titles, len(known))[1].sum(axis=1)
    for title_of, number in zip(known, reports):
        program, title = divmod(int(title_of), len(found.texts[name]))
        counts[found.texts["program"][program], kind, found.texts[name][title]].reports += int(number)


@answer
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
        UnknownNameError: a value of `where` is not in the data.
    """
    pd = optional("pandas", "describe()")
    counts: dict[str, _Program] = {}
    names_read = ["week", "x", "program", "version"]
    selected = Selection("", weeks, where)
    entries = read_ahead(
        dataset, dataset._spans(selected.days, None, ["programs"]),
        lambda days: _read(dataset, "programs", names_read, Filter((), (), days, selected.where)))
    for found in entries:
        _count_programs(counts, found)
    rows = [
        (program, known.reports, min(known.days), max(known.days), len({week_of(day) for day in known.days}),
         len(known.versions), in_order("version", known.versions)[-1])
        for program, known in counts.items()
    ]
    columns = ["program", "reports", "first", "last", "weeks", "versions", "latest"]
    dataset._require_where(Filter((), (), selected.days, selected.where))
    frame: pandas.DataFrame = pd.DataFrame(rows, columns=columns).astype({"program": "str", "latest": "str"})
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


def _count_programs(counts: dict[str, _Program], found: Columns) -> None:
    """Adds the entries of some weeks."""
    import numpy

    if not len(found):
        return
    programs, versions = found.texts["program"], found.texts["version"]
    program_of = found["program"].astype("int64")
    days, reports = count_by_day(found, program_of, len(programs))
    for program in numpy.flatnonzero(reports.sum(axis=1)):
        known = counts.setdefault(programs[program], _Program())
        known.reports += int(reports[program].sum())
        known.days.update(days[reports[program] > 0].tolist())
    pairs = numpy.bincount(program_of * len(versions) + found["version"], minlength=len(programs) * len(versions))
    for pair in numpy.flatnonzero(pairs):
        counts[programs[int(pair) // len(versions)]].versions.add(versions[int(pair) % len(versions)])


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
