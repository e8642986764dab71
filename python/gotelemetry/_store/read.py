"""Reads tables from Parquet files: only the weeks, groups of rows and columns that are asked for."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from gotelemetry._columns import COLUMNS, Filter, Kind
from gotelemetry._days import week_of
from gotelemetry._native import DataError
from gotelemetry._optional import optional
from gotelemetry._store import layout
from gotelemetry._store.layout import Part
from gotelemetry._store.piece import Piece, decode
from gotelemetry._threads import num_threads

# Larger files are read in pieces of about this many rows.
_PIECE_ROWS = 1 << 20

# It takes that many columns to be worth looking first whether any row of a group passes.
_MANY_COLUMNS = 4

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
    ) -> Iterator[Piece]:
        """Yields pieces that together have the rows of a table that pass a filter, in the order of the files.

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
            yield from self._reports_of(columns, wanted, threads, progress, damaged)
            return
        texts = wanted.texts(kind)
        weeks = frozenset(wanted.weeks)
        parts = [part for part in self._parts[kind] if _may_pass(part, texts, weeks)]

        def read(part: Part) -> tuple[_PartReader, Piece] | None:
            try:
                reader = _PartReader(part, kind, columns, texts, weeks)
                return reader, reader.read(0)
            except DataError as error:
                if not self._skip_damaged:
                    raise
                if damaged is not None:
                    damaged.append(str(error))
                return None

        total = sum(os.path.getsize(part.path) for part in parts) if progress is not None else 0
        done = 0
        for part, found in zip(parts, in_order(read, parts, num_threads(threads))):
            if found is not None:
                yield found[1]
                for piece in range(1, found[0].num_pieces):
                    yield found[0].read(piece)
            if progress is not None:
                done += os.path.getsize(part.path)
                progress(done, total)

    def _reports_of(
        self, columns: Sequence[str], wanted: Filter, threads: int, progress: Progress | None,
        damaged: list[str] | None,
    ) -> Iterator[Piece]:
        """Yields the rows of reports that have an entry that passes the filter."""
        import numpy

        if "programs" not in self._parts:
            raise DataError("a table of reports in Parquet cannot be filtered without one of programs")
        for days in self.spans(sorted(wanted.weeks)):
            entries = self.scan("programs", ["report"], wanted._replace(weeks=days), threads, None, damaged)
            keys = numpy.concatenate([numpy.zeros(0, "int64"), *(piece._encoded("report")[0] for piece in entries)])
            every = list(dict.fromkeys([*columns, "report"]))
            for piece in self.scan("reports", every, Filter(weeks=days), threads, progress, damaged):
                yield piece.where(numpy.isin(piece._encoded("report")[0], keys))


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


def _nothing(type_of: str) -> tuple[Any, list[str] | None]:
    """Returns a column without rows."""
    import numpy

    types = {"day": "int32", "double": "float64", "text": "int32"}
    return numpy.zeros(0, dtype=types.get(type_of, type_of)), [] if type_of == "text" else None


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

    def read(self, piece: int) -> Piece:
        """Returns the rows of a piece."""
        import numpy

        pa = optional("pyarrow", "a dataset in Parquet")
        groups = self._pieces[piece]
        with _named(self._part):
            if not groups:
                return Piece(self._kind, 0, {name: _nothing(COLUMNS[self._kind][name]) for name in self._read_columns},
                             self._part.keys)
            if not self._read_columns:
                rows = sum(self._metadata.row_group(group).num_rows for group in groups)
                return Piece(self._kind, rows, {}, self._part.keys)
            groups = self._groups_to_read(pa, groups)
            table = self._file.read_row_groups(groups, self._read_columns, use_threads=False)
            found = {name: decode(pa, self._kind, name, table[name]) for name in self._read_columns}
        keep = self._passing(found)
        if keep is None:
            return Piece(self._kind, table.num_rows, found, self._part.keys)
        places = numpy.flatnonzero(keep)
        rows = len(places)
        if rows and places[-1] - places[0] + 1 == rows:
            # As always in a store: rows are sorted.
            taken: Any = slice(places[0], places[-1] + 1)
        else:
            taken = places
        return Piece(self._kind, rows, {name: (values[taken], texts) for name, (values, texts) in found.items()},
                     self._part.keys)

    def _groups_to_read(self, pa: Any, groups: list[int]) -> list[int]:
        """Returns those groups of rows that have some that pass, if it is cheaper to find out than to read them."""
        chosen_by = [name for name in self._read_columns if name in self._mixed]
        if not chosen_by or len(self._read_columns) - len(chosen_by) < _MANY_COLUMNS:
            return groups
        table = self._file.read_row_groups(groups, chosen_by, use_threads=False)
        keep = self._passing({name: decode(pa, self._kind, name, table[name]) for name in chosen_by})
        passing, begin = [], 0
        for group in groups:
            end = begin + self._metadata.row_group(group).num_rows
            if keep is None or keep[begin:end].any():
                passing.append(group)
            begin = end
        return passing

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

    def _passing(self, found: Mapping[str, tuple[Any, list[str] | None]]) -> Any:
        """Returns which rows pass; None if all do."""
        import numpy

        keep = None
        for name in self._mixed:
            values, texts = found[name]
            if texts is None:
                passes = numpy.isin(values, list(self._weeks))
            else:
                wanted = self._texts[name]
                codes = [code for code, text in enumerate(texts) if text in wanted]
                passes = values == codes[0] if len(codes) == 1 else numpy.isin(values, codes)
            keep = passes if keep is None else keep & passes
        return keep


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
