"""Rows that were read from a Parquet file, as NumPy arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from gotelemetry._columns import COLUMNS, Kind, report_keys
from gotelemetry._native import DataError
from gotelemetry._optional import optional
from gotelemetry._store import layout

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]

# What the numbers of a column of texts stand for; None for other columns.
Texts = list[str] | None

# Stands for no day.
_NO_DAY = -(2**31)


class Piece:
    """Columns of some rows of a table. Texts are numbered.

    Attributes:
        num_rows: the number of rows.
    """

    def __init__(
        self, kind: Kind, num_rows: int, columns: Mapping[str, tuple[Array, Texts]],
        keys: Mapping[str, str | int],
    ) -> None:
        self._kind = kind
        self.num_rows = num_rows
        self._columns = columns
        self._keys = keys

    def __len__(self) -> int:
        return self.num_rows

    def where(self, keep: Array) -> Piece:
        """Returns the rows for which `keep` is true."""
        columns = {name: (values[keep], texts) for name, (values, texts) in self._columns.items()}
        return Piece(self._kind, int(keep.sum()), columns, self._keys)

    def having(self, name: str, wanted: frozenset[str]) -> Piece:
        """Returns the rows that have one of some texts in a column."""
        import numpy

        values, texts = self._columns[name]
        codes = [code for code, text in enumerate(texts or []) if text in wanted]
        return self.where(values == codes[0] if len(codes) == 1 else numpy.isin(values, codes))

    def _encoded(self, name: str) -> tuple[Array, Texts]:
        """Returns a column as numbers, and the texts that they are indices of; those need not all occur."""
        import numpy

        if name == "report":
            return report_keys(self._encoded("week")[0], self._columns["x"][0]), None
        key = self._keys.get(name)
        if isinstance(key, str):
            return numpy.zeros(self.num_rows, dtype="int32"), [key]
        return (numpy.full(self.num_rows, key, dtype="int32"), None) if key is not None else self._columns[name]

    def _texts(self, name: str) -> list[str]:
        """Returns the distinct texts that occur in a column."""
        import numpy

        values, texts = self._encoded(name)
        return [(texts or [])[code] for code in numpy.unique(values)]

    def to_arrow(self, columns: Sequence[str]) -> Any:
        """Returns columns as a pyarrow table."""
        import numpy

        pa = optional("pyarrow", "a dataset in Parquet")
        arrays = []
        for name in columns:
            values, texts = self._encoded(name)
            if texts is not None:
                used, codes = numpy.unique(values, return_inverse=True)
                own = pa.array([texts[code] for code in used], pa.string())
                arrays.append(pa.DictionaryArray.from_arrays(codes.astype("int32"), own))
            elif COLUMNS[self._kind][name] == "day":
                arrays.append(pa.array(values, pa.int32(), mask=values == _NO_DAY).cast(pa.date32()))
            else:
                arrays.append(pa.array(values))
        return pa.table(arrays, schema=layout.schema(self._kind, columns))


def empty(kind: Kind, columns: Sequence[str]) -> Piece:
    """Returns no rows."""
    import numpy

    types = {"day": "int32", "double": "float64", "text": "int32"}
    names = dict.fromkeys([*columns, "week", "x"])
    found = {name: COLUMNS[kind][name] for name in names if name != "report"}
    return Piece(kind, 0, {name: (numpy.zeros(0, dtype=types.get(of, of)), [] if of == "text" else None)
                           for name, of in found.items()}, {})


@contextmanager
def named(path: str) -> Iterator[None]:
    """Turns what pyarrow raises for a damaged file into a DataError that names it."""
    pa = optional("pyarrow", "a dataset in Parquet")
    try:
        yield
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{path}: {error}") from error


def decode(pa: Any, wanted: str, column: Any) -> tuple[Array, Texts]:
    """Returns a column of a Parquet file as numbers, with a type that tables have, and its texts."""
    if wanted == "text":
        if column.null_count:
            column = column.cast(pa.string()).fill_null("")
        if not pa.types.is_dictionary(column.type):
            column = column.cast(pa.string()).dictionary_encode()
        array = _one(pa, column, pa.dictionary(pa.int32(), pa.string()))
        return array.indices.to_numpy(zero_copy_only=False), array.dictionary.to_pylist()
    if wanted == "day":
        column = column.cast(pa.date32()) if not pa.types.is_date32(column.type) else column
        days = _one(pa, column, pa.date32()).cast(pa.int32())
        return (days.fill_null(_NO_DAY) if days.null_count else days).to_numpy(zero_copy_only=False), None
    type_of = {"double": pa.float64(), "int32": pa.int32(), "int64": pa.int64()}[wanted]
    column = column.cast(type_of) if column.type != type_of else column
    return _one(pa, column, type_of).to_numpy(zero_copy_only=False), None


def _one(pa: Any, column: Any, type_of: Any) -> Any:
    """Returns the only array of a chunked one."""
    if column.num_chunks == 1:
        return column.chunk(0)
    if column.num_chunks == 0:
        return pa.array([], type_of)
    joined = column.unify_dictionaries().combine_chunks() if pa.types.is_dictionary(column.type) else (
        column.combine_chunks())
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) else joined
