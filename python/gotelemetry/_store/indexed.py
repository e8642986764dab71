"""Reads the rows of a store's files that the index says pass, and of these only the columns that it does not have."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from gotelemetry._columns import COLUMNS, Kind
from gotelemetry._native import DataError
from gotelemetry._optional import optional
from gotelemetry._store import layout
from gotelemetry._store.index import Index
from gotelemetry._store.layout import Part
from gotelemetry._store.piece import Piece, Texts, decode, named

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]

# Groups of rows, also of several files, are read together until they have about this many.
_TASK_ROWS = 1 << 18
# To open a file takes as long as to read so many rows.
_ROWS_TO_OPEN = 1 << 13


class Wanted(NamedTuple):
    """What is read of each file.

    Attributes:
        kind: the table.
        columns: those of the result.
        texts: of columns that the index does not have, the texts that rows must have.
    """

    kind: Kind
    columns: Sequence[str]
    texts: Mapping[str, frozenset[str]]


class Task(NamedTuple):
    """Rows that are read together.

    Attributes:
        of_table: the index of their table.
        parts: the files of the table, by their number in the index.
        runs: the numbers of the runs that are wanted, in order.
    """

    of_table: Index
    parts: Mapping[int, Part]
    runs: Array

    def read(self, wanted: Wanted) -> tuple[Piece, list[DataError]]:
        """Reads the columns.

        Returns:
            The rows, and what is wrong with each file that is damaged: that has no rows here.
        """
        import numpy

        index, runs = self.of_table, self.runs
        names = dict.fromkeys([*wanted.columns, *wanted.texts, *(["x"] if "report" in wanted.columns else [])])
        # In the order of the files.
        missing = [name for name in COLUMNS[wanted.kind]
                   if name in names and name not in ("week", "report") and index.column(name) is None]
        found: dict[str, tuple[Array, Texts]] = {}
        errors: list[DataError] = []
        if missing:
            runs, found = self._read(wanted.kind, missing, errors)
        rows = index.rows[runs]
        for name in names:
            texts = index.column(name)
            if texts is not None:
                found[name] = numpy.repeat(texts[0][runs], rows), texts[1]
        days = numpy.array([part.keys["week"] for part in self.parts.values()], dtype="int32")
        places = numpy.array(list(self.parts), dtype="int64")
        found["week"] = numpy.repeat(days[numpy.searchsorted(places, index.files[runs])], rows), None
        piece = Piece(wanted.kind, int(rows.sum()), found, {})
        for name, of in wanted.texts.items():
            piece = piece.having(name, of)
        return piece, errors

    def _read(
        self, kind: Kind, columns: Sequence[str], errors: list[DataError]
    ) -> tuple[Array, dict[str, tuple[Array, Texts]]]:
        """Returns the runs that could be read, and columns of their rows."""
        import numpy

        pa = optional("pyarrow", "a dataset in Parquet")
        index, runs = self.of_table, self.runs
        groups = numpy.unique(index.groups[runs])
        file_of_group = numpy.zeros(len(index.group_rows), dtype="int64")
        file_of_group[index.groups[runs]] = index.files[runs]
        files, begins = numpy.unique(file_of_group[groups], return_index=True)
        tables, damaged = [], []
        schema = layout.schema(kind, columns)
        for file, of_file in zip(files.tolist(), numpy.split(groups, begins[1:])):
            try:
                tables.append(_read_groups(
                    self.parts[file], schema, index.group_numbers[of_file].tolist(),
                    int(index.group_rows[of_file].sum()), index.footers))
            except DataError as error:
                errors.append(error)
                damaged.append(file)
        if damaged:
            runs = runs[~numpy.isin(index.files[runs], damaged)]
            groups = groups[~numpy.isin(file_of_group[groups], damaged)]
        # Where each group begins in what was read.
        sizes = index.group_rows[groups]
        before = (numpy.cumsum(sizes) - sizes)[numpy.searchsorted(groups, index.groups[runs])]
        taken = _rows(index.starts[runs] + before, index.rows[runs])
        table = _joined(pa, tables, schema) if tables else schema.empty_table()
        decoded = {name: decode(pa, COLUMNS[kind][name], table[name]) for name in columns}
        return runs, {name: (values[taken], texts) for name, (values, texts) in decoded.items()}


def tasks(index: Index, parts: Mapping[int, Part], passing: Array) -> Iterator[Task]:
    """Yields what to read for the rows of some files that pass.

    Args:
        index: the index of the files' table.
        parts: the files, by their number in it.
        passing: [run], whether its rows pass, as `Index.passing` returns it.
    """
    import numpy

    of_parts = numpy.zeros(len(index.paths), dtype=bool)
    of_parts[list(parts)] = True
    runs = numpy.flatnonzero(passing & of_parts[index.files])
    if not len(runs):
        return
    groups = numpy.unique(index.groups[runs])
    # Whole groups must be read.
    rows = index.group_rows[groups]
    task_of_group = numpy.cumsum(rows + _ROWS_TO_OPEN) // _TASK_ROWS
    task_of_run = task_of_group[numpy.searchsorted(groups, index.groups[runs])]
    ends = [*(numpy.flatnonzero(task_of_run[1:] != task_of_run[:-1]) + 1).tolist(), len(runs)]
    begin = 0
    for end in ends:
        chosen = runs[begin:end]
        files = numpy.unique(index.files[chosen]).tolist()
        yield Task(index, {file: parts[file] for file in files}, chosen)
        begin = end


def path_in(part: Part) -> tuple[str, str]:
    """Returns the folder of a file's table, and the file's path in it, as an index has it."""
    folder, name = os.path.split(part.path)
    table, day = os.path.split(folder)
    return table, f"{day}/{name}"


def _read_groups(
    part: Part, schema: Any, groups: list[int], num_rows: int, footers: dict[str, Any]
) -> Any:
    """Returns the columns of a schema, of groups of rows of a file, as a pyarrow table.

    `footers` has what was read of the ends of files, by path, and gets that of this one.
    """
    pa, parquet = optional("pyarrow", "a dataset in Parquet"), optional("pyarrow.parquet", "a dataset in Parquet")
    columns, types = schema.names, schema.types
    texts = [name for name, type_of in zip(columns, types) if pa.types.is_dictionary(type_of)]
    with named(part.path):
        try:
            file = parquet.ParquetFile(
                pa.memory_map(part.path), metadata=footers.get(part.path), read_dictionary=texts)
        except KeyError:
            there = parquet.read_schema(part.path).names
            raise _lacks(part, next(name for name in texts if name not in there), there) from None
        footers[part.path] = file.metadata
        table = file.read_row_groups(groups, columns, use_threads=False)
        if table.column_names != columns or table.schema.types != types:
            # Another program has put it there.
            for name in columns:
                if name not in table.column_names:
                    raise _lacks(part, name, file.metadata.schema.names)
            table = table.select(columns).cast(schema)
    if table.num_rows != num_rows:
        raise DataError(f"{part.path}: {table.num_rows} rows, but the index of the store has {num_rows}")
    return table


def _joined(pa: Any, tables: Sequence[Any], schema: Any) -> Any:
    try:
        return pa.concat_tables(tables)
    except pa.ArrowInvalid:
        # Where something may be missing in files of other programs.
        return pa.concat_tables([table.cast(schema) for table in tables])


def _lacks(part: Part, name: str, there: Sequence[str]) -> DataError:
    return DataError(f"{part.path} has no column {name!r}, only {', '.join(there)}")


def _rows(begins: Array, lengths: Array) -> Any:
    """Returns what selects ranges of rows: a slice if they are one."""
    import numpy

    if not len(begins):
        return slice(0, 0)
    if (begins[1:] == begins[:-1] + lengths[:-1]).all():
        return slice(int(begins[0]), int(begins[-1] + lengths[-1]))
    offsets = numpy.repeat(begins - (numpy.cumsum(lengths) - lengths), lengths)
    return offsets + numpy.arange(len(offsets))
