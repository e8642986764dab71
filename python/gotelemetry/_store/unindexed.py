"""Reads the rows of a Parquet file that pass a filter, where there is no index: those of other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gotelemetry._columns import COLUMNS, Kind
from gotelemetry._native import DataError
from gotelemetry._optional import optional
from gotelemetry._store.layout import Part
from gotelemetry._store.piece import Piece, decode, empty, named

# Larger files are read in pieces of about this many rows.
_PIECE_ROWS = 1 << 20

# It takes that many columns to be worth looking first whether any row of a group passes.
_MANY_COLUMNS = 4


class PartReader:
    """Reads the rows of a file that pass a filter, in pieces: groups of rows that its statistics do not exclude."""

    def __init__(
        self, part: Part, kind: Kind, columns: Sequence[str], texts: Mapping[str, frozenset[str]], weeks: frozenset[int]
    ) -> None:
        """Opens the file.

        Raises:
            DataError: it is damaged, or lacks a column.
        """
        self._part = part
        self._kind = kind
        self._columns = columns
        self._texts = {name: wanted for name, wanted in texts.items() if name not in part.keys}
        self._weeks = weeks if "week" not in part.keys else frozenset()
        with named(part.path):
            self._file = _open(part.path, [
                name for name, of in COLUMNS[kind].items() if of == "text" and name not in part.keys])
            self._metadata = self._file.metadata
            self._places = {name: i for i, name in enumerate(self._metadata.schema.names)}
            self._pieces = self._plan()
        self._read_columns = self._needed()

    def pieces(self) -> Iterator[Piece]:
        """Yields the rows; at least one piece, if only an empty one.

        Raises:
            DataError: the file is damaged.
        """
        yield from map(self._read, self._pieces)

    def _read(self, groups: list[int]) -> Piece:
        import numpy

        pa = optional("pyarrow", "a dataset in Parquet")
        with named(self._part.path):
            if not groups:
                return empty(self._kind, self._columns)
            if not self._read_columns:
                rows = sum(self._metadata.row_group(group).num_rows for group in groups)
                return Piece(self._kind, rows, {}, self._part.keys)
            groups = self._groups_to_read(pa, groups)
            table = self._file.read_row_groups(groups, self._read_columns, use_threads=False)
            found = {name: decode(pa, COLUMNS[self._kind][name], table[name]) for name in self._read_columns}
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
        keep = self._passing({name: decode(pa, COLUMNS[self._kind][name], table[name]) for name in chosen_by})
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
