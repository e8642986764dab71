"""Sums of counts, which may be as large as counts can be."""

from __future__ import annotations

from typing import Any

# The highest sum that a column can hold.
MOST = 2**63 - 1
_EXACT_ROWS = 1 << 20


def exact_sums(values: Any, places: Any, num_places: int) -> list[int]:
    """Returns [place], the sum of the counts that are there, which may be more than an int64 can hold."""
    import numpy

    totals = [0] * num_places
    # As doubles, a million halves add up to a whole number that is exact.
    for begin in range(0, len(values), _EXACT_ROWS):
        rows = slice(begin, begin + _EXACT_ROWS)
        for half, shift in ((values[rows] >> 32, 32), (values[rows] & 0xFFFFFFFF, 0)):
            for place, total in enumerate(numpy.bincount(places[rows], half, num_places).tolist()):
                totals[place] += int(total) << shift
    return totals
