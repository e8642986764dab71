"""What a dataset has, and what can be asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gotelemetry._days import week_of
from gotelemetry._optional import optional
from gotelemetry._questions import to_days
from gotelemetry._tally import Selection, read, read_all, require_program

if TYPE_CHECKING:
    import pandas

    from gotelemetry._reader import Reader


def names(dataset: Reader, program: str | None = None) -> pandas.DataFrame:
    """Returns what can be asked for: the charts and stack counters of each program.

    Args:
        dataset: the reports.
        program: only those of this program.

    Returns:
        Sorted by the first three: ``program``, ``kind`` (``"chart"`` or ``"stack"``), ``name``, ``buckets`` (int64,
        number of distinct buckets, or of distinct stacks) and ``reports`` (int64, number of distinct reports).

    Raises:
        ImportError, DataError, OSError: as for `Dataset.share`.
        UnknownNameError: the program is not in the data.
    """
    pd = optional("pandas", "names()")
    programs = () if program is None else (program,)
    if program is not None:
        selected = Selection(program)
        require_program(dataset, selected, read(dataset, "programs", ["x"], selected))
    parts = []
    for kind, table, name, bucket in (("chart", "counters", "chart", "bucket"), ("stack", "stacks", "stack", "frames")):
        found = read_all(dataset, table, ["week", "x", "program", name, bucket], programs)  # type: ignore[arg-type]
        frame = pd.DataFrame({column: found[column] for column in ("week", "x", "program", name, bucket)})
        frame["report"] = frame.groupby(["week", "x"], sort=False).ngroup()
        groups = frame.groupby(["program", name], sort=False)
        part = groups.agg(buckets=(bucket, "nunique"), reports=("report", "nunique")).reset_index()
        part["program"] = pd.Series([found.texts["program"][code] for code in part["program"]], dtype=object)
        part["name"] = pd.Series([found.texts[name][code] for code in part[name]], dtype=object)
        part["kind"] = pd.Series([kind] * len(part), dtype=object)
        parts.append(part[["program", "kind", "name", "buckets", "reports"]])
    result: pandas.DataFrame = pd.concat([part for part in parts if len(part)] or parts[:1])
    result = result.astype({"buckets": "int64", "reports": "int64"})
    return result.sort_values(["program", "kind", "name"], ignore_index=True)


def describe(dataset: Reader) -> pandas.DataFrame:
    """Returns what the dataset has of each program.

    Returns:
        Those with the most reports first: ``program``, ``reports`` (int64, distinct), ``first`` and ``last``
        (``datetime64[s]``, the first and last report day), ``weeks`` (int64, weeks with reports), ``versions``
        (int64, number of versions) and ``latest`` (the highest version).

    Raises:
        ImportError, DataError, OSError: as for `Dataset.share`.
    """
    pd = optional("pandas", "describe()")
    found = read_all(dataset, "programs", ["week", "x", "program", "version"])
    rows = []
    for program in found.present("program") if len(found) else []:
        part = found.where(found.numbered("program", [program]) == 0)
        days = part["week"]
        versions = part.present("version")
        reports = len(pd.DataFrame({"week": days, "x": part["x"]}).drop_duplicates())
        weeks = len(pd.unique(week_of(days)))
        rows.append((program, reports, days.min(), days.max(), weeks, len(versions), versions[-1]))
    columns = ["program", "reports", "first", "last", "weeks", "versions", "latest"]
    frame: pandas.DataFrame = pd.DataFrame(rows, columns=columns).astype({"program": object, "latest": object})
    for column in ("first", "last"):
        frame[column] = to_days(frame[column].to_numpy(dtype="int64"))
    frame = frame.astype({"reports": "int64", "weeks": "int64", "versions": "int64"})
    return frame.sort_values(["reports", "program"], ascending=[False, True], ignore_index=True)


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
