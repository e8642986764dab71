"""Tables that are read in parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gotelemetry._columns import Kind
from gotelemetry._optional import optional
from gotelemetry._table import Table


class Batches:
    """The parts of a table, read when they are asked for: an iterator of tables, and an Arrow stream.

    Either can be used once.

    Attributes:
        column_names: the names of the columns.
    """

    def __init__(self, tables: Iterator[Table], kind: Kind, columns: Sequence[str]) -> None:
        self._tables = tables
        self._kind = kind
        self.column_names = list(columns)

    def __iter__(self) -> Iterator[Table]:
        return self

    def __next__(self) -> Table:
        return next(self._tables)

    def __repr__(self) -> str:
        return f"<gotelemetry.Batches of {self._kind}: {', '.join(self.column_names)}>"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Arrow's PyCapsule interface. Texts are plain: each batch would have another dictionary. Needs pyarrow."""
        return self._reader().__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        """Arrow's PyCapsule interface: the types of the columns."""
        return self._schema().__arrow_c_schema__()

    def _schema(self) -> Any:
        from gotelemetry._store import layout

        pa = optional("pyarrow", "an Arrow stream of batches")
        fields = layout.schema(self._kind, self.column_names)
        return pa.schema([
            (field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type) for field in fields])

    def _reader(self) -> Any:
        pa = optional("pyarrow", "an Arrow stream of batches")
        schema = self._schema()

        def batches() -> Iterator[Any]:
            for table in self._tables:
                yield from table.to_arrow(dictionary=False).cast(schema).to_batches()

        return pa.RecordBatchReader.from_batches(schema, batches())
