"""Reads tables from Parquet files: only the weeks, groups of rows and columns that are asked for."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from gotelemetry._columns import COLUMNS, Filter, Kind, report_keys
from gotelemetry._days import week_of
from gotelemetry._native import DataError
from gotelemetry._optional import optional
from gotelemetry._store import layout
from gotelemetry._store.layout import Part
from gotelemetry._store.texts import with_own_texts
from gotelemetry._threads import num_threads

# Larger files are read in pieces of about this many rows.
_PIECE_ROWS = 1 << 20

Progress = Callable[[int, int], object]


class Store:
    """The tables of Parquet files.

    Attributes:
        tables: those that there are.
    """

    def __init__(self, paths: Sequence[str], skip_damaged: bool = False) -> None:
        self._parts = layout.parts_of(paths)
        self._skip_damaged = skip_damaged
        self.tables = tuple(self._parts)

    def spans(self, weeks: Sequence[int]) -> list[list[int]]:
        """Returns report days that can be read one list after the other: those of a week each, if files say theirs.

        Args:
            weeks: the days wanted; empty: all, as is an empty list of the result.
        """
        days = set()
        for parts in self._parts.values():
            for part in parts:
                if "week" not in part.keys:
                    return [list(weeks)]
                days.add(int(part.keys["week"]))
        if weeks:
            days &= set(weeks)
        spans: dict[int, list[int]] = {}
        for day in sorted(days):
            spans.setdefault(week_of(day), []).append(day)
        # There is always something to read, if only nothing.
        return list(spans.values()) or [list(weeks)]

    def scan(
        self, kind: Kind, columns: Sequence[str], wanted: Filter, threads: int = 0, progress: Progress | None = None,
        damaged: list[str] | None = None,
    ) -> Iterator[Any]:
        """Yields pyarrow tables that together have the rows of a table that pass a filter, in the order of the files.

        Args:
            kind: the table.
            columns: which of its columns.
            wanted: which of its rows.
            threads: how many files to read at once; 0: as many as the machine can run.
            progress: called with the bytes of files that have been read, and that there are.
            damaged: gets what is wrong with each damaged file, if those are skipped.

        Raises:
            DataError: there is no such table; or a file is damaged, or lacks a column.
        """
        if kind not in self._parts:
            raise DataError(f"this dataset has the table {' and '.join(self._parts)}, not {kind}")
        if kind == "reports" and (wanted.programs or wanted.where):
            yield from self._reports_of(columns, wanted, threads, progress)
            return
        texts = wanted.texts(kind)
        weeks = frozenset(wanted.weeks)
        parts = [part for part in self._parts[kind] if _may_pass(part, texts, weeks)]

        def read(part: Part) -> tuple[_PartReader | None, Any]:
            try:
                reader = _PartReader(part, kind, columns, texts, weeks)
                return reader, reader.read(0)
            except DataError as error:
                if not self._skip_damaged:
                    raise
                if damaged is not None:
                    damaged.append(str(error))
                return None, None

        total = sum(os.path.getsize(part.path) for part in parts) if progress is not None else 0
        done = 0
        for part, (reader, table) in zip(parts, in_order(read, parts, num_threads(threads))):
            if reader is not None:
                yield table
                for piece in range(1, reader.num_pieces):
                    yield reader.read(piece)
            if progress is not None:
                done += os.path.getsize(part.path)
                progress(done, total)

    def _reports_of(
        self, columns: Sequence[str], wanted: Filter, threads: int, progress: Progress | None
    ) -> Iterator[Any]:
        """Yields the rows of reports that have an entry that passes the filter."""
        import numpy

        pa = optional("pyarrow", "a dataset in Parquet")
        if "programs" not in self._parts:
            raise DataError("a table of reports in Parquet cannot be filtered without one of programs")
        for days in self.spans(sorted(wanted.weeks)):
            entries = self.scan("programs", ["report"], wanted._replace(weeks=days), threads)
            keys = numpy.concatenate([numpy.zeros(0, "int64"), *(table["report"].to_numpy() for table in entries)])
            every = list(dict.fromkeys([*columns, "report"]))
            for table in self.scan("reports", every, Filter(weeks=days), threads, progress):
                keep = numpy.isin(table["report"].to_numpy(), keys)
                yield table.filter(pa.array(keep)).select(columns)


def in_order(work: Callable[[Any], Any], items: Sequence[Any], threads: int) -> Iterator[Any]:
    """Yields `work` of each item, in their order, at most `threads` at once and not far ahead."""
    if threads <= 1 or len(items) <= 1:
        yield from map(work, items)
        return
    executor = ThreadPoolExecutor(threads, thread_name_prefix="gotelemetry")
    ahead: deque[Future[Any]] = deque()
    try:
        for item in items:
            ahead.append(executor.submit(work, item))
            if len(ahead) > threads:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        executor.shutdown(cancel_futures=True)


def _may_pass(part: Part, texts: Mapping[str, frozenset[str]], weeks: frozenset[int]) -> bool:
    keys = part.keys
    if weeks and "week" in keys and keys["week"] not in weeks:
        return False
    return all(name not in keys or keys[name] in wanted for name, wanted in texts.items())


class _PartReader:
    """Reads the rows of a file that pass a filter, in pieces."""

    def __init__(
        self, part: Part, kind: Kind, columns: Sequence[str], texts: Mapping[str, frozenset[str]], weeks: frozenset[int]
    ) -> None:
        self._part = part
        self._kind = kind
        self._columns = columns
        self._texts = {name: wanted for name, wanted in texts.items() if name not in part.keys}
        self._weeks = weeks if "week" not in part.keys else frozenset()
        self._schema = layout.schema(kind, [name for name in COLUMNS[kind]])
        with _named(part):
            self._file = _open(part.path, [
                name for name, of in COLUMNS[kind].items() if of == "text" and name not in part.keys])
            self._metadata = self._file.metadata
            self._places = {name: i for i, name in enumerate(self._metadata.schema.names)}
            self._pieces = self._plan()
        self._read_columns = self._needed()

    @property
    def num_pieces(self) -> int:
        return len(self._pieces)

    def read(self, piece: int) -> Any:
        """Returns the rows of a piece."""
        pa = optional("pyarrow", "a dataset in Parquet")
        with _named(self._part):
            if not self._pieces[piece]:
                return self._schema.empty_table().select(self._columns)
            table = self._file.read_row_groups(self._pieces[piece], self._read_columns, use_threads=False)
            rows = table.num_rows if self._read_columns else sum(
                self._metadata.row_group(group).num_rows for group in self._pieces[piece])
            found = {name: self._cast(pa, name, table[name]) for name in self._read_columns}
            keep = self._mask(pa, found, rows)
            if keep is not None:
                found = {name: with_own_texts(pa, column.filter(keep)) for name, column in found.items()}
                rows = keep.true_count
            return pa.table({name: self._column(pa, name, found, rows) for name in self._columns},
                            schema=pa.schema([self._schema.field(name) for name in self._columns]))

    def _plan(self) -> list[list[int]]:
        """Returns the numbers of the groups of rows that may have some that pass, divided into pieces."""
        pieces: list[list[int]] = [[]]
        rows = 0
        always = set(self._texts) | ({"week"} if self._weeks else set())
        # The columns by which rows must be chosen one by one.
        self._mixed: set[str] = set()
        for number in range(self._metadata.num_row_groups):
            group = self._metadata.row_group(number)
            mixed = {name for name in always if name in self._places}
            for name in list(mixed):
                statistics = group.column(self._places[name]).statistics
                if statistics is None or not statistics.has_min_max:
                    continue
                low, high = statistics.min, statistics.max
                wanted = self._texts.get(name)
                if wanted is None:
                    continue
                if not isinstance(low, str) or (statistics.has_null_count and statistics.null_count):
                    continue
                if not any(low <= text <= high for text in wanted):
                    break
                if low == high:
                    mixed.discard(name)
            else:
                if rows > 0 and rows + group.num_rows > _PIECE_ROWS:
                    pieces.append([])
                    rows = 0
                pieces[-1].append(number)
                rows += group.num_rows
                self._mixed |= mixed
        return pieces

    def _needed(self) -> list[str]:
        """Returns the columns of the file to read."""
        wanted = dict.fromkeys(self._columns)
        if "report" in wanted:
            wanted.update(dict.fromkeys(("week", "x")))
        wanted.pop("report", None)
        wanted.update(dict.fromkeys(sorted(self._mixed)))
        needed = [name for name in wanted if name not in self._part.keys]
        for name in [*needed, *self._texts]:
            if name not in self._places:
                names = ", ".join(self._places)
                raise DataError(f"{self._part.path} has no column {name!r}, only {names}")
        return needed

    def _cast(self, pa: Any, name: str, column: Any) -> Any:
        """Returns a column with the type that it has in the table."""
        wanted = self._schema.field(name).type
        if pa.types.is_dictionary(wanted):
            if column.null_count:
                column = column.cast(pa.string()).fill_null("")
            if not pa.types.is_dictionary(column.type):
                column = column.cast(pa.string()).dictionary_encode()
            elif column.type != wanted:
                column = column.cast(pa.string()).dictionary_encode()
            return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        column = column.cast(wanted) if column.type != wanted else column
        return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)

    def _mask(self, pa: Any, found: Mapping[str, Any], rows: int) -> Any:
        """Returns which rows pass; None if all do."""
        import numpy

        keep = None
        for name in self._mixed:
            column = found[name]
            if name == "week":
                passes = numpy.isin(column.cast(pa.int32()).to_numpy(zero_copy_only=False), list(self._weeks))
            else:
                wanted = self._texts[name]
                lookup = numpy.array([text in wanted for text in column.dictionary.to_pylist()], dtype=bool)
                codes = column.indices.to_numpy(zero_copy_only=False)
                passes = lookup[codes] if len(lookup) else numpy.zeros(rows, dtype=bool)
            keep = passes if keep is None else keep & passes
        return None if keep is None or keep.all() else pa.array(keep)

    def _column(self, pa: Any, name: str, found: Mapping[str, Any], rows: int) -> Any:
        """Returns a column of the result."""
        import numpy

        if name == "report":
            return pa.array(report_keys(self._days(pa, found, rows), found["x"].to_numpy(zero_copy_only=False)))
        if name == "week" and name in self._part.keys:
            return pa.array(self._days(pa, found, rows), type=pa.int32()).cast(pa.date32())
        if name in self._part.keys:
            return pa.DictionaryArray.from_arrays(numpy.zeros(rows, dtype="int32"), [self._part.keys[name]])
        return found[name]

    def _days(self, pa: Any, found: Mapping[str, Any], rows: int) -> Any:
        import numpy

        if "week" in self._part.keys:
            return numpy.full(rows, self._part.keys["week"], dtype="int32")
        return found["week"].cast(pa.int32()).to_numpy(zero_copy_only=False)


def _open(path: str, texts: list[str]) -> Any:
    """Opens a Parquet file, to read those of the columns `texts` that it has as dictionaries."""
    parquet = optional("pyarrow.parquet", "a dataset in Parquet")
    try:
        return parquet.ParquetFile(path, read_dictionary=texts, memory_map=True)
    except KeyError:
        there = set(parquet.read_schema(path).names)
        return parquet.ParquetFile(path, read_dictionary=[name for name in texts if name in there], memory_map=True)


class _named:
    """Turns what pyarrow raises for a damaged file into a DataError that names it."""

    def __init__(self, part: Part) -> None:
        self._path = part.path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: BaseException | None, traceback: Any) -> None:
        pa = optional("pyarrow", "a dataset in Parquet")
        if isinstance(error, FileNotFoundError) or not isinstance(error, (pa.ArrowException, OSError)):
            return
        raise DataError(f"{self._path}: {error}") from error
