"""Reads datasets: finds their files, and turns them into tables."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Literal, Self, Union

from gotelemetry import _native, _parquet
from gotelemetry._arrow_table import ArrowTable
from gotelemetry._days import Day, Weeks, day_numbers, to_date
from gotelemetry._names import unknown
from gotelemetry._table import Table

Path = Union[str, "os.PathLike[str]"]

_PARQUET = ".parquet"
_JSON = tuple(ending + compressed for ending in (".json", ".ndjson", ".jsonl") for compressed in ("", ".gz", ".zst"))


Kind = Literal["counters", "stacks", "programs", "reports"]

_KINDS = {
    "counters": _native.TableKind.COUNTERS,
    "stacks": _native.TableKind.STACKS,
    "programs": _native.TableKind.PROGRAMS,
    "reports": _native.TableKind.REPORTS,
}


class Reader:
    """The four tables of a dataset: what `Dataset` is, without the questions.

    Attributes:
        paths: the files, in reading order.
    """

    def __init__(self, paths: Iterable[Path], *, errors: Literal["raise", "skip"] = "raise") -> None:
        """Creates a dataset from a list of files; `open` also finds the files.

        Args:
            paths: the files, all JSON or all Parquet.
            errors: as for `open`.

        Raises:
            TypeError: `paths` is a single path, not a list.
        """
        if errors not in ("raise", "skip"):
            raise ValueError(f'errors must be "raise" or "skip", not {errors!r}')
        if isinstance(paths, (str, bytes, os.PathLike)):
            raise TypeError(f"paths must be a list of files, not a single one: use [{paths!r}]")
        self.paths: tuple[str, ...] = tuple(os.fsdecode(path) for path in paths)
        self._skip_malformed = errors == "skip"

    @classmethod
    def open(
        cls, source: Path | Iterable[Path], *, errors: Literal["raise", "skip"] = "raise"
    ) -> Self:
        """Opens a dataset.

        Args:
            source: a file; a directory; a pattern, as for `glob`; or a list of any of these. In a directory, all
                ``.json``, ``.ndjson`` and ``.jsonl`` files are read, including compressed ones (``.json.gz``,
                ``.json.zst``); if there are none, its ``.parquet`` files are. The files of a directory or pattern
                are sorted by name. Compression is recognised from a file's contents, whatever its name.

                Parquet files must have been written by `Table.to_parquet`. Such a dataset has only the table that
                was written, with the report numbers that it had then, and reading it needs pyarrow.
            errors: what to do with a line that is not a report, and with damaged compressed data: ``"raise"`` raises
                a `DataError` that names the file and the line; ``"skip"`` leaves the line out and counts it in
                `Table.skipped`, and names the damaged file in `Table.damaged`. Blank lines, a byte order mark and
                zeros after gzip are no errors.

        Raises:
            FileNotFoundError: there is no such file, or nothing matches.
        """
        sources = [source] if isinstance(source, (str, os.PathLike)) else source
        return cls([path for item in sources for path in _find(os.fsdecode(item))], errors=errors)

    @classmethod
    def fetch(
        cls,
        url: str,
        start: Day,
        end: Day,
        cache_dir: Path,
        *,
        progress: bool | None = None,
        errors: Literal["raise", "skip"] = "raise",
    ) -> Self:
        """Downloads the datasets of a range of days from a collector, and opens them.

        A file that is already in the cache is downloaded again only if it has changed on the collector, or was
        damaged on disk. An interrupted download resumes where it stopped, even in a later call, if the collector
        can serve the rest of a file; this project's collectors can.

        Args:
            url: the collector's address, such as ``https://telemetry.example.com``.
            start: the first day, as a date or ``YYYY-MM-DD``.
            end: the last day, included.
            cache_dir: where to keep the files; created if it does not exist. `open` can read it.
            progress: whether to draw a progress bar on stderr; None: only if stderr is a terminal.
            errors: as for `open`.

        Raises:
            FileNotFoundError: the collector has no datasets for those days.
            OSError: the collector cannot be reached, or answers with an error.
            DataError: the collector's list of datasets is malformed.
        """
        # Imported here because it takes longer than the rest of the package.
        import pathlib
        import sys

        from gotelemetry import _fetch

        shown = sys.stderr.isatty() if progress is None else progress
        paths = _fetch.fetch(
            url,
            to_date(start, "start").isoformat(),
            to_date(end, "end").isoformat(),
            pathlib.Path(cache_dir),
            _fetch.show_progress if shown else _fetch.no_progress,
        )
        return cls(paths, errors=errors)

    def counters(
        self, *, programs: Iterable[str] = (), charts: Iterable[str] = (), weeks: Weeks = (), missing_ok: bool = False
    ) -> Table:
        """Reads the counters: a row for each counter in each entry of each report.

        ========== =========== =========================================================
        column     type        meaning
        ========== =========== =========================================================
        week       date32      the day on which the report's week ended
        x          float64     the report's random number, between 0 and 1
        program    text        path of the program, such as ``cmd/go``
        version    text        its version
        goversion  text        the compiler that built it
        goos       text        the operating system it was built for
        goarch     text        the architecture it was built for
        chart      text        the counter's name up to its first ``:``
        bucket     text        the rest of it; the whole name if it has no ``:``
        value      int64       the count
        report     int32       number of the report in the dataset, from 0
        ========== =========== =========================================================

        Args:
            programs: the programs to read; empty: all.
            charts: the charts to read; empty: all.
            weeks: the report days to read: a list of dates or ``YYYY-MM-DD``; whole weeks, such as ``2026-W48``; or a
                range, ``slice(first, last)``, which includes both. Empty: all.
            missing_ok: whether names that are nowhere in the dataset are no error, for data that is read bit by bit.

        Raises:
            UnknownNameError: a program or chart is not in the dataset; the message has the nearest names.
            DataError: a line is not a report (unless such lines are skipped), or compressed data is damaged.
            OSError: a file cannot be read.
        """
        return self._read_named("counters", programs, charts, weeks, missing_ok)

    def stacks(
        self, *, programs: Iterable[str] = (), charts: Iterable[str] = (), weeks: Weeks = (), missing_ok: bool = False
    ) -> Table:
        """Reads the stack counters: a row for each stack counter in each entry of each report.

        The columns are those of `counters`, but with ``stack`` and ``frames`` in place of ``chart`` and ``bucket``:
        the counter's name, and the call stack, one line per frame, innermost first.

        Args:
            programs: the programs to read; empty: all.
            charts: the names of the stack counters to read; empty: all.
            weeks: the report days to read: a list of dates or ``YYYY-MM-DD``; whole weeks, such as ``2026-W48``; or a
                range, ``slice(first, last)``, which includes both. Empty: all.
            missing_ok: whether names that are nowhere in the dataset are no error, for data that is read bit by bit.

        Raises:
            UnknownNameError, DataError, OSError: as for `counters`.
        """
        return self._read_named("stacks", programs, charts, weeks, missing_ok)

    def programs(
        self, *, programs: Iterable[str] = (), weeks: Weeks = (), missing_ok: bool = False
    ) -> Table:
        """Reads which programs were reported: a row for each entry of each report.

        The columns are ``week``, ``x``, ``program``, ``version``, ``goversion``, ``goos``, ``goarch`` and ``report``,
        as in `counters`, and ``counters`` and ``stacks`` (int32), the number of each in the entry.

        Args:
            programs: the programs to read; empty: all.
            weeks: the report days to read: a list of dates or ``YYYY-MM-DD``; whole weeks, such as ``2026-W48``; or a
                range, ``slice(first, last)``, which includes both. Empty: all.
            missing_ok: whether names that are nowhere in the dataset are no error, for data that is read bit by bit.

        Raises:
            UnknownNameError, DataError, OSError: as for `counters`.
        """
        return self._read_named("programs", programs, (), weeks, missing_ok)

    def reports(
        self, *, programs: Iterable[str] = (), weeks: Weeks = (), missing_ok: bool = False
    ) -> Table:
        """Reads the reports, one per row.

        The columns are ``week``, ``x`` and ``report``, as in `counters`; ``last_week`` (date32), the week of the
        machine's previous report, null if there was none; ``config`` (text), the version of the upload config; and
        ``programs`` (int32), the number of entries.

        Args:
            programs: only reports with an entry of one of these; empty: all.
            weeks: the report days to read: a list of dates or ``YYYY-MM-DD``; whole weeks, such as ``2026-W48``; or a
                range, ``slice(first, last)``, which includes both. Empty: all.
            missing_ok: whether names that are nowhere in the dataset are no error, for data that is read bit by bit.

        Raises:
            UnknownNameError, DataError, OSError: as for `counters`.
        """
        return self._read_named("reports", programs, (), weeks, missing_ok)

    def _read_named(
        self, kind: Kind, programs: Iterable[str], charts: Iterable[str], weeks: Weeks, missing_ok: bool
    ) -> Table:
        programs, charts = _names(programs, "programs"), _names(charts, "charts")
        table = self._read(kind, programs, charts, weeks)
        if not missing_ok:
            name = {"counters": "chart", "stacks": "stack"}.get(kind)
            # Files of one table have no other.
            alone = kind != "reports" and _parquet.are_parquet(self.paths)
            self._require(table, "program", programs, kind if alone else "programs")
            if name is not None:
                self._require(table, name, charts, kind)
        return table

    def _require(self, table: Table, column: str, names: list[str], kind: Kind) -> None:
        """Raises an UnknownNameError if a name is neither in the table, nor anywhere else in the dataset."""
        found: set[str] = set()
        if column in table.column_names and len(table):
            found.update(table._texts(column))
        if set(names) <= found or not names or (column not in table.column_names and len(table)):
            return
        known = {text for part in self._scan(kind, [column]) for text in part._texts(column)}
        for name in names:
            if name not in known:
                raise unknown(column, name, known, "this dataset")

    def _scan(
        self,
        kind: Kind,
        columns: Iterable[str],
        *,
        programs: Iterable[str] = (),
        charts: Iterable[str] = (),
        weeks: Weeks = (),
    ) -> Iterator[Table]:
        """Yields tables that together have all rows of a kind, each with at least `columns`: what questions read.

        A reader that can leave out the other columns, or cannot hold all rows at once, does so.
        """
        yield self._read(kind, programs, charts, weeks)

    def _read(self, kind: Kind, programs: Iterable[str], charts: Iterable[str], weeks: Weeks) -> Table:
        names, titles, days = _names(programs, "programs"), _names(charts, "charts"), day_numbers(weeks, "weeks")
        if _parquet.are_parquet(self.paths):
            return ArrowTable(_parquet.read(self.paths, kind, names, titles, days), kind)
        table, skipped, damaged = _native.read_table(
            _KINDS[kind],
            self.paths,
            programs=names,
            charts=titles,
            weeks=days,
            skip_malformed=self._skip_malformed,
            threads=0,
        )
        return Table(table, kind, skipped, damaged)


def _find(source: str) -> list[str]:
    if os.path.isdir(source):
        names = sorted(os.listdir(source))
        # A directory of reports may also contain tables that were made from them.
        found = [name for name in names if name.endswith(_JSON)] or [name for name in names if name.endswith(_PARQUET)]
        found = [os.path.join(source, name) for name in found]
    elif os.path.exists(source):
        found = [source]
    else:
        # Imported here because it takes longer than the rest of the package.
        import glob

        found = sorted(glob.glob(source))
    if not found:
        raise FileNotFoundError(f"no dataset at {source}")
    return found


def _names(names: Iterable[str], argument: str) -> list[str]:
    if isinstance(names, str):
        raise TypeError(f"{argument} must be a list of names, not a single one: use [{names!r}]")
    return list(names)
