"""Where the tables of a dataset come from: files of JSON, or of Parquet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from gotelemetry import _native
from gotelemetry._arrow_table import ArrowTable
from gotelemetry._columns import FIELDS, KINDS, Filter, Kind
from gotelemetry._store import layout
from gotelemetry._table import Table

Progress = Callable[[int, int], object]

_KINDS = {
    "counters": _native.TableKind.COUNTERS,
    "stacks": _native.TableKind.STACKS,
    "programs": _native.TableKind.PROGRAMS,
    "reports": _native.TableKind.REPORTS,
}
_JSON = tuple(ending + compressed for ending in (".json", ".ndjson", ".jsonl") for compressed in ("", ".gz", ".zst"))
# How much JSON a batch is made of.
_BATCH_BYTES = 32 << 20


def find(source: str) -> list[str]:
    """Returns the files that a path, a folder or a pattern means, as `Dataset.open` says.

    Raises:
        FileNotFoundError: there are none.
    """
    if os.path.isdir(source):
        names = sorted(name for name in os.listdir(source) if name[0] not in "._")
        # A folder of reports may also contain tables that were made from them.
        found = [os.path.join(source, name) for name in names if name.endswith(_JSON)] or layout.find(source)
        if not found and os.path.exists(os.path.join(source, layout.MANIFEST)):
            return []
    elif os.path.exists(source):
        found = [source]
    else:
        # Imported here because it takes longer than the rest of the package.
        import glob

        found = sorted(glob.glob(source))
    if not found:
        raise FileNotFoundError(f"no dataset at {source}")
    return found


class Source(Protocol):
    """Files that have tables."""

    @property
    def tables(self) -> Sequence[Kind]:
        """The tables that there are; they may be empty."""

    def spans(self, weeks: Sequence[int], program: str | None, kinds: Sequence[Kind]) -> list[list[int]]:
        """Returns report days that are best read one list after the other, so that no more need be held at once.

        Args:
            weeks: the days wanted, as numbers; empty: all. An empty list in the result means all, too.
            program: the only program that is read; None: all are.
            kinds: the tables that are read; empty: all.
        """

    def days_once(self) -> set[int]:
        """Returns the days of which each count of an entry of a report is known to be there once."""

    def read(self, kind: Kind, columns: Sequence[str], wanted: Filter) -> Table:
        """Reads columns of the rows that pass a filter."""

    def batches(self, kind: Kind, columns: Sequence[str], wanted: Filter) -> Iterator[Table]:
        """Reads the same in parts, of which only a few are held at once."""


class JsonSource:
    """Newline-delimited JSON."""

    tables: Sequence[Kind] = KINDS

    def __init__(self, paths: Sequence[str], skip_malformed: bool, threads: int, progress: Progress | None) -> None:
        self._paths = list(paths)
        self._skip_malformed = skip_malformed
        self._threads = threads
        self._progress = progress

    def spans(self, weeks: Sequence[int], program: str | None, kinds: Sequence[Kind]) -> list[list[int]]:
        """Returns all: to read one week, the whole file must be read."""
        return [list(weeks)]

    def days_once(self) -> set[int]:
        """Returns none: it is not known before all is read."""
        return set()

    def read(self, kind: Kind, columns: Sequence[str], wanted: Filter) -> Table:
        """Reads columns of the rows that pass a filter, in the order of the files."""
        batches = self.open([kind], self._paths, columns, wanted)
        (table,) = batches.rest(self._progress)
        return Table(table, kind, batches.skipped, batches.damaged)

    def batches(self, kind: Kind, columns: Sequence[str], wanted: Filter) -> Iterator[Table]:
        """Reads the same in parts."""
        batches = self.open([kind], self._paths, columns, wanted)
        skipped, damaged = 0, 0
        while tables := batches.next(_BATCH_BYTES, self._progress):
            yield Table(tables[0], kind, batches.skipped - skipped, batches.damaged[damaged:])
            skipped, damaged = batches.skipped, len(batches.damaged)

    def open(
        self, kinds: Sequence[Kind], paths: Sequence[str], columns: Sequence[str] = (), wanted: Filter = Filter(),
        *, threads: int | None = None,
    ) -> _native.DatasetBatches:
        """Opens files for reading several tables at once."""
        where = {field: list(wanted.where.get(field, ())) for field in FIELDS}
        found = _native.DatasetFilter(
            programs=list(wanted.programs), versions=where["version"], goversions=where["goversion"],
            goos=where["goos"], goarch=where["goarch"], charts=list(wanted.charts), weeks=list(wanted.weeks))
        return _native.DatasetBatches(
            [_KINDS[kind] for kind in kinds], list(paths), filter=found, columns=list(columns),
            skip_malformed=self._skip_malformed, threads=self._threads if threads is None else threads)


class ParquetSource:
    """Parquet files: a store, or what another program wrote."""

    def __init__(self, paths: Sequence[str], skip_damaged: bool, threads: int, progress: Progress | None) -> None:
        # Imported here because it takes longer than the rest of the package.
        from gotelemetry._store.read import Store

        self._store = Store(paths, skip_damaged)
        self._threads = threads
        self._progress = progress
        self.tables: Sequence[Kind] = self._store.tables

    def spans(self, weeks: Sequence[int], program: str | None, kinds: Sequence[Kind]) -> list[list[int]]:
        """Returns the report days of as many weeks as are held at once."""
        return self._store.spans(weeks, program, kinds)

    def days_once(self) -> set[int]:
        """Returns those of which the store says so."""
        return self._store.days_once()

    def read(self, kind: Kind, columns: Sequence[str], wanted: Filter) -> Table:
        """Reads columns of the rows that pass a filter, in the order of the files."""
        damaged: list[str] = []
        pieces = self._store.scan(kind, columns, wanted, self._threads, self._progress, damaged)
        parts = [piece.to_arrow(columns) for piece in pieces if len(piece)]
        return ArrowTable.of_parts(parts, kind, columns, damaged)

    def batches(self, kind: Kind, columns: Sequence[str], wanted: Filter) -> Iterator[Table]:
        """Reads the same in parts."""
        damaged: list[str] = []
        reported = 0
        for piece in self._store.scan(kind, columns, wanted, self._threads, self._progress, damaged):
            if len(piece):
                yield ArrowTable(piece.to_arrow(columns), kind, damaged[reported:])
                reported = len(damaged)

    def pieces(self, kind: Kind, columns: Sequence[str], wanted: Filter, damaged: list[str]) -> Iterator[Any]:
        """Reads the same for questions, as columns that need not be made into a table; at least one of them.

        `damaged` gets what is wrong with files that are passed over.
        """
        # Imported here because it takes longer than the rest of the package.
        from gotelemetry._store.piece import empty

        yield empty(kind, columns)
        yield from self._store.scan(kind, columns, wanted, self._threads, self._progress, damaged)


def as_callback(progress: bool | Progress | None) -> Progress | None:
    """Returns what to call with the bytes read and the bytes in all; None: nothing.

    Args:
        progress: a function; True, to draw a bar on stderr; or False or None.
    """
    if callable(progress):
        return progress
    return _draw_bar if progress else None


def _draw_bar(read: int, total: int) -> None:
    import sys

    width = 30
    done = width * read // total if total else width
    sys.stderr.write(f"\r[{'#' * done}{'.' * (width - done)}] {read / 1e6:,.0f} of {total / 1e6:,.0f} MB")
    if read >= total:
        sys.stderr.write("\n")
    sys.stderr.flush()


