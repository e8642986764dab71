"""Reads tables from Parquet files: only the weeks, groups of rows and columns that are asked for."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from typing import Any

from gotelemetry._columns import Filter, Kind
from gotelemetry._days import week_of
from gotelemetry._native import DataError
from gotelemetry._store import index, indexed, layout
from gotelemetry._store.indexed import Task, Wanted
from gotelemetry._store.layout import Part
from gotelemetry._store.piece import Piece
from gotelemetry._store.unindexed import PartReader
from gotelemetry._threads import num_threads, submit

# Questions hold about this many rows of a program at once, or those of one week if they are more.
_SPAN_ROWS = 1 << 20

Progress = Callable[[int, int], object]
# What a thread reads at once.
_Work = Part | Task


class Store:
    """The tables of Parquet files.

    Attributes:
        tables: those that there are.
    """

    def __init__(self, paths: Sequence[str], skip_damaged: bool = False) -> None:
        self._parts = layout.parts_of(paths)
        self._skip_damaged = skip_damaged
        self._of_kinds: dict[Kind, tuple[list[tuple[index.Index, dict[int, Part]]], list[Part]]] = {}
        self._sizes: dict[Kind, int] = {}
        self._once: set[int] | None = None
        self.tables = tuple(self._parts)

    def spans(
        self, weeks: Sequence[int], program: str | None = None, kinds: Sequence[Kind] = ()
    ) -> list[list[int]]:
        """Returns report days that can be read one list after the other: whole weeks, if files say theirs.

        Args:
            weeks: the days wanted; empty: all, as is an empty list of the result.
            program: the only program whose rows are read; None: those of all are.
            kinds: the tables that are read; empty: all.
        """
        rows = self._rows_by_day(program, kinds)
        if rows is None:
            return [list(weeks)]
        wanted = set(weeks)
        of_weeks: dict[int, list[int]] = {}
        for day in sorted(rows):
            if day in wanted or not wanted:
                of_weeks.setdefault(week_of(day), []).append(day)
        spans: list[list[int]] = []
        total = 0
        for days in of_weeks.values():
            more = sum(rows[day] for day in days)
            if not spans or total + more > _SPAN_ROWS:
                spans.append([])
                total = 0
            spans[-1] += days
            total += more
        # There is always something to read, if only nothing.
        return spans or [list(weeks)]

    def days_once(self) -> set[int]:
        """Returns the days of which each count of an entry of a report is known to be there once."""
        if self._once is None:
            names: dict[int, set[str]] = {}
            for parts in self._parts.values():
                for part in parts:
                    if "week" in part.keys:
                        names.setdefault(int(part.keys["week"]), set()).add(os.path.basename(part.path))
            self._once = set()
            for found, of_index in self._indexed("programs")[0] if "programs" in self._parts else ():
                once = found.once
                # Other files may have the same reports.
                self._once.update(
                    int(part.keys["week"]) for number, part in of_index.items()
                    if once is not None and once[number] and len(names[int(part.keys["week"])]) == 1)
        return self._once

    def _rows_by_day(self, program: str | None, kinds: Sequence[Kind]) -> dict[int, int] | None:
        """Returns about how many rows each day has; None if it is not known of every file which day it is of."""
        import numpy

        texts = {} if program is None else {"program": frozenset([program])}
        rows: dict[int, int] = {}
        for kind, parts in self._parts.items():
            if any("week" not in part.keys for part in parts):
                return None
            if kinds and kind not in kinds:
                rows.update((int(part.keys["week"]), 0) for part in parts if int(part.keys["week"]) not in rows)
                continue
            indexes, others = self._indexed(kind)
            for part in others:
                # What is not known may be many.
                day = int(part.keys["week"])
                rows[day] = rows.get(day, 0) + (0 if kind == "reports" else _SPAN_ROWS)
            for found, of_index in indexes:
                of_files = numpy.bincount(found.files, found.rows * found.passing(texts), len(found.paths))
                for number, part in of_index.items():
                    day = int(part.keys["week"])
                    rows[day] = rows.get(day, 0) + int(of_files[number])
        return rows

    def _indexed(self, kind: Kind) -> tuple[list[tuple[index.Index, dict[int, Part]]], list[Part]]:
        """Returns the files of a table that are in indexes, by their numbers in these, and those that are in none."""
        if kind not in self._of_kinds:
            indexes: dict[str, tuple[index.Index, dict[str, int]] | None] = {}
            found: dict[str, tuple[index.Index, dict[int, Part]]] = {}
            others = []
            for part in self._parts[kind]:
                folder, path = indexed.path_in(part)
                if folder not in indexes:
                    loaded = index.load(folder, kind)
                    indexes[folder] = None if loaded is None else (
                        loaded, {each: i for i, each in enumerate(loaded.paths)})
                known = indexes[folder]
                if known is not None and path in known[1]:
                    found.setdefault(folder, (known[0], {}))[1][known[1][path]] = part
                else:
                    others.append(part)
            self._of_kinds[kind] = list(found.values()), others
        return self._of_kinds[kind]

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
            damaged: gets what is wrong with each damaged file, if those are skipped: from the damage on.

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
        indexes, parts = self._indexed(kind)
        rest = {name: found for name, found in texts.items() if name not in index.COLUMNS.get(kind, ())}
        of_index = Wanted(kind, columns, rest)
        work: list[_Work] = []
        for found, of_files in indexes:
            chosen = {number: part for number, part in of_files.items() if _may_pass(part, texts, weeks)}
            work += indexed.tasks(found, chosen, found.passing(texts))
        work += [part for part in parts if _may_pass(part, texts, weeks)]

        def pieces_of(part: Part) -> Iterator[Piece]:
            yield from PartReader(part, kind, columns, texts, weeks).pieces()

        def read(each: _Work) -> tuple[Iterator[Piece], list[DataError]]:
            if isinstance(each, Part):
                return _begun(pieces_of(each)), []
            piece, errors = each.read(of_index)
            return iter([piece]), errors

        known = set(damaged or ())
        for number, (pieces, errors) in enumerate(in_order(read, work, num_threads(threads)), start=1):
            try:
                if errors and not self._skip_damaged:
                    raise errors[0]
                yield from pieces
            except DataError as error:
                if not self._skip_damaged:
                    raise
                errors.append(error)
            if damaged is not None:
                damaged += [str(error) for error in errors if str(error) not in known]
                known.update(damaged)
            if progress is not None:
                total = self._size(kind)
                progress(total * number // len(work), total)

    def _size(self, kind: Kind) -> int:
        if kind not in self._sizes:
            self._sizes[kind] = sum(os.path.getsize(part.path) for part in self._parts[kind])
        return self._sizes[kind]

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


def _begun(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Reads the first piece now. What is wrong with it is raised when it is asked for."""
    try:
        first = next(pieces)
    except DataError as error:
        return _failing(error)
    return chain([first], pieces)


def _failing(error: DataError) -> Iterator[Piece]:
    raise error
    yield


def in_order(work: Callable[[Any], Any], items: Sequence[Any], threads: int) -> Iterator[Any]:
    """Yields `work` of each item, in their order, at most `threads` at once and not far ahead."""
    if threads <= 1 or len(items) <= 1:
        yield from map(work, items)
        return
    executor = ThreadPoolExecutor(threads, thread_name_prefix="gotelemetry")
    ahead: deque[Future[Any]] = deque()
    try:
        for item in items:
            ahead.append(submit(executor, work, item))
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
