"""Confidence intervals and tests for shares of reports from machines that cannot be told apart.

**Which sampling error there is.** A machine sends a report a week, on its own weekday, with an X that is new each
week. Within one week (seven days) reports are therefore of different machines, and independent. Over several weeks
they are not: most reports of a week are from the machines of the week before, and which ones cannot be known. Pooling
weeks may add nothing at all.

**The worst case.** Let there be n_w reports in week w, N in all, and let p be the probability that a machine's report
has the bucket. A machine i that reported in m_i of the weeks contributes a sum of m_i answers, each with variance
p(1-p). By the inequality of Cauchy and Schwarz the variance of that sum is at most m_i^2 p(1-p), which it is if its
answer never changes. Machines are independent, so the share of all N reports has a variance of at most
p(1-p) S / N^2, where S is the sum of all m_i^2. S is the number of pairs of reports (of the weeks v and w) that come
from one machine, at most min(n_v, n_w) for each two weeks, and so at most the sum of min(n_v, n_w) over all v and w:
the machines of a week are also in every week that has more. The variance is thus at most that of

    n = N^2 / sum of min(n_v, n_w) over all v, w

independent reports. For W weeks of equal size, n is the number of reports of a single week; for one week, it is N.

**The interval** is the one of Clopper and Pearson (1934) for `n` trials, as Korn and Graubard (1998) use it for surveys
with an effective sample size. It is never too narrow for independent reports; in the worst case of equal weeks, where
each machine is simply counted W times, that is the case here. Where the machines' answers do change, it is wider than
it need be: nothing in the data says by how much.

All functions take and return NumPy arrays.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from gotelemetry import _native

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]

_POWER = 0.8
# Above this many terms, the normal approximation with a continuity correction is as good as the exact test.
_MAX_EXACT_TERMS = 3000


def share_interval(successes: float, trials: float, level: float = 0.95) -> tuple[float, float]:
    """Returns the confidence interval of Clopper and Pearson for a probability, given `successes` in `trials`.

    For independent trials it contains the probability at least as often as `level` says, whatever the probability.
    Neither number must be whole.

    Example:
        >>> low, high = gotelemetry.share_interval(5, 10)
        >>> round(low, 3), round(high, 3)
        (0.187, 0.813)

    Raises:
        ValueError: `successes` is not between 0 and `trials`, or `level` not between 0 and 1.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"successes must be from 0 to trials={trials}, not {successes}")
    import numpy

    low, high = share_limits(numpy.array([float(successes)]), numpy.array([float(trials)]), level)
    return float(low[0]), float(high[0])


def check_level(level: float) -> float:
    """Returns a confidence level; raises a ValueError if it is none."""
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, such as 0.95, not {level}")
    return level


def share_limits(successes: Array, trials: Array, level: float) -> tuple[Array, Array]:
    """Returns both ends of `share_interval` for each element; 0 and 1 without trials."""
    import numpy

    tail = (1 - check_level(level)) / 2
    # Rounding must not make either number negative.
    failures = numpy.maximum(trials - successes, 0.0)
    low, high = numpy.zeros(len(trials)), numpy.ones(len(trials))
    some = (successes > 0) & (trials > 0)
    low[some] = _native.beta_quantiles(tail, successes[some].tolist(), (failures[some] + 1).tolist())
    some = (failures > 0) & (trials > 0)
    high[some] = _native.beta_quantiles(1 - tail, (successes[some] + 1).tolist(), failures[some].tolist())
    return low, high


def effective_reports(weekly: Array) -> Array:
    """Returns the `n` of this module's derivation, for numbers of reports by week in the last dimension."""
    import numpy

    falling = -numpy.sort(-weekly.astype("float64"), axis=-1)
    # The i-th largest number, counted from 0, is the minimum in 2i + 1 pairs.
    pairs = (falling * (2 * numpy.arange(falling.shape[-1]) + 1)).sum(axis=-1)
    total = falling.sum(axis=-1)
    effective: Array = numpy.divide(total * total, pairs, out=numpy.zeros_like(total), where=pairs > 0)
    return effective


def difference_limits(a: Array, n_a: Array, b: Array, n_b: Array, level: float) -> tuple[Array, Array]:
    """Returns both ends of an interval for the difference `a` - `b` of shares of `n_a` and `n_b` reports.

    Newcombe's combination of two intervals (1998, his method 10), with the exact intervals in place of Wilson's, so
    that it is conservative for few reports as well. If machines are in both samples, their answers agree more often
    than those of different machines, which makes the true error smaller than this assumes, not larger.
    """
    import numpy

    low_a, high_a = share_limits(a * n_a, n_a, level)
    low_b, high_b = share_limits(b * n_b, n_b, level)
    difference = a - b
    low = difference - numpy.hypot(a - low_a, high_b - b)
    high = difference + numpy.hypot(high_a - a, b - low_b)
    return numpy.clip(low, -1, 1), numpy.clip(high, -1, 1)


def detectable_difference(a: Array, n_a: Array, b: Array, n_b: Array, level: float) -> Array:
    """Returns the true difference that a test at `level` of one bucket alone would find in 80 % of all cases.

    The usual normal approximation, with the share of both samples together, moved from 0 and 1 by one report.
    """
    # Imported here because it takes longer than the rest of the package.
    import statistics

    import numpy

    normal = statistics.NormalDist()
    quantiles = normal.inv_cdf(1 - (1 - check_level(level)) / 2) + normal.inv_cdf(_POWER)
    n = n_a + n_b
    share = (a * n_a + b * n_b + 1) / (n + 2)
    with numpy.errstate(divide="ignore"):
        difference: Array = numpy.minimum(quantiles * numpy.sqrt(share * (1 - share) * (1 / n_a + 1 / n_b)), 1.0)
    return difference


def difference_p(a: Array, n_a: Array, b: Array, n_b: Array) -> Array:
    """Returns the two-sided p of each pair of shares: how often chance alone makes a difference that is as unlikely.

    Fisher's exact test. Numbers that are not whole, as effective ones may be, are rounded so that p is not too small.
    Large numbers are compared with a normal approximation with Yates's correction.
    """
    import numpy

    falls = a < b
    # The larger share is the first.
    first, n_first = numpy.where(falls, b, a), numpy.floor(numpy.where(falls, n_b, n_a) + 1e-9)
    second, n_second = numpy.where(falls, a, b), numpy.floor(numpy.where(falls, n_a, n_b) + 1e-9)
    count = numpy.floor(first * n_first + 1e-6)
    other = numpy.ceil(second * n_second - 1e-6)
    p = numpy.ones(len(a))
    logs = _log_factorials(int((n_first + n_second).max(initial=0)))
    for i in range(len(a)):
        if count[i] * n_second[i] > other[i] * n_first[i]:
            p[i] = _fisher(int(count[i]), int(n_first[i]), int(other[i]), int(n_second[i]), logs)
    return p


def adjusted_p(p: Array) -> Array:
    """Returns q, the p values of many tests as corrected by Benjamini and Hochberg (1995).

    Of those with a q of at most 0.05, at most 5 % are expected to be false alarms.
    """
    import numpy

    order = numpy.argsort(p)[::-1]
    ranks = numpy.arange(len(p), 0, -1)
    adjusted = numpy.empty(len(p))
    adjusted[order] = numpy.minimum.accumulate(numpy.minimum(p[order] * len(p) / ranks, 1.0))
    return adjusted


def _fisher(a: int, n_a: int, b: int, n_b: int, logs: Array) -> float:
    """The sum of the probabilities of all tables with the same margins that are no likelier than this one."""
    import numpy

    hits, total = a + b, n_a + n_b
    lowest, highest = max(0, hits - n_b), min(hits, n_a)
    if highest - lowest > _MAX_EXACT_TERMS:
        return _yates(a, n_a, b, n_b)
    x = numpy.arange(lowest, highest + 1)
    log_p = (
        (logs[n_a] - logs[x] - logs[n_a - x])
        + (logs[n_b] - logs[hits - x] - logs[n_b - (hits - x)])
        - (logs[total] - logs[hits] - logs[total - hits])
    )
    # Equal probabilities may differ in the last digits.
    as_unlikely = log_p <= log_p[a - lowest] + 1e-7
    return float(min(numpy.exp(log_p[as_unlikely]).sum(), 1.0))


def _yates(a: int, n_a: int, b: int, n_b: int) -> float:
    share = (a + b) / (n_a + n_b)
    distance = abs(a / n_a - b / n_b) - 0.5 * (1 / n_a + 1 / n_b)
    deviation = (share * (1 - share) * (1 / n_a + 1 / n_b)) ** 0.5
    return math.erfc(max(distance, 0.0) / deviation / math.sqrt(2))


def _log_factorials(n: int) -> Array:
    import numpy

    # Differences of large sums are needed exactly.
    logs = numpy.log(numpy.arange(1, n + 1, dtype="float64")).cumsum(dtype="longdouble")
    return numpy.concatenate([[0.0], logs.astype("float64")])
