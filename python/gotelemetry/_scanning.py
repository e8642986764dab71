"""The files of a dataset, and their columns as questions read them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Literal

from gotelemetry._columns import Filter, Kind
from gotelemetry._left_out import LeftOut
from gotelemetry._names import unknown
from gotelemetry._sources import JsonSource, ParquetSource, Progress, Source, as_callback
from gotelemetry._store import layout
from gotelemetry._table import Table
from gotelemetry._threads import check_threads


class Scanning:
    """The files of a dataset: what `Reader` is, without the tables that it gives to users.

    Attributes:
        paths: the files, in reading order.
    """

    def __init__(
        self, paths: Iterable[str | os.PathLike[str]], *, errors: Literal["raise", "skip"] = "raise", threads: int = 0,
        progress: bool | Progress = False,
    ) -> None:
        """Creates a dataset from a list of files; `open` also finds the files.

        Args:
            paths: the files, all JSON or all Parquet.
            errors, threads, progress: as for `open`.

        Raises:
            TypeError: `paths` is a single path, not a list.
        """
        if errors not in ("raise", "skip"):
            raise ValueError(f'errors must be "raise" or "skip", not {errors!r}')
        if isinstance(paths, (str, bytes, os.PathLike)):
            raise TypeError(f"paths must be a list of files, not a single one: use [{paths!r}]")
        self.paths: tuple[str, ...] = tuple(os.fsdecode(path) for path in paths)
        self._skip = errors == "skip"
        self._threads = check_threads(threads)
        self._progress = progress
        self._opened: Source | None = None
        # What has been left out of what questions read.
        self._left_out = LeftOut()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_opened": None}

    @property
    def _source(self) -> Source:
        if self._opened is None:
            progress = as_callback(self._progress)
            kind = ParquetSource if layout.are_parquet(self.paths) else JsonSource
            self._opened = kind(self.paths, self._skip, self._threads, progress)
        return self._opened

    def _require_where(self, wanted: Filter) -> None:
        """Raises an UnknownNameError if a value of `where` is in no report of the programs and weeks of the filter."""
        if not any(wanted.where.values()):
            return
        found: dict[str, set[str]] = {column: set() for column in wanted.where}
        kind: Kind = "programs" if "programs" in self._source.tables else self._source.tables[0]
        for part in self._scan(kind, list(found), Filter(wanted.programs, (), wanted.weeks)):
            for column, known in found.items():
                known.update(part._texts(column))
        place = f"the reports of {', '.join(wanted.programs)}" if wanted.programs else "this dataset"
        for column, values in wanted.where.items():
            for value in values:
                if found[column] and value not in found[column]:
                    raise unknown(column, value, found[column], place)

    def _require(self, table: Table, column: str, names: Collection[str], kind: Kind, wanted: Filter) -> None:
        """Raises an UnknownNameError if a name is neither in the table, nor anywhere else in the dataset."""
        missing = set(names)
        if len(table) and len(missing) == 1:
            return
        if len(table) and missing:
            found = [table] if column in table.column_names else self._scan(kind, [column], wanted)
            missing -= {text for part in found for text in part._texts(column)}
        if not missing:
            return
        known = {text for part in self._scan(kind, [column]) for text in part._texts(column)}
        for name in names:
            if name not in known:
                raise unknown(column, name, known, "this dataset")

    def _scan(self, kind: Kind, columns: Iterable[str], wanted: Filter = Filter()) -> Iterator[Any]:
        """Yields tables that together have the rows of a kind that pass, with `columns`: what questions read."""
        names = list(dict.fromkeys(columns))
        if isinstance(self._source, ParquetSource):
            yield from self._source.pieces(kind, names, wanted, self._left_out.damaged)
        else:
            table = self._source.read(kind, names, wanted)
            self._left_out.add(table.damaged, table.skipped)
            yield table

    def _is_parquet(self) -> bool:
        return isinstance(self._source, ParquetSource)

    def _days_once(self) -> set[int]:
        """Returns the days of which each count of an entry of a report is known to be there once."""
        return self._source.days_once()

    def _spans(self, days: list[int], program: str | None = None, kinds: Sequence[Kind] = ()) -> list[list[int]]:
        """Returns report days that are best read one list after the other; empty means all.

        Args:
            days: the days wanted, as numbers; empty: all.
            program: the only program that is read; None: all are.
            kinds: the tables that are read; empty: all.
        """
        return self._source.spans(days, program, kinds)
