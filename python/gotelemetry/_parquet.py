"""The Parquet files of tables: pyarrow's tables to files and back. Knows nothing of `Table`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gotelemetry._native import DataError
from gotelemetry._optional import optional

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]

_MAGIC = b"PAR1"
_KIND = b"gotelemetry.table"


def are_parquet(paths: Sequence[str]) -> bool:
    """Returns whether the files at `paths` are Parquet files, judging by their first bytes.

    Raises:
        DataError: some are and some are not.
    """
    # The first file of each kind.
    found: dict[bool, str] = {}
    for path in paths:
        found.setdefault(_is_parquet(path), path)
    if len(found) == 2:
        raise DataError(f"a dataset is either JSON or Parquet: {found[True]} is Parquet, {found[False]} is not")
    return True in found


def _is_parquet(path: str) -> bool:
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def write(columns: pyarrow.Table, kind: str, path: str | os.PathLike[str]) -> None:
    """Writes a table and its kind: "counters", "stacks", "programs" or "reports"."""
    parquet = optional("pyarrow.parquet", "Table.to_parquet()")
    parquet.write_table(columns.replace_schema_metadata({_KIND: kind.encode()}), path, compression="zstd")


def read(
    paths: Sequence[str], kind: str, programs: Sequence[str], charts: Sequence[str], weeks: Sequence[int]
) -> pyarrow.Table:
    """Reads the table of that kind from files that contain it; only the rows that pass the filters.

    Raises:
        DataError: a file contains another table, or was not written by us.
        ValueError: the table has no column to filter by.
    """
    if kind == "reports" and programs:
        raise ValueError("a table of reports in Parquet cannot be filtered by program: it has no such column")
    pa = optional("pyarrow", "a dataset in Parquet")
    parquet = optional("pyarrow.parquet", "a dataset in Parquet")
    for path in paths:
        _check_kind(parquet, pa, path, kind)
    chart_column = {"counters": "chart", "stacks": "stack"}.get(kind)
    wanted = [
        _is_in(column, values)
        for column, values in (("program", programs), (chart_column, charts))
        if values and column is not None
    ]
    if weeks:
        wanted.append(optional("pyarrow.compute", "filters").field("week").isin(pa.array(weeks, pa.date32())))
    condition = None
    for part in wanted:
        condition = part if condition is None else condition & part
    tables = [parquet.read_table(path, filters=condition) for path in paths]
    # A file with few distinct texts has narrower indices than one with many.
    return pa.concat_tables(tables, promote_options="permissive").unify_dictionaries().combine_chunks()


def _check_kind(parquet: Any, pa: Any, path: str, kind: str) -> None:
    try:
        metadata = parquet.read_schema(path).metadata or {}
    except pa.ArrowInvalid as error:
        raise DataError(f"{path}: {error}") from error
    found = metadata.get(_KIND, b"").decode()
    if not found:
        raise DataError(f"{path} was not written by Table.to_parquet")
    if found != kind:
        raise DataError(f"{path} has the table {found}, not {kind}")


def _is_in(column: str, values: Sequence[str]) -> Any:
    compute = optional("pyarrow.compute", "filters")
    return compute.field(column).cast("string").isin(list(values))
