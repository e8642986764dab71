"""Which Parquet files have which tables: of a store, or of a folder that DuckDB, pyarrow or Spark wrote."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gotelemetry._columns import COLUMNS, KINDS, Kind
from gotelemetry._native import DataError
from gotelemetry._optional import optional

SUFFIX = ".parquet"
MANIFEST = "_gotelemetry.json"

_MAGIC = b"PAR1"
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
_EPOCH = datetime.date(1970, 1, 1).toordinal()


class Part(NamedTuple):
    """A Parquet file of a table.

    Attributes:
        path: the file.
        keys: the columns that its folders give, such as ``week=2026-11-18``: texts, and days as numbers.
    """

    path: str
    keys: Mapping[str, str | int]


def find(folder: str) -> list[str]:
    """Returns the Parquet files anywhere in a folder, sorted; not those that begin with ``.`` or ``_``."""
    found = []
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        found += [os.path.join(path, name) for name in names if name.endswith(SUFFIX) and name[0] not in "._"]
    return sorted(found)


def are_parquet(paths: Sequence[str]) -> bool:
    """Returns whether the files at `paths` are Parquet files, judging by their first bytes.

    Raises:
        DataError: some are and some are not.
    """
    if paths and all(path.endswith(SUFFIX) for path in paths):
        return True
    # The first file of each kind.
    found: dict[bool, str] = {}
    for path in paths:
        found.setdefault(_is_parquet(path), path)
    if len(found) == 2:
        raise DataError(f"a dataset is either JSON or Parquet: {found[True]} is Parquet, {found[False]} is not")
    return True in found


def parts_of(paths: Sequence[str]) -> dict[Kind, list[Part]]:
    """Returns the parts of each table that there is; of a store, also of tables that are empty.

    In a store, a file's table is what its folder says; anywhere else, it is the one whose columns the file has.

    Raises:
        DataError: a file has none of the tables.
    """
    parts: dict[Kind, list[Part]] = {}
    stores: dict[str, bool] = {}
    for path in paths:
        root, kind = _place_in_store(path)
        if root not in stores:
            stores[root] = kind is not None and os.path.exists(os.path.join(root, MANIFEST))
            if stores[root]:
                parts = {**{each: [] for each in KINDS}, **parts}
        parts.setdefault(kind if kind is not None and stores[root] else _kind_of_columns(path), []).append(
            Part(path, _keys(path)))
    return parts


def _is_parquet(path: str) -> bool:
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _place_in_store(path: str) -> tuple[str, Kind | None]:
    """Returns the folder that would be the store of a file, and the table's name in it."""
    table = os.path.dirname(os.path.dirname(path))
    name = os.path.basename(table)
    return os.path.dirname(table), name if name in KINDS else None


def _kind_of_columns(path: str) -> Kind:
    pa = optional("pyarrow", "a dataset in Parquet")
    try:
        names = {*optional("pyarrow.parquet", "a dataset in Parquet").read_schema(path).names, *_keys(path)}
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(f"{path}: {error}") from error
    best = max(KINDS, key=lambda kind: len(names & set(COLUMNS[kind])))
    own = set(COLUMNS[best]).difference(*(COLUMNS[kind] for kind in KINDS if kind != best))
    if not names & own:
        raise DataError(f"{path} has none of the tables: its columns are {', '.join(sorted(names))}")
    return best


def _keys(path: str) -> dict[str, str | int]:
    keys: dict[str, str | int] = {}
    if "=" not in path:
        return keys
    # Imported here because it takes longer than the rest of the package.
    import urllib.parse

    for folder in path.split(os.sep)[:-1]:
        name, equals, text = folder.partition("=")
        types = {columns[name] for columns in COLUMNS.values() if name in columns} if equals else set()
        value = "" if text == _NO_VALUE else urllib.parse.unquote(text)
        if types == {"text"}:
            keys[name] = value
        elif types == {"day"}:
            keys[name] = _day(value, path)
    return keys


def _day(text: str, path: str) -> int:
    try:
        # Some programs write a time of day as well.
        return datetime.date.fromisoformat(text[:10]).toordinal() - _EPOCH
    except ValueError as error:
        raise DataError(f"{path}: {text!r} is no day") from error


def partition(week: int) -> str:
    """Returns the name of the folder of a report day, in that of a table."""
    return f"week={datetime.date.fromordinal(week + _EPOCH)}"


def schema(kind: Kind, columns: Sequence[str]) -> Any:
    """Returns pyarrow's schema of columns of a table."""
    pa = optional("pyarrow", "a dataset in Parquet")
    types = {
        "day": pa.date32(), "double": pa.float64(), "int32": pa.int32(), "int64": pa.int64(),
        "text": pa.dictionary(pa.int32(), pa.string()),
    }
    return pa.schema([(name, types[COLUMNS[kind][name]]) for name in columns])
