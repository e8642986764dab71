"""Tables of a dataset."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gotelemetry import _native, _parquet
from gotelemetry._optional import optional

if TYPE_CHECKING:
    import numpy
    import pandas
    import polars
    import pyarrow  # type: ignore[import-untyped]

_NUMPY_TYPES = {"double": "float64", "int32": "int32", "int64": "int64"}


class Table:
    """A table of a dataset: immutable columns of equal length.

    Its columns have Apache Arrow's memory layout, and it exports the Arrow PyCapsule stream interface, so that
    libraries that support this interface can use it directly:

    - ``pyarrow.table(t)`` shares its memory, without any copy;
    - ``duckdb.sql("SELECT ... FROM t")`` reads it in place while the query runs;
    - ``polars.DataFrame(t)`` shares the memory of numbers, and converts text to its own ``Categorical``;
    - `to_pandas` copies every column.

    Text columns are dictionary-encoded: each distinct text is stored once, and a row has its index. The methods of
    `Dataset` document the columns.

    Attributes:
        skipped: the number of malformed lines that were left out, with ``errors="skip"``.
        damaged: what is wrong with each damaged file, with its path; with ``errors="skip"`` such a file is left out
            from the place of the damage on.
    """

    def __init__(
        self, columns: _native.Table, kind: str, skipped: int = 0, damaged: Iterable[str] = ()
    ) -> None:
        self._columns = columns
        self._kind = kind
        self.skipped = skipped
        self.damaged: tuple[str, ...] = tuple(damaged)

    @property
    def num_rows(self) -> int:
        """Number of rows."""
        return self._columns.num_rows

    @property
    def column_names(self) -> list[str]:
        """The names of the columns, in order."""
        return self._columns.column_names

    def __len__(self) -> int:
        return self.num_rows

    def __repr__(self) -> str:
        return f"<gotelemetry.Table of {self.num_rows} rows: {', '.join(self.column_names)}>"

    def __arrow_c_schema__(self) -> object:
        """Arrow's PyCapsule interface: the types of the columns."""
        return self._columns.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Arrow's PyCapsule interface: the columns, in one batch. No other schema can be requested."""
        return self._columns.__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> pandas.DataFrame:
        """Returns a DataFrame with the same columns.

        Text becomes ``category``, with sorted categories; days become ``datetime64[s]``, with ``NaT`` for missing
        ones. The frame is a copy and may be changed. Needs only pandas, not pyarrow.

        Raises:
            ImportError: pandas is not installed.
        """
        pd = optional("pandas", "Table.to_pandas()")
        data = {name: self._pandas_column(pd, name) for name in self.column_names}
        frame: pandas.DataFrame = pd.DataFrame(data, copy=False)
        return frame

    def to_arrow(self) -> pyarrow.Table:
        """Returns a pyarrow.Table that shares this table's memory; nothing is copied.

        Raises:
            ImportError: pyarrow is not installed.
        """
        return optional("pyarrow", "Table.to_arrow()").table(self)

    def to_polars(self) -> polars.DataFrame:
        """Returns a polars.DataFrame. It shares the memory of numbers; text becomes ``Categorical``.

        Raises:
            ImportError: polars is not installed.
        """
        frame: polars.DataFrame = optional("polars", "Table.to_polars()").DataFrame(self)
        return frame

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """Writes the table to a Parquet file, compressed with zstd, which `Dataset.open` can read.

        Raises:
            ImportError: pyarrow is not installed.
            OSError: the file cannot be written.
        """
        _parquet.write(self.to_arrow(), self._kind, path)

    def _texts(self, name: str) -> list[str]:
        """Returns the distinct texts of a column."""
        return self._columns.texts(name) or []

    def _encoded(self, name: str) -> tuple[numpy.ndarray[Any, Any], list[str] | None]:
        """Returns a column as numbers, without a copy where possible, and the texts that they are indices of.

        Days are numbers of days since 1970-01-01, and a missing one is the lowest number. The texts need not be
        sorted, but are distinct; None for a column that is not text.
        """
        import numpy

        return numpy.asarray(self._columns.values(name)), self._columns.texts(name)

    def _pandas_column(self, pd: Any, name: str) -> pandas.Categorical | numpy.ndarray[Any, Any]:
        import numpy

        kind = self._columns.type_name(name)
        values = numpy.asarray(self._columns.values(name))
        if kind == "text":
            categories = pd.Index(self._columns.texts(name), dtype=object)
            texts: pandas.Categorical = pd.Categorical.from_codes(values.copy(), categories, validate=False)
            return texts
        if kind == "day":
            return self._days(values, name)
        return values.astype(_NUMPY_TYPES[kind])

    def _days(self, values: numpy.ndarray[Any, Any], name: str) -> numpy.ndarray[Any, Any]:
        import numpy

        days = values.astype("datetime64[D]")
        if self._columns.null_count(name) > 0:
            # The lowest number stands for no day.
            days[values == numpy.iinfo(values.dtype).min] = numpy.datetime64("NaT")
        return days.astype("datetime64[s]")
