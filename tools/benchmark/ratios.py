"""Turns benchmark measurements into ratios, and compares these with their targets.

  measured = read_measurements(open("counter_bench.json").read())
  for line in table(FIGURES, measured): print(line)

Measurements are in Google Benchmark's JSON format. Of several repetitions, the median counts.
"""

import dataclasses
import json

_NANOSECONDS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}


@dataclasses.dataclass(frozen=True)
class Measurement:
    """The measurements of one benchmark."""

    nanoseconds: float
    items_per_second: float | None = None
    bytes_per_report: float | None = None
    peak_bytes: float | None = None


@dataclasses.dataclass(frozen=True)
class Figure:
    """One line of the table: a benchmark with its baseline and targets, if any.

    With `baseline`, the figure is the ratio of the two times, or of the rates if both measured rates, or
    of the peak memory if both measured that. `at_most` and `at_least` limit the ratio, `at_most_ns` the
    time itself, `at_most_bytes` the memory per report.
    """

    name: str
    benchmark: str
    baseline: str | None = None
    at_most: float | None = None
    at_least: float | None = None
    at_most_ns: float | None = None
    at_most_bytes: float | None = None

    def ratio(self, measured):
        """Returns the ratio to the baseline; None without a baseline, or if either was not measured."""
        if self.benchmark not in measured or self.baseline not in measured:
            return None
        own, other = measured[self.benchmark], measured[self.baseline]
        if own.items_per_second and other.items_per_second:
            return own.items_per_second / other.items_per_second
        if own.peak_bytes and other.peak_bytes:
            return own.peak_bytes / other.peak_bytes
        return own.nanoseconds / other.nanoseconds

    def is_met(self, measured):
        """Returns whether all limits are met; None if there are none. False if something was not measured."""
        if self.benchmark not in measured or (self.baseline and self.baseline not in measured):
            return False
        ratio, nanoseconds = self.ratio(measured), measured[self.benchmark].nanoseconds
        verdicts = []
        if self.at_most is not None:
            verdicts.append(ratio <= self.at_most)
        if self.at_least is not None:
            verdicts.append(ratio >= self.at_least)
        if self.at_most_ns is not None:
            verdicts.append(nanoseconds <= self.at_most_ns)
        if self.at_most_bytes is not None:
            verdicts.append(measured[self.benchmark].bytes_per_report <= self.at_most_bytes)
        return all(verdicts) if verdicts else None

    def target(self):
        """Describes the limits; empty if there are none."""
        words = []
        if self.at_most is not None:
            words.append(f"ratio <= {self.at_most:g}")
        if self.at_least is not None:
            words.append(f"ratio >= {self.at_least:g}")
        if self.at_most_ns is not None:
            words.append(f"<= {format_time(self.at_most_ns)}")
        if self.at_most_bytes is not None:
            words.append(f"<= {self.at_most_bytes:g} B a report")
        return ", ".join(words)


def read_measurements(text):
    """Returns {benchmark: Measurement} of a benchmark's JSON output."""
    measured = {}
    for run in json.loads(text)["benchmarks"]:
        name, is_median = run.get("run_name", run["name"]), run.get("aggregate_name") == "median"
        if run.get("error_occurred") or (run.get("aggregate_name") and not is_median):
            continue
        if name in measured and not is_median:
            continue
        measured[name] = Measurement(run["real_time"] * _NANOSECONDS[run["time_unit"]], run.get("items_per_second"),
                                     run.get("bytes_per_report"), run.get("peak_bytes"))
    return measured


def format_time(nanoseconds):
    """Formats a time in a unit that puts it between 1 and 1000, if there is one."""
    for unit, size in reversed(_NANOSECONDS.items()):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def without(figures, is_absent):
    """Returns the figures that remain without the benchmarks whose names satisfy `is_absent`.

    A figure that has such a benchmark as its baseline stays, without the comparison.
    """
    remaining = [figure for figure in figures if not is_absent(figure.benchmark)]
    return [dataclasses.replace(figure, baseline=None, at_most=None, at_least=None)
            if figure.baseline and is_absent(figure.baseline) else figure for figure in remaining]


def _format(measurement):
    if measurement is None:
        return "none"
    if measurement.items_per_second:
        return f"{measurement.items_per_second:,.0f}/s"
    if measurement.peak_bytes:
        return f"{measurement.peak_bytes / 1e6:,.0f} MB"
    if measurement.bytes_per_report is not None:
        return f"{measurement.bytes_per_report:.3g} B a report"
    return format_time(measurement.nanoseconds)


def table(figures, measured):
    """Returns the lines of a table with the figures."""
    rows = [("figure", "measured", "baseline", "ratio", "target", "")]
    for figure in figures:
        ratio = figure.ratio(measured)
        verdict = {True: "met", False: "MISSED", None: ""}[figure.is_met(measured)]
        rows.append((figure.name, _format(measured.get(figure.benchmark)),
                     _format(measured.get(figure.baseline)) if figure.baseline else "",
                     "" if ratio is None else f"{ratio:.2f}", figure.target(), verdict))
    widths = [max(map(len, column)) for column in zip(*rows)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]


def all_met(figures, measured):
    """Returns whether every figure was measured and meets its limits."""
    return not any(figure.is_met(measured) is False for figure in figures)
