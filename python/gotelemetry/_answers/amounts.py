"""Buckets that are amounts, such as ``<10ms``, ``4KiB`` or ``>=100``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

_NUMBER = r"(\d+(?:\.\d+)?)"
_AMOUNT = rf"(<=|≤|<|>=|≥|>)?\s*{_NUMBER}(?:\s*([-–]|to)\s*{_NUMBER})?\s*([A-Za-zµμ%]*)"
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_BYTES = {"B": 1.0, "KB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 2.0**10, "MiB": 2.0**20, "GiB": 2.0**30, "TiB": 2.0**40}


class Amount(NamedTuple):
    """A bucket's amounts.

    Attributes:
        sign: a comparison, ``-`` for a range, or empty for exactly `low`.
        low, high: the numbers written, in `unit`; equal unless it is a range.
        unit: ``"s"`` for durations, ``"B"`` for sizes, otherwise as written.
    """

    sign: str
    low: float
    high: float
    unit: str


def parse_amount(bucket: str) -> Amount | None:
    """Returns what a bucket's name says; None if it is no amount.

    Example:
        >>> parse_amount("<250ms")
        Amount(sign='<', low=0.25, high=0.25, unit='s')
        >>> parse_amount("vim") is None
        True
    """
    # Imported here because it takes longer than the rest of the package.
    import re

    found = re.fullmatch(_AMOUNT, bucket)
    if found is None:
        return None
    sign, low, dash, high, unit = found.groups()
    if sign and dash:
        return None
    scale, unit = _scale(unit)
    first = float(low) * scale
    last = first if high is None else float(high) * scale
    return Amount({"≤": "<=", "≥": ">="}.get(sign, sign or "") or ("-" if dash else ""), first, last, unit)


def are_amounts(buckets: Sequence[str]) -> bool:
    """Returns whether there are buckets, and all are amounts."""
    return bool(buckets) and all(parse_amount(bucket) is not None for bucket in buckets)


def bounds(buckets: Sequence[str]) -> tuple[list[tuple[float, float]], str]:
    """Returns the lowest and highest amount of each bucket, and the unit of all.

    The buckets must be in order. Where buckets say only where they end (``<10ms``, ``<50ms``), each begins where the
    one before ends, and the first at 0; where they say where they begin (``>=1s``), the last has no end.

    Example:
        >>> bounds(["<10ms", "<50ms", ">=50ms"])
        ([(0.0, 0.01), (0.01, 0.05), (0.05, inf)], 's')
        >>> bounds(["1", "2-5", ">5"])
        ([(1.0, 1.0), (2.0, 5.0), (5.0, inf)], '')

    Raises:
        ValueError: a bucket is no amount, or the units differ; the message names it.
    """
    amounts = []
    for bucket in buckets:
        amount = parse_amount(bucket)
        if amount is None:
            raise ValueError(f"bucket {bucket!r} is no amount such as <10ms")
        amounts.append(amount)
    # A zero needs no unit.
    units = {amount.unit for amount in amounts if amount.high > 0}
    if len(units) > 1:
        raise ValueError(f"the buckets have amounts of different units: {', '.join(map(repr, sorted(units)))}")
    found: list[tuple[float, float]] = []
    for i, amount in enumerate(amounts):
        before = found[-1][1] if found else 0.0
        if amount.sign in ("<", "<="):
            found.append((before, amount.low))
        elif amount.sign in (">", ">="):
            after = amounts[i + 1] if i + 1 < len(amounts) else None
            found.append((amount.low, after.low if after is not None else math.inf))
        else:
            found.append((amount.low, amount.high))
    return found, next(iter(units), "")


def show(amount: float, unit: str) -> str:
    """Returns an amount for people.

    Example:
        >>> show(0.25, "s"), show(90.0, "s"), show(3 * 2**20, "B"), show(5.0, ""), show(math.inf, "s")
        ('250ms', '90s', '3MiB', '5', '∞')
    """
    if math.isinf(amount):
        return "∞"
    if amount:
        if unit == "s":
            scale, shown = next(((size, name) for name, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9))
                                 if amount >= size * 0.9999), (1e-9, "ns"))
            return f"{amount / scale:.6g}{shown}"
        if unit == "B":
            large = (name for name in ("TiB", "GiB", "MiB", "KiB") if amount >= _BYTES[name])
            shown = next(large, "B")
            scale = _BYTES[shown]
            return f"{amount / scale:.6g}{shown}"
    return f"{amount:.6g}{unit}"


def _scale(unit: str) -> tuple[float, str]:
    if unit in _SECONDS:
        return _SECONDS[unit], "s"
    if unit in _BYTES:
        return _BYTES[unit], "B"
    return 1.0, unit
