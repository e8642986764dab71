"""Reads datasets: finds their files, and turns them into tables."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from typing import Literal, Self, Union

from gotelemetry._batches import Batches
from gotelemetry._columns import COLUMNS, KINDS, TITLE, Filter, Kind, check_columns, check_where
from gotelemetry._days import Day, Weeks, day_numbers, to_date
from gotelemetry._ending import asking
from gotelemetry._native import DataError
from gotelemetry._scanning import Scanning
from gotelemetry._sources import JsonSource, Progress, as_callback, find
from gotelemetry._table import Table

Path = Union[str, "os.PathLike[str]"]
Where = Mapping[str, Iterable[str]]

# A key is made anew whenever a store is read.
_STORED = sorted({name for columns in COLUMNS.values() for name in columns} - {"report"})


class Reader(Scanning):
    """The four tables of a dataset: what `Dataset` is, without the questions.

    Attributes:
        paths: the files, in reading order.
    """

    @classmethod
    def open(
        cls, source: Path | Iterable[Path], *, errors: Literal["raise", "skip"] = "raise", threads: int = 0,
        progress: bool | Progress = False,
    ) -> Self:
        """Opens a dataset.

        Args:
            source: a file; a folder; a pattern, as for `glob`; or a list of any of these. In a folder, all
                ``.json``, ``.ndjson`` and ``.jsonl`` files are read, including compressed ones (``.json.gz``,
                ``.json.zst``); if there are none, the ``.parquet`` files anywhere below it are, but for names that
                begin with ``.`` or ``_``. The files of a folder or pattern are sorted by name. Compression is
                recognised from a file's contents, whatever its name.

                Parquet may be a store that `to_parquet` made, which answers every question, or files that any other
                program wrote with the columns of the tables, such as DuckDB, pyarrow or Spark. A column may also be
                given by the names of folders, ``week=2026-11-18``. Which table a file has is seen from its columns.
                Reading Parquet needs pyarrow.
            errors: what to do with a line that is not a report, and with damaged files: ``"raise"`` raises
                a `DataError` that names the file and the line; ``"skip"`` leaves the line out and counts it in
                `Table.skipped`, and names the damaged file in `Table.damaged`. Blank lines, a byte order mark and
                zeros after gzip are no errors.
            threads: how many threads read at once; 0: as many as the machine can run.
            progress: True draws a progress bar on stderr whenever something is read; a function is called now and
                then with the bytes of the files that have been read, and that there are.

        Raises:
            FileNotFoundError: there is no such file, or nothing matches.
        """
        sources = [source] if isinstance(source, (str, os.PathLike)) else source
        paths = [path for item in sources for path in find(os.fsdecode(item))]
        return cls(paths, errors=errors, threads=threads, progress=progress)

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
        can serve the rest of a file; this project's collectors can. What comes is checked: a body that is cut, also
        one without a length, is fetched again; a file may not have many more bytes than the list says, compressed or
        not; and if the list has the SHA-256 of a day, as ``sha256`` beside ``bytes``, the file must have it.

        Args:
            url: the collector's address, such as ``https://telemetry.example.com``.
            start: the first day, as a date or ``YYYY-MM-DD``.
            end: the last day, included.
            cache_dir: where to keep the files; created if it does not exist. `open` can read it.
            progress: whether to draw a progress bar on stderr; None: only if stderr is a terminal.
            errors: as for `open`.

        Raises:
            ValueError: `url` is no address, or `cache_dir` begins with ``~``, which only a shell knows.
            FileNotFoundError: the collector has no datasets for those days.
            OSError: the collector cannot be reached, or answers with an error.
            DataError: the collector's list of datasets is malformed, or a file is not what the list says.
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
        self, *, programs: Iterable[str] = (), charts: Iterable[str] = (), weeks: Weeks = (),
        where: Where | None = None, columns: Iterable[str] | None = None, missing_ok: bool = False,
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
        report     int64       key of the report, for joins: a function of week and x alone, so
                               that it is the same in all tables, files and datasets
        ========== =========== =========================================================

        Args:
            programs: the programs to read; empty: all.
            charts: the charts to read; empty: all.
            weeks: the report days to read: a list of dates or ``YYYY-MM-DD``; whole weeks, such as ``2026-W48``; or a
                range, ``slice(first, last)``, which includes both. Empty: all.
            where: only entries with these values, such as ``{"goos": ["linux"], "version": ["v1.2.0", "v1.2.1"]}``.
            columns: the columns to read, which takes less time and memory; None: all.
            missing_ok: whether names that are nowhere in the dataset are no error, for data that is read bit by bit.

        Raises:
            UnknownNameError: a program, chart or value of `where` is not in the dataset; the message has the nearest
                names.
            ValueError: there is no such column.
            DataError: a line is not a report (unless such lines are skipped), or a file is damaged.
            OSError: a file cannot be read.
        """
        return self._read_named("counters", programs, charts, weeks, where, columns, missing_ok)

    def stacks(
        self, *, programs: Iterable[str] = (), charts: Iterable[str] = (), weeks: Weeks = (),
        where: Where | None = None, columns: Iterable[str] | None = None, missing_ok: bool = False,
    ) -> Table:
        """Reads the stack counters: a row for each stack counter in each entry of each report.

        The columns are those of `counters`, but with ``stack`` and ``frames`` in place of ``chart`` and ``bucket``:
        the counter's name, and the call stack, one line per frame, innermost first.

        Args:
            charts: the names of the stack counters to read; empty: all.
            programs, weeks, where, columns, missing_ok: as for `counters`.

        Raises:
            UnknownNameError, ValueError, DataError, OSError: as for `counters`.
        """
        return self._read_named("stacks", programs, charts, weeks, where, columns, missing_ok)

    def programs(
        self, *, programs: Iterable[str] = (), weeks: Weeks = (), where: Where | None = None,
        columns: Iterable[str] | None = None, missing_ok: bool = False,
    ) -> Table:
        """Reads which programs were reported: a row for each entry of each report.

        The columns are ``week``, ``x``, ``program``, ``version``, ``goversion``, ``goos``, ``goarch`` and ``report``,
        as in `counters`, and ``counters`` and ``stacks`` (int32), the number of each in the entry.

        Args:
            programs, weeks, where, columns, missing_ok: as for `counters`.

        Raises:
            UnknownNameError, ValueError, DataError, OSError: as for `counters`.
        """
        return self._read_named("programs", programs, (), weeks, where, columns, missing_ok)

    def reports(
        self, *, programs: Iterable[str] = (), weeks: Weeks = (), where: Where | None = None,
        columns: Iterable[str] | None = None, missing_ok: bool = False,
    ) -> Table:
        """Reads the reports, one per row.

        The columns are ``week``, ``x`` and ``report``, as in `counters`; ``last_week`` (date32), the week of the
        machine's previous report, null if there was none; ``config`` (text), the version of the upload config; and
        ``programs`` (int32), the number of entries.

        Args:
            programs, where: only reports with an entry that has one of these programs and these values.
            weeks, columns, missing_ok: as for `counters`.

        Raises:
            UnknownNameError, ValueError, DataError, OSError: as for `counters`.
        """
        return self._read_named("reports", programs, (), weeks, where, columns, missing_ok)

    def iter_batches(
        self, table: Kind, *, programs: Iterable[str] = (), charts: Iterable[str] = (), weeks: Weeks = (),
        where: Where | None = None, columns: Iterable[str] | None = None,
    ) -> Batches:
        """Reads a table in parts, for what does not fit into memory.

        Example:
            >>> dataset = gotelemetry.Dataset.open("2026-11-*.json.gz")
            >>> batches = dataset.iter_batches("counters", columns=["chart", "value"])
            >>> sum(len(batch) for batch in batches) == len(dataset.counters())
            True

        Args:
            table: ``"counters"``, ``"stacks"``, ``"programs"`` or ``"reports"``.
            programs, charts, weeks, where, columns: as for the method of that name. Names that are nowhere in the
                dataset are no error.

        Returns:
            An iterator of tables, which is also an Arrow stream: ``duckdb.sql("SELECT count(*) FROM batches")`` and
            ``pyarrow.RecordBatchReader.from_stream(batches)`` take it as it is, and hold a part of it at a time.

        Raises:
            ValueError: there is no such table or column.
            DataError, OSError: as for `counters`, while the batches are read.
        """
        if table not in self._source.tables:
            raise ValueError(f"table must be one of {', '.join(self._source.tables)}, not {table!r}")
        names = check_columns(table, columns)
        wanted = _filter(programs, charts, weeks, where)
        return Batches(self._source.batches(table, names, wanted), table, names)

    def to_parquet(self, folder: Path) -> Self:
        """Writes the dataset to a columnar store: a folder of Parquet files, which answers questions much faster.

        The folder has one folder for each table, and in it one for each report day, ``counters/week=2026-11-18``,
        whose files have the columns of the table but ``week`` and ``report``. Any program that reads Parquet can read
        them. Rows are sorted by program and chart, so that a question reads only what it needs.

        If the store is there already, it gets what is new: a file whose content is in it is passed over, and a file
        that has changed since (such as a day to which reports were added) replaces what it was. The folder is as it
        was before until all is written, also if this process is killed, and then has everything at once. Nothing else
        may be in the folder when the store is made.

        Args:
            folder: where to write it. Its parent folder must be writable, on a file system that can exchange folders,
                as those of Linux disks can.

        Returns:
            The store, as `open` opens it.

        Raises:
            ImportError: pyarrow is not installed.
            FileExistsError: the folder has other things than a store.
            DataError: this dataset is Parquet already; or as for `counters`.
            OSError: a file cannot be read or written.
        """
        from gotelemetry._store import write

        source = self._source
        if not isinstance(source, JsonSource):
            raise DataError(f"a store is made of reports in JSON, but {self.paths[0]} is Parquet")
        target = os.fspath(folder)
        write.write(
            target, self.paths, lambda path, threads: source.open(KINDS, [path], _STORED, threads=threads), self._threads, as_callback(self._progress))
        return self.open(
            target, errors="skip" if self._skip else "raise", threads=self._threads, progress=self._progress)

    def _read_named(
        self, kind: Kind, programs: Iterable[str], charts: Iterable[str], weeks: Weeks, where: Where | None,
        columns: Iterable[str] | None, missing_ok: bool,
    ) -> Table:
        wanted = _filter(programs, charts, weeks, where)
        names = check_columns(kind, columns)
        with asking() if self._is_parquet() else nullcontext():
            return self._read_checked(kind, names, wanted, missing_ok)

    def _read_checked(self, kind: Kind, names: list[str], wanted: Filter, missing_ok: bool) -> Table:
        table = self._source.read(kind, names, wanted)
        if not missing_ok:
            # Files of one table have no other.
            other = "programs" if "programs" in self._source.tables else kind
            self._require(table, "program", wanted.programs, other, wanted)
            if kind in TITLE:
                self._require(table, TITLE[kind], wanted.charts, kind, wanted)
            self._require_where(wanted)
        return table


def _filter(programs: Iterable[str], charts: Iterable[str], weeks: Weeks, where: Where | None) -> Filter:
    return Filter(
        _names(programs, "programs"), _names(charts, "charts"), day_numbers(weeks, "weeks"), check_where(where))


def _names(names: Iterable[str], argument: str) -> list[str]:
    if isinstance(names, str):
        raise TypeError(f"{argument} must be a list of names, not a single one: use [{names!r}]")
    listed = list(names)
    for name in listed:
        if not isinstance(name, str):
            raise TypeError(f"{argument} must be texts, not {name!r}")
    return listed
