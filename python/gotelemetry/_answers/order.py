"""The orders in which people expect versions, compilers and buckets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from gotelemetry import _native

_SORTS: dict[str, Callable[[Sequence[str]], list[str]]] = {
    "version": _native.sort_versions,
    "goversion": _native.sort_go_versions,
    "bucket": _native.sort_buckets,
}


def in_order(column: str, texts: Iterable[str]) -> list[str]:
    """Sorts distinct texts of a column: versions as versions, amounts by size, and everything else as text.

    Example:
        >>> in_order("version", ["v1.10.0", "v1.8.0", "devel"])
        ['devel', 'v1.8.0', 'v1.10.0']
        >>> in_order("bucket", ["<50ms", "<100ms", "<10ms", ">=1s"])
        ['<10ms', '<50ms', '<100ms', '>=1s']
    """
    listed = list(texts)
    # Go's own programs have the compiler's version.
    if column == "version" and listed and all(text.startswith("go") for text in listed):
        column = "goversion"
    return _SORTS.get(column, sorted)(listed)
