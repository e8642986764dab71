"""Tables of a dataset."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gotelemetry import _native
from gotelemetry._columns import Kind
from gotelemetry._optional import optional

if TYPE_CHECKING:
    import numpy
    import pandas
    import polars
    import pyarrow  # type: ignore[import-untyped]

_NUMPY_TYPES = {"double": "float64", "int32": "int32", "int64": "int64"}
_SHOWN_ROWS = 10
_SHOWN_LETTERS = 60


class Table:
    """A table of a dataset: immutable columns of equal length.

    Its columns have Apache Arrow's memory layout, and it exports the Arrow PyCapsule stream interface, so that
    libraries that support this interface can use it directly:

    - ``pyarrow.table(t)`` shares its memory, without any copy;
    - ``duckdb.sql("SELECT ... FROM t")`` reads it in place while the query runs;
    - `to_polars` shares the memory of numbers, and copies text;
    - `to_pandas` copies every column.

    It can be pickled, and so sent to other processes.

    Text columns are dictionary-encoded: each distinct text is stored once, and a row has its index. The methods of
    `Dataset` document the columns.

    Attributes:
        skipped: the number of malformed lines that were left out, with ``errors="skip"``.
        damaged: what is wrong with each damaged file, with its path; with ``errors="skip"`` such a file is left out
            from the place of the damage on.
    """

    def __init__(
        self, columns: _native.Table, kind: Kind, skipped: int = 0, damaged: Iterable[str] = ()
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

    @property
    def schema(self) -> dict[str, str]:
        """The type of each column: ``"day"``, ``"double"``, ``"int32"``, ``"int64"`` or ``"text"``."""
        return {name: self._columns.type_name(name) for name in self.column_names}

    def __len__(self) -> int:
        return self.num_rows

    def __getitem__(self, name: str) -> numpy.ndarray[Any, Any]:
        """Returns a column as a NumPy array: numbers, which share the table's memory; days, or texts.

        Raises:
            KeyError: there is no such column.
        """
        import numpy

        kind = self.schema[name]
        values, texts = self._encoded(name)
        if texts is not None:
            found = numpy.array(texts, dtype=object)[values] if len(texts) else numpy.zeros(0, dtype=object)
            return found
        return _days(values).astype("datetime64[D]") if kind == "day" else values

    def head(self, n: int = 5) -> Table:
        """Returns a table of the first `n` rows."""
        return Table(self._columns.head(n), self._kind)

    def __repr__(self) -> str:
        return f"<gotelemetry.Table of {self.num_rows} rows: {', '.join(self.column_names)}>"

    def _repr_html_(self) -> str:
        """Shows the first rows in a notebook."""
        import html

        first = self.head(_SHOWN_ROWS)
        columns = [first._shown(name) for name in first.column_names]
        names = "".join(f"<th>{html.escape(name)}<br><small>{kind}</small></th>" for name, kind in self.schema.items())
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_shorten(cell))}</td>" for cell in row) + "</tr>"
            for row in zip(*columns))
        return (f"<table><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table>"
                f"<p>{self.num_rows:,} rows of {html.escape(self._kind)}</p>")

    def _shown(self, name: str) -> list[str]:
        """Returns a column as people read it. Needs no package."""
        values, texts = memoryview(self._columns.values(name)).tolist(), self._columns.texts(name)
        if texts is not None:
            return [texts[value] for value in values]
        if self._columns.type_name(name) == "day":
            return [_day(value) for value in values]
        return [str(value) for value in values]

    def __reduce__(self) -> tuple[Any, ...]:
        return Table, (self._columns, self._kind, self.skipped, self.damaged)

    def __arrow_c_schema__(self) -> object:
        """Arrow's PyCapsule interface: the types of the columns."""
        return self._columns.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Arrow's PyCapsule interface: the columns, in one batch. No other schema can be requested."""
        return self._columns.__arrow_c_stream__(requested_schema)

    def to_pandas(self, *, categories: bool = True) -> pandas.DataFrame:
        """Returns a DataFrame with the same columns.

        Days become ``datetime64[s]``, with ``NaT`` for missing ones. The frame is a copy and may be changed. Needs
        only pandas, not pyarrow.

        Args:
            categories: whether text becomes ``category``, with sorted categories, which is quick and small; otherwise
                it becomes what pandas has for text, ``str`` from pandas 3 on.

        Raises:
            ImportError: pandas is not installed.
        """
        pd = optional("pandas", "Table.to_pandas()")
        data = {name: self._pandas_column(pd, name) for name in self.column_names}
        frame: pandas.DataFrame = pd.DataFrame(data, copy=False)
        if not categories:
            for name, kind in self.schema.items():
                if kind == "text":
                    frame[name] = frame[name].astype(frame[name].cat.categories.dtype)
        return frame

    def to_arrow(self, *, dictionary: bool = True) -> pyarrow.Table:
        """Returns a pyarrow.Table that shares this table's memory; nothing is copied.

        Args:
            dictionary: whether texts stay dictionary-encoded; otherwise they are copied to plain text, as Spark wants
                it.

        Raises:
            ImportError: pyarrow is not installed.
        """
        pa = optional("pyarrow", "Table.to_arrow()")
        table = pa.table(self)
        if dictionary:
            return table
        plain = [(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type)
                 for field in table.schema]
        return table.cast(pa.schema(plain))

    def to_polars(self, *, categories: bool = False) -> polars.DataFrame:
        """Returns a polars.DataFrame. It shares the memory of numbers.

        Args:
            categories: whether text becomes ``Categorical``, which is smaller, rather than ``String``, which can be
                joined with other text.

        Raises:
            ImportError: polars is not installed.
        """
        pl = optional("polars", "Table.to_polars()")
        frame: polars.DataFrame = pl.DataFrame(self)
        return frame if categories else frame.with_columns(pl.col(pl.Categorical).cast(pl.String))

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """Writes the table to a single Parquet file, compressed with zstd, which `Dataset.open` can read.

        It is there as a whole or not at all. `Dataset.to_parquet` writes all tables.

        Raises:
            ImportError: pyarrow is not installed.
            OSError: the file cannot be written.
        """
        parquet = optional("pyarrow.parquet", "Table.to_parquet()")
        target = os.fspath(path)
        unfinished = f"{target}.{os.getpid()}.tmp"
        try:
            parquet.write_table(self.to_arrow(), unfinished, compression="zstd")
            os.replace(unfinished, target)
        finally:
            if os.path.exists(unfinished):
                os.remove(unfinished)

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
            categories = as_text_index(pd, self._columns.texts(name))
            texts: pandas.Categorical = pd.Categorical.from_codes(values.copy(), categories, validate=False)
            return texts
        if kind == "day":
            return _days(values)
        return values.astype(_NUMPY_TYPES[kind])


def as_text_index(pd: Any, texts: Any) -> Any:
    """Returns texts as pandas has them: ``str`` from pandas 3 on, and ``object`` before."""
    index = pd.Index(texts)
    # Of no texts pandas cannot know the type.
    return index if len(index) else pd.Index(["text"])[:0]


def _days(values: numpy.ndarray[Any, Any]) -> numpy.ndarray[Any, Any]:
    """Returns numbers of days as days; the lowest number stands for no day."""
    import numpy

    days = values.astype("datetime64[D]").astype("datetime64[s]")
    days[values == numpy.iinfo(values.dtype).min] = numpy.datetime64("NaT")
    return days


def _day(number: int) -> str:
    import datetime

    missing = number == -(2**31)
    return "" if missing else str(datetime.date(1970, 1, 1) + datetime.timedelta(days=number))


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN_LETTERS else text[: _SHOWN_LETTERS - 1] + "…"
