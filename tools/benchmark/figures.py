"""The figures that tools/bench prints, and their targets.

  figures.py MEASUREMENTS.json...

Exit status 1 if a target is missed.
"""

import pathlib
import sys

from ratios import Figure, all_met, read_measurements, table

_US = 1e3
_MS = 1e6

FIGURES = (
    Figure("charts: 20,000 reports", "MakeCharts/0", "ParseDataset", at_most=1.6),
    Figure("charts: the same on one core", "MakeCharts/1", "ParseDataset"),
    Figure("charts: every X twice", "MakeChartsOfRepetitions", "ParseDataset"),
    Figure("charts: memory", "ChartMemory/iterations:1", at_most_bytes=16),
    Figure("start: gotelemetry env", "GotelemetryEnv", "GoGotelemetryEnv", at_most_ns=3 * _MS),
    Figure("start: nothing but a process", "True"),
)


def main(paths):
    measured = {}
    for path in paths:
        measured.update(read_measurements(pathlib.Path(path).read_text(encoding="utf-8")))
    print("\n".join(table(FIGURES, measured)))
    return 0 if all_met(FIGURES, measured) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
