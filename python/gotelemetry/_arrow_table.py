"""Tables whose columns pyarrow holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from gotelemetry._columns import COLUMNS, Kind
from gotelemetry._optional import optional
from gotelemetry._table import Table, as_text_index

if TYPE_CHECKING:
    import numpy
    import pandas


class ArrowTable(Table):
    """A table whose columns are held by pyarrow."""

    def __init__(self, columns: Any, kind: Kind, damaged: Iterable[str] = ()) -> None:
        self._arrow = columns
        self._kind = kind
        self.skipped = 0
        self.damaged = tuple(damaged)

    @classmethod
    def of_parts(cls, parts: Sequence[Any], kind: Kind, columns: Sequence[str], damaged: Iterable[str]) -> ArrowTable:
        """Returns a table with the rows of several pyarrow tables, which have the same columns."""
        pa = optional("pyarrow", "a dataset in Parquet")
        from gotelemetry._store import layout

        if not parts:
            return cls(layout.schema(kind, columns).empty_table(), kind, damaged)
        return cls(pa.concat_tables(parts).unify_dictionaries().combine_chunks(), kind, damaged)

    @property
    def num_rows(self) -> int:
        return int(self._arrow.num_rows)

    @property
    def column_names(self) -> list[str]:
        return list(self._arrow.column_names)

    @property
    def schema(self) -> dict[str, str]:
        return {name: COLUMNS[self._kind][name] for name in self.column_names}

    def __arrow_c_schema__(self) -> object:
        return self._arrow.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._arrow.__arrow_c_stream__(requested_schema)

    def __reduce__(self) -> tuple[Any, ...]:
        return ArrowTable, (self._arrow, self._kind, self.damaged)

    def head(self, n: int = 5) -> Table:
        return ArrowTable(self._arrow.slice(0, max(n, 0)), self._kind)

    def _shown(self, name: str) -> list[str]:
        return ["" if value is None else str(value) for value in self._arrow[name].to_pylist()]

    def _texts(self, name: str) -> list[str]:
        return self._encoded(name)[1] or []

    def _encoded(self, name: str) -> tuple[numpy.ndarray[Any, Any], list[str] | None]:
        import numpy

        pa = optional("pyarrow", "a dataset in Parquet")
        column = self._arrow.column(name)
        column = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        if pa.types.is_dictionary(column.type):
            if isinstance(column, pa.ChunkedArray):  # without rows
                return numpy.zeros(0, dtype="int32"), []
            return column.indices.to_numpy(zero_copy_only=False), column.dictionary.to_pylist()
        if pa.types.is_date32(column.type):
            days = column.cast(pa.int32()).fill_null(int(numpy.iinfo(numpy.int32).min))
            return _to_numpy(days), None
        return _to_numpy(column), None

    def _pandas_column(self, pd: Any, name: str) -> pandas.Categorical | numpy.ndarray[Any, Any]:
        import numpy

        values, texts = self._encoded(name)
        if texts is None:
            return self[name].astype("datetime64[s]") if self.schema[name] == "day" else numpy.array(values)
        # Sorted, as those of other tables are.
        order = sorted(range(len(texts)), key=texts.__getitem__)
        places = numpy.zeros(len(texts), dtype="int32")
        places[order] = numpy.arange(len(texts), dtype="int32")
        codes = places[values] if len(texts) else values
        found: pandas.Categorical = pd.Categorical.from_codes(
            codes, as_text_index(pd, [texts[place] for place in order]), validate=False)
        return found


def _to_numpy(column: Any) -> Any:
    # Without rows it is a chunked array, which takes no such argument.
    return column.to_numpy(zero_copy_only=False) if hasattr(column, "buffers") else column.to_numpy()
