"""Tables whose columns pyarrow holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gotelemetry._optional import optional
from gotelemetry._table import Table

if TYPE_CHECKING:
    import numpy
    import pandas


class ArrowTable(Table):
    """A table whose columns are held by pyarrow."""

    def __init__(self, columns: Any, kind: str) -> None:
        self._arrow = columns
        self._kind = kind
        self.skipped = 0
        self.damaged = ()

    @property
    def num_rows(self) -> int:
        return int(self._arrow.num_rows)

    @property
    def column_names(self) -> list[str]:
        return list(self._arrow.column_names)

    def __arrow_c_schema__(self) -> object:
        return self._arrow.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._arrow.__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> pandas.DataFrame:
        pd = optional("pandas", "Table.to_pandas()")
        frame: pandas.DataFrame = self._arrow.to_pandas(date_as_object=False)
        for name in self.column_names:
            if frame[name].dtype.kind == "M":
                frame[name] = frame[name].astype("datetime64[s]")
            elif isinstance(frame[name].dtype, pd.CategoricalDtype):
                categories = sorted(frame[name].cat.categories)
                frame[name] = frame[name].cat.set_categories(pd.Index(categories, dtype=object))
        return frame

    def _texts(self, name: str) -> list[str]:
        return self._encoded(name)[1] or []

    def _encoded(self, name: str) -> tuple[numpy.ndarray[Any, Any], list[str] | None]:
        import numpy

        pa = optional("pyarrow", "a dataset in Parquet")
        column = self._arrow.column(name).combine_chunks()
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column = column.dictionary_encode()
        if pa.types.is_dictionary(column.type):
            return column.indices.to_numpy(zero_copy_only=False), column.dictionary.to_pylist()
        if pa.types.is_date32(column.type):
            days = column.cast(pa.int32()).fill_null(int(numpy.iinfo(numpy.int32).min))
            return days.to_numpy(zero_copy_only=False), None
        return column.to_numpy(zero_copy_only=False), None
