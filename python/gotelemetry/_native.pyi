"""The C++ part of gotelemetry, from python/bindings. Use the package, not this."""

import enum
from collections.abc import Sequence

class DataError(ValueError): ...

class TableKind(enum.Enum):
    COUNTERS: int
    STACKS: int
    PROGRAMS: int
    REPORTS: int

class ColumnBuffer:
    def __buffer__(self, flags: int, /) -> memoryview: ...

class Table:
    @property
    def num_rows(self) -> int: ...
    @property
    def column_names(self) -> list[str]: ...
    def type_name(self, name: str) -> str: ...
    def values(self, name: str) -> ColumnBuffer: ...
    def texts(self, name: str) -> list[str] | None: ...
    def null_count(self, name: str) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...

def read_table(
    kind: TableKind,
    paths: Sequence[str],
    *,
    programs: Sequence[str],
    charts: Sequence[str],
    weeks: Sequence[int],
    skip_malformed: bool,
    threads: int,
) -> tuple[Table, int]: ...
