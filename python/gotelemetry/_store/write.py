"""Makes and extends stores: the tables of JSON datasets as Parquet files."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from gotelemetry import _native
from gotelemetry._columns import COLUMNS, KINDS, TITLE, Kind
from gotelemetry._native import DataError
from gotelemetry._optional import optional
from gotelemetry._store import index, layout
from gotelemetry._store.entries import Entries
from gotelemetry._store.replace import Replacement
from gotelemetry._threads import num_threads

Progress = Callable[[int, int], object]
# Opens a file to read all tables with so many threads.
OpenFile = Callable[[str, int], _native.DatasetBatches]

_FORMAT = 1
_BATCH_BYTES = 64 << 20
# What a filter reads at least. Files with many such groups of rows stay quick to open.
_GROUP_ROWS = 1 << 13
_SORTED_BY: dict[Kind, list[str]] = {
    "counters": ["week", "program", "chart", "bucket"],
    "stacks": ["week", "program", "stack", "frames"],
    "programs": ["week", "program", "version"],
    "reports": ["week"],
}
# A dictionary of so few texts costs a file next to nothing, even if a group of rows has none of them.
_FEW_TEXTS = 64
# Files for other purposes than parts of tables.
_SPARE_FILES = 128


class Source(NamedTuple):
    """A JSON file whose reports a store has.

    Attributes:
        name: its name, for people.
        place: which file it was, wherever the store is now: a digest of its path.
        digest: what it contained.
    """

    name: str
    place: str
    digest: str


def write(
    folder: str, paths: Sequence[str], open_file: OpenFile, threads: int, progress: Progress | None
) -> None:
    """Makes the store in `folder`, or extends the one that is there, by the JSON files at `paths`.

    A file whose content is in the store already is passed over; one that has changed since replaces what it was.

    Args:
        folder: where the store is.
        paths: the files.
        open_file: opens one for reading all tables, in the order of `KINDS`.
        threads: as for `num_threads`.
        progress: called with the bytes of files that have been read, and that are to be read.

    Raises:
        FileExistsError: the folder has other things than a store.
        DataError: a file has lines that are no reports, or the store is of a later version.
    """
    optional("pyarrow.parquet", "Dataset.to_parquet()")
    with Replacement(folder) as new:
        old = read_sources(folder)
        sources: dict[str, str] = {}
        with ThreadPoolExecutor(num_threads(threads)) as executor:
            for path, digest in zip(paths, executor.map(_digest, paths)):
                sources.setdefault(digest, path)
        places = {_place(path) for path in paths}
        kept = [source for source in old if source.digest in sources or source.place not in places]
        added = {digest: path for digest, path in sources.items() if digest not in {each.digest for each in kept}}
        keeps = _keeps({source.digest for source in old} - {source.digest for source in kept})
        new.keep_old(keeps)
        indexes = {kind: index.Builder(kind) for kind in index.COLUMNS}
        _write_files(new.path, indexes, added, open_file, num_threads(threads), progress)
        kept += [Source(os.path.basename(path), _place(path), digest) for digest, path in added.items()]
        for kind in KINDS:
            os.makedirs(os.path.join(new.path, kind), exist_ok=True)
        for kind, builder in indexes.items():
            builder.write(os.path.join(new.path, kind), os.path.join(folder, kind), keeps)
        with open(os.path.join(new.path, layout.MANIFEST), "w", encoding="utf-8") as file:
            json.dump({"format": _FORMAT, "sources": [source._asdict() for source in kept]}, file, indent=1)
            file.write("\n")
        new.commit()


def read_sources(folder: str) -> list[Source]:
    """Returns which files are in the store in `folder`; none if there is no folder, or it is empty.

    Raises:
        FileExistsError, DataError: as for `write`.
    """
    try:
        with open(os.path.join(folder, layout.MANIFEST), encoding="utf-8") as file:
            manifest = json.load(file)
        if manifest["format"] != _FORMAT:
            raise DataError(f"{folder}: the store has format {manifest['format']}, but this version knows {_FORMAT}")
        return [Source(**source) for source in manifest["sources"]]
    except FileNotFoundError:
        if os.path.isdir(folder) and os.listdir(folder):
            raise FileExistsError(f"{folder} has other things than a store: name a new folder") from None
        if os.path.exists(folder) and not os.path.isdir(folder):
            raise FileExistsError(f"{folder} is a file, not a folder") from None
        return []
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DataError(f"{os.path.join(folder, layout.MANIFEST)}: {error}") from error


def _keeps(gone: set[str]) -> Callable[[str], bool]:
    """Returns what is true for the files of a store that stay when the sources with some digests go."""
    prefixes = tuple(f"part-{digest[:16]}-" for digest in gone)
    made_anew = (layout.MANIFEST, index.NAME)
    return lambda path: not os.path.basename(path).startswith((*made_anew, *prefixes))


def _place(path: str) -> str:
    return hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:16]


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_files(
    folder: str, indexes: Mapping[Kind, index.Builder], files: Mapping[str, str], open_file: OpenFile, threads: int,
    progress: Progress | None,
) -> None:
    """Writes the parts of files, by the digests of their contents; several at once."""
    if not files:
        return
    shown = _Shown(progress, sum(os.path.getsize(path) for path in files.values()))
    of_each = max(1, threads // len(files))
    with ThreadPoolExecutor(min(threads, len(files)), thread_name_prefix="gotelemetry") as executor:
        try:
            writing = [executor.submit(_write_file, folder, indexes, digest, open_file(path, of_each), of_each, shown)
                       for digest, path in files.items()]
            left_out = [text for each in writing for text in each.result()]
        except BaseException:
            shown.stop()
            executor.shutdown(cancel_futures=True)
            raise
    if left_out:
        warnings.warn(f"left out: {'; '.join(left_out)}", stacklevel=5)


class _Stopped(Exception):
    """The work of a thread is no longer wanted."""


class _Shown:
    """Adds up the progress of several threads, and stops them."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._read: dict[str, int] = {}
        self._stopped = False

    def stop(self) -> None:
        """Lets the threads end as soon as they say how far they are, which they do all the time."""
        self._stopped = True

    def of(self, digest: str) -> Progress:
        """Returns what the thread that reads a file calls."""

        def show(read: int, _: int) -> None:
            if self._stopped:
                raise _Stopped
            self._read[digest] = read
            if self._progress is not None:
                self._progress(sum(list(self._read.values())), self._total)

        return show


def _write_file(
    folder: str, indexes: Mapping[Kind, index.Builder], digest: str, batches: _native.DatasetBatches, threads: int,
    shown: _Shown,
) -> list[str]:
    """Writes the parts of a file; returns what was left out of it."""
    entries = Entries()
    with _Parts(folder, indexes, f"part-{digest[:16]}") as parts:
        while tables := batches.next(_BATCH_BYTES, shown.of(digest)):
            for kind, table in zip(KINDS, tables):
                for week, rows in _days(kind, table, threads):
                    entries.add(kind, week, rows)
                    parts.append(kind, week, rows)
            parts.make_room()
        for week in entries.repeated:
            indexes["programs"].repeated.update(parts.paths("programs", week))
    skipped = [f"{batches.skipped} lines that are no reports"] if batches.skipped else []
    return [*skipped, *batches.damaged]


def _days(kind: Kind, table: _native.Table, threads: int) -> Iterator[tuple[int, Any]]:
    """Yields the rows of each report day, sorted."""
    import numpy

    pa = optional("pyarrow", "Dataset.to_parquet()")
    if not table.num_rows:
        return
    ordered = table.sorted(_SORTED_BY[kind], threads)
    weeks = numpy.asarray(ordered.values("week"))
    begins = [0, *(numpy.flatnonzero(weeks[1:] != weeks[:-1]) + 1).tolist(), len(weeks)]
    rows = pa.table(ordered).select([name for name in COLUMNS[kind] if name not in ("week", "report")])
    for begin, end in zip(begins, begins[1:]):
        yield int(weeks[begin]), rows.slice(begin, end - begin)


class _Parts:
    """The files that a source's rows go to: one for each table and report day."""

    def __init__(self, folder: str, indexes: Mapping[Kind, index.Builder], prefix: str) -> None:
        self._folder = folder
        self._indexes = indexes
        self._prefix = prefix
        # How many groups of rows each open file has.
        self._groups: dict[tuple[Kind, int], int] = {}
        self._open: dict[tuple[Kind, int], Any] = {}
        self._closed: dict[tuple[Kind, int], int] = {}
        self._most_open = max(16, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - _SPARE_FILES)

    def __enter__(self) -> _Parts:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def make_room(self) -> None:
        """Closes files if many are open; what follows goes to others."""
        if len(self._open) * 2 > self._most_open:
            self._close()

    def append(self, kind: Kind, week: int, rows: Any) -> None:
        """Writes sorted rows."""
        pa = optional("pyarrow", "Dataset.to_parquet()")
        writer = self._open.get((kind, week)) or self._create(kind, week, rows.schema)
        bounds = _group_bounds(kind, rows)
        columns = [_split(pa, column.chunk(0), bounds) for column in rows.columns]
        for group in zip(*columns):
            writer.write_table(pa.Table.from_arrays(group, schema=writer.schema), row_group_size=len(group[0]))
        first = self._groups[(kind, week)]
        self._groups[(kind, week)] += len(bounds) - 1
        if kind in self._indexes:
            self._indexes[kind].add(self._path(kind, week), first, bounds, rows)

    def _create(self, kind: Kind, week: int, schema: Any) -> Any:
        pa, parquet = optional("pyarrow", "Dataset.to_parquet()"), optional("pyarrow.parquet", "Dataset.to_parquet()")
        path = os.path.join(self._folder, kind, self._path(kind, week))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        # What says that nothing is missing takes a quarter of the time, if something may be.
        fields = [
            pa.field(field.name, pa.dictionary(pa.int32(), pa.string()) if pa.types.is_dictionary(field.type)
                     else field.type, nullable=field.name == "last_week") for field in schema]
        # Without Arrow's own schema, so that texts are plain texts for every program that reads them.
        writer = parquet.ParquetWriter(
            path, pa.schema(fields), compression={name: "NONE" if name == "x" else "SNAPPY" for name in schema.names},
            write_statistics=[name for name in _SORTED_BY[kind] if name in schema.names],
            write_batch_size=_GROUP_ROWS, store_schema=False)
        self._open[(kind, week)] = writer
        self._groups[(kind, week)] = 0
        return writer

    def paths(self, kind: Kind, week: int) -> list[str]:
        """Returns the paths in the table's folder of all files of a day."""
        last = self._closed.get((kind, week), 0)
        return [f"{layout.partition(week)}/{self._prefix}-{number}.parquet" for number in range(last + 1)]

    def _path(self, kind: Kind, week: int) -> str:
        """Returns the path of the file that is open, or is opened next."""
        return self.paths(kind, week)[-1]

    def _close(self) -> None:
        for key, writer in self._open.items():
            writer.close()
            self._closed[key] = self._closed.get(key, 0) + 1
        self._open.clear()


def _group_bounds(kind: Kind, rows: Any) -> list[int]:
    """Returns where groups of rows begin, and the end; if possible where a program's chart ends, so that few have two."""
    import numpy

    ends = numpy.zeros(0, "int64")
    if rows.num_rows > _GROUP_ROWS and "program" in rows.column_names:
        changes = numpy.zeros(rows.num_rows - 1, dtype=bool)
        for name in ("program", TITLE.get(kind, "program")):
            codes = rows[name].chunk(0).indices.to_numpy()
            changes |= codes[1:] != codes[:-1]
        ends = numpy.flatnonzero(changes) + 1
    bounds = [0]
    while bounds[-1] < rows.num_rows:
        end = min(bounds[-1] + _GROUP_ROWS, rows.num_rows)
        last = numpy.searchsorted(ends, end, side="right") - 1
        if end < rows.num_rows and last >= 0 and ends[last] > bounds[-1] + _GROUP_ROWS // 2:
            end = int(ends[last])
        bounds.append(end)
    return bounds


def _split(pa: Any, array: Any, bounds: Sequence[int]) -> list[Any]:
    """Returns the parts of an array between some rows, with the type that files have.

    Of many texts a part has only those that occur in it: a file has all that each part has.
    """
    places = list(zip(bounds, bounds[1:]))
    if not pa.types.is_dictionary(array.type):
        return [array.slice(begin, end - begin) for begin, end in places]
    indices, texts = array.indices, array.dictionary
    if len(texts) <= _FEW_TEXTS:
        whole = pa.DictionaryArray.from_arrays(indices.cast(pa.int32()), texts, safe=False)
        return [whole.slice(begin, end - begin) for begin, end in places]
    return [pa.DictionaryArray.from_arrays(pa.array(codes), texts.take(pa.array(used)), safe=False)
            for used, codes in _renumbered(indices.to_numpy(), len(texts), bounds)]


def _renumbered(codes: Any, num_codes: int, bounds: Sequence[int]) -> Iterator[tuple[Any, Any]]:
    """Yields the distinct codes between each two bounds, sorted, and for each row there, which of these it has."""
    import numpy

    if (len(bounds) - 1) * num_codes > 4 * len(codes):
        for begin, end in zip(bounds, bounds[1:]):
            used, numbers = numpy.unique(codes[begin:end], return_inverse=True)
            yield used, numbers.astype("int32")
        return
    # Without sorting. NumPy would convert the indices each time.
    codes = codes.astype("intp")
    numbers = numpy.empty(num_codes, "int32")
    for begin, end in zip(bounds, bounds[1:]):
        occurs = numpy.zeros(num_codes, dtype=bool)
        occurs[codes[begin:end]] = True
        used = numpy.flatnonzero(occurs)
        numbers[used] = numpy.arange(len(used), dtype="int32")
        yield used, numbers.take(codes[begin:end])
