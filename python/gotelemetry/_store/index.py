"""The index of a store's table: which rows of its files have which program and chart.

The rows of a file are sorted, so that equal texts are together, as runs of rows:

    STORE/counters/_index.parquet    a row for each run: path, group, rows; program, chart, bucket
    STORE/stacks/_index.parquet                                         program, stack
    STORE/programs/_index.parquet                                       program, version, once

`once` says of a file whether it, and those of the same reports in the other tables, have nothing twice.

From the index a question knows which rows it needs before it opens a file, and has these columns without reading
them. Files that it does not name, such as those of other programs, are read without it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gotelemetry._columns import Kind
from gotelemetry._optional import optional
from gotelemetry._store.piece import decode

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]

NAME = "_index.parquet"

# By what a run is one. Columns with about as many texts as rows would make an index of the table's size.
COLUMNS: Mapping[Kind, Sequence[str]] = {
    "counters": ("program", "chart", "bucket"),
    "stacks": ("program", "stack"),
    "programs": ("program", "version"),
}
_PLACE = ("path", "group", "rows")
_ONCE = "once"


class Index:
    """Runs of rows, in the order of the files and of the groups of rows in them.

    Attributes:
        rows: [run], how many rows it has.
        files: [run], the number of its file.
        groups: [run], the number of its group of rows, among those of all files.
        starts: [run], the number of its first row within its group.
        group_rows: [group], how many rows it has.
        group_numbers: [group], its number in its file.
        paths: the files' paths in the table's folder.
        once: of the table of programs, [file], whether each entry of a report, and each count of it, is there once.
        footers: by path, the metadata of files that have been read, so that the next question need not read it again. A
            path has part of a digest of what the file was made of, so it stays true.
    """

    def __init__(self, kind: Kind, table: Any) -> None:
        """Creates the index from the table that `Builder` writes."""
        import numpy

        pa = optional("pyarrow", "a dataset in Parquet")
        codes, paths = decode(pa, "text", table["path"])
        numbers, self.rows = (
            decode(pa, type_of, table[name])[0] for name, type_of in (("group", "int32"), ("rows", "int64")))
        self._columns = {name: decode(pa, "text", table[name]) for name in COLUMNS[kind]}
        file_begins = _changes(codes)
        group_begins = file_begins | _changes(numbers)
        self.files, self.groups = numpy.cumsum(file_begins) - 1, numpy.cumsum(group_begins) - 1
        self.paths = [(paths or [])[code] for code in codes[file_begins]]
        self.group_numbers = numbers[group_begins]
        self.once = None if kind != "programs" else (
            table[_ONCE].combine_chunks().to_numpy(zero_copy_only=False)[file_begins])
        before = numpy.cumsum(self.rows) - self.rows
        self.starts = before - before[group_begins][self.groups]
        self.group_rows = numpy.bincount(self.groups, self.rows).astype("int64")
        self.footers: dict[str, Any] = {}
        # The last that was asked for: a question asks the same for each of its parts.
        self._passing: tuple[Mapping[str, frozenset[str]], Array] = {}, numpy.ones(len(self.rows), dtype=bool)

    def column(self, name: str) -> tuple[Array, list[str]] | None:
        """Returns the texts of a column: [run], which of the list; None if the index does not have the column."""
        found = self._columns.get(name)
        return None if found is None else (found[0], found[1] or [])

    def passing(self, texts: Mapping[str, frozenset[str]]) -> Array:
        """Returns [run], whether it has one of the texts of each column that the index has."""
        import numpy

        last = self._passing
        if last[0] == texts:
            return last[1]
        keep = numpy.ones(len(self.rows), dtype=bool)
        for name, wanted in texts.items():
            found = self.column(name)
            if found is not None:
                passes = numpy.array([text in wanted for text in found[1]], dtype=bool)
                keep &= passes[found[0]] if len(passes) else False
        self._passing = dict(texts), keep
        return keep


def _changes(values: Array) -> Array:
    """Returns where a value differs from the one before."""
    import numpy

    changes = numpy.ones(len(values), dtype=bool)
    changes[1:] = values[1:] != values[:-1]
    return changes


def load(folder: str, kind: Kind) -> Index | None:
    """Returns the index of the table in `folder`; None if there is none that can be used."""
    parquet = optional("pyarrow.parquet", "a dataset in Parquet")
    pa = optional("pyarrow", "a dataset in Parquet")
    path = os.path.join(folder, NAME)
    if kind not in COLUMNS or not os.path.exists(path):
        return None
    try:
        return Index(kind, _read(parquet, path, kind))
    except (pa.ArrowException, OSError, KeyError):
        # It only saves time.
        return None


def _read(parquet: Any, path: str, kind: Kind) -> Any:
    names = ["path", *COLUMNS[kind]]
    return parquet.ParquetFile(path, read_dictionary=names).read(_names(kind))


def _names(kind: Kind) -> list[str]:
    return [*_PLACE, *COLUMNS[kind], *([_ONCE] if kind == "programs" else [])]


class Builder:
    """Makes the index of a table while its files are written, by several threads."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._found: list[tuple[str, Array, Array, list[Any]]] = []
        # The files of which something is there more than once.
        self.repeated: set[str] = set()

    def add(self, path: str, first_group: int, bounds: Sequence[int], rows: Any) -> None:
        """Adds groups of rows.

        Args:
            path: the file, in the table's folder.
            first_group: the number of the first of the groups in it; that of the next is one higher.
            bounds: the first row of each group, and the end of the last one.
            rows: a pyarrow table, sorted, whose texts are dictionary-encoded and in one chunk.
        """
        import numpy

        pa = optional("pyarrow", "Dataset.to_parquet()")
        columns = [rows[name].chunk(0) for name in COLUMNS[self._kind]]
        is_begin = numpy.zeros(rows.num_rows, dtype=bool)
        is_begin[bounds[:-1]] = True
        for column in columns:
            codes = column.indices.to_numpy()
            is_begin[1:] |= codes[1:] != codes[:-1]
        begins = numpy.flatnonzero(is_begin)
        groups = first_group + numpy.searchsorted(bounds, begins, side="right") - 1
        lengths = numpy.diff(begins, append=rows.num_rows)
        texts = [column.dictionary.take(column.indices.take(pa.array(begins))).cast(pa.string()) for column in columns]
        self._found.append((path, groups, lengths, texts))

    def write(self, folder: str, old: str, keep: Callable[[str], bool]) -> None:
        """Writes the index.

        Args:
            folder: the table's folder.
            old: the folder of the table that this one replaces, which need not be there.
            keep: which of the files of that index are still there.
        """
        import numpy

        pa, parquet = optional("pyarrow", "Dataset.to_parquet()"), optional("pyarrow.parquet", "Dataset.to_parquet()")
        self._found.sort(key=lambda found: (found[0], int(found[1][0])))
        none = numpy.zeros(0, "int64")
        groups = numpy.concatenate([none, *(groups for _, groups, _, _ in self._found)])
        lengths = numpy.concatenate([none, *(lengths for _, _, lengths, _ in self._found)])
        made = pa.table({
            "path": pa.array([path for path, runs, _, _ in self._found for _ in runs], pa.string()),
            "group": pa.array(groups, pa.int32()),
            "rows": pa.array(lengths, pa.int64()),
            **{name: pa.chunked_array([texts[i] for *_, texts in self._found], pa.string())
               for i, name in enumerate(COLUMNS[self._kind])},
        })
        if self._kind == "programs":
            once = [path not in self.repeated for path, runs, _, _ in self._found for _ in runs]
            made = made.append_column(_ONCE, pa.array(once, pa.bool_()))
        kept = _kept(pa, parquet, os.path.join(old, NAME), self._kind, keep)
        parquet.write_table(
            pa.concat_tables([*kept, made]), os.path.join(folder, NAME), compression="zstd", store_schema=False)


def _kept(pa: Any, parquet: Any, path: str, kind: Kind, keep: Callable[[str], bool]) -> Iterable[Any]:
    if not os.path.exists(path):
        return []
    try:
        table = parquet.ParquetFile(path).read(_names(kind))
    except (pa.ArrowException, OSError, KeyError):
        return []
    return [table.filter(pa.array([keep(each) for each in table["path"].to_pylist()], pa.bool_()))]
