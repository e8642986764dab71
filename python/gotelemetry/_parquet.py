"""Tables in Parquet files, written by `Table.to_parquet`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gotelemetry._native import DataError
from gotelemetry._optional import optional
from gotelemetry._table import Table

if TYPE_CHECKING:
    import pandas

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


def write(table: Table, kind: str, path: str | os.PathLike[str]) -> None:
    """Writes a table and its kind: "counters", "stacks", "programs" or "reports"."""
    parquet = optional("pyarrow.parquet", "Table.to_parquet()")
    columns = table.to_arrow()
    parquet.write_table(columns.replace_schema_metadata({_KIND: kind.encode()}), path, compression="zstd")


def read(
    paths: Sequence[str], kind: str, programs: Sequence[str], charts: Sequence[str], weeks: Sequence[int]
) -> Table:
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
    return ArrowTable(pa.concat_tables(tables, promote_options="permissive").unify_dictionaries().combine_chunks(), kind)


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


class ArrowTable(Table):
    """A table whose columns are held by pyarrow."""

    def __init__(self, columns: Any, kind: str) -> None:
        self._arrow = columns
        self._kind = kind

    @property
    def num_rows(self) -> int:
        return int(self._arrow.num_rows)

    @property
    def column_names(self) -> list[str]:
        return list(self._arrow.column_names)

    def __arrow_c_schema__(self) -> object:
        return self._arrow.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._arrow.__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> pandas.DataFrame:
        pd = optional("pandas", "Table.to_pandas()")
        frame: pandas.DataFrame = self._arrow.to_pandas(date_as_object=False)
        for name in self.column_names:
            if frame[name].dtype.kind == "M":
                frame[name] = frame[name].astype("datetime64[s]")
            elif isinstance(frame[name].dtype, pd.CategoricalDtype):
                categories = sorted(frame[name].cat.categories)
                frame[name] = frame[name].cat.set_categories(pd.Index(categories, dtype=object))
        return frame
