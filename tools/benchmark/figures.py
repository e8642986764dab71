"""The figures that tools/bench prints, and their targets.

  figures.py [--without-go] DIRECTORY GROUP...

Reads the measurements in DIRECTORY/*.json and prints the figures of the GROUPs. Exit status 1 if a target is missed or
a figure has no measurement; with --without-go, figures of Go's own library are not expected.
"""

import argparse
import pathlib
import re
import sys

from ratios import Figure, all_met, read_measurements, table, without

_US = 1e3
_MS = 1e6

_ONE, _TWO = "/real_time/threads:1", "/real_time/threads:2"

_QUESTIONS = ("Share", "ShareByVersion", "Trend", "Adoption", "CrashRate", "Compare", "TopStacks", "Describe", "Names")


def _words(name):
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", name).lower()


# By the names that tools/bench accepts.
FIGURES = {
    "counter": (
        Figure("count: Inc", "Inc" + _ONE, "BareXadd" + _ONE, at_most=1.15),
        Figure("count: Inc, 2 threads", "Inc" + _TWO, "BareXadd" + _TWO, at_most=1.15),
        Figure("count: Inc before Open", "IncBeforeOpen" + _ONE, "BareXadd" + _ONE, at_most=1.15),
        Figure("count: Inc before Open, 2 threads", "IncBeforeOpen" + _TWO, "BareXadd" + _TWO, at_most=1.15),
        Figure("count: Inc of a bucket", "IncBucket", "BareXadd" + _ONE),
        Figure("count: Inc of a batch", "IncBatch" + _ONE, "BareXadd" + _ONE, at_most_ns=2),
        Figure("count: Inc of a batch, 2 threads", "IncBatch" + _TWO, "BareXadd" + _TWO, at_most_ns=2),
        Figure("count: Inc of a batch, 8 threads", "IncBatch/real_time/threads:8", at_most_ns=2),
        Figure("count: prometheus-cpp", "Prometheus" + _ONE, "BareXadd" + _ONE),
        Figure("count: prometheus-cpp, 2 threads", "Prometheus" + _TWO, "BareXadd" + _TWO),
        Figure("count: Go", "GoInc/threads:1", "BareXadd" + _ONE),
        Figure("count: Go, 2 threads", "GoInc/threads:2", "BareXadd" + _TWO),
        Figure("count: Inc of a stack, 8 frames", "IncStack/8", "GoStackInc", at_most=0.25),
        Figure("count: Inc of a stack, 16 frames", "IncStack/16", "GoStackInc"),
        Figure("count: first use, warm file", "FirstUseInWarmFile/iterations:200/manual_time", at_most_ns=1 * _US),
        Figure("count: 10,000 new names", "AddTenThousandNames/iterations:20/manual_time", at_most_ns=10 * _MS),
        Figure("open: file with 10 names", "OpenExistingFile/10/iterations:200/manual_time", at_most_ns=60 * _US),
        Figure("open: file with 300 names", "OpenExistingFile/300/iterations:200/manual_time", at_most_ns=60 * _US),
        Figure("open: no file", "OpenNewFile/iterations:100/manual_time"),
        Figure("open: moves 100 counters", "OpenWithCounters/100/iterations:200/manual_time"),
    ),
    "chart": (
        Figure("charts: 20,000 reports", "MakeCharts/0", "ParseDataset", at_most=1.6),
        Figure("charts: the same on one core", "MakeCharts/1", "ParseDataset"),
        Figure("charts: every X twice", "MakeChartsOfRepetitions", "ParseDataset"),
        Figure("charts: memory", "ChartMemory/iterations:1", at_most_bytes=16),
    ),
    "upload": (
        Figure("upload: durable, 64 in flight", "DurableUpload/real_time", "EmptyHandler/real_time", at_least=0.5),
        Figure("upload: PostgreSQL beside SQLite", "SharedUpload/real_time", "DurableUpload/real_time", at_least=0.5),
    ),
    "site": (
        Figure("site: a page", "SitePage"),
        Figure("site: beside uploads, 1,000 idle", "SitePageLoaded", "SitePage", at_least=0.5),
        Figure("site: an upload over HTTP", "HttpUpload"),
        Figure("site: beside pages, 1,000 idle", "HttpUploadLoaded", at_most_ns=50 * _MS),
    ),
    "python": (
        Figure("table: beside a bare parser", "DatasetTable", "DatasetParse", at_most=1.5),
        Figure("table: beside pandas", "DatasetGotelemetry", "DatasetPandas", at_most=1 / 8),
        Figure("table: beside polars", "DatasetGotelemetry", "DatasetPolars", at_most=1 / 3),
        Figure("table: beside DuckDB", "DatasetGotelemetry", "DatasetDuckdb", at_most=1 / 3),
        Figure("table: memory, beside pandas", "DatasetGotelemetryMemory", "DatasetPandasMemory", at_most=1 / 2),
        Figure("table: memory, beside polars", "DatasetGotelemetryMemory", "DatasetPolarsMemory", at_most=1 / 2),
        Figure("table: memory, beside DuckDB", "DatasetGotelemetryMemory", "DatasetDuckdbMemory", at_most=1 / 2),
    ),
    "store": (
        Figure("store: written, beside one table of it", "StoreAllTables", "StoreOneTable", at_most=1),
        Figure("store: the same, processors' time", "StoreAllTablesCpu", "StoreOneTableCpu"),
        *(Figure(f"store: {_words(name)}, beside DuckDB", f"Store{name}", f"Duckdb{name}", at_most=1)
          for name in _QUESTIONS),
        *(Figure(f"store: {_words(name)}, the same, processors' time", f"Store{name}Cpu", f"Duckdb{name}Cpu", at_most=1)
          for name in _QUESTIONS),
        *(Figure(f"store: {_words(name)}, beside JSON", f"Store{name}", f"Json{name}", at_most=1 / 10)
          for name in _QUESTIONS),
        # Ten times the weeks, and no more memory: a question holds its answer, the index and some batches.
        *(Figure(f"store: memory of {_words(name)}, beside a tenth of the weeks", f"Store{name}Memory",
                 f"Store{name}MemoryOfTenth", at_most=1.5) for name in ("Share", "Compare", "TopStacks")),
    ),
    "process": (
        Figure("start: gotelemetry env", "GotelemetryEnv", "GoGotelemetryEnv", at_most_ns=3 * _MS),
        Figure("start: nothing but a process", "True"),
    ),
}


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without-go", action="store_true")
    parser.add_argument("directory", metavar="DIRECTORY", type=pathlib.Path)
    parser.add_argument("groups", metavar="GROUP", nargs="+", choices=FIGURES)
    options = parser.parse_args(arguments)
    measured = {}
    for path in options.directory.glob("*.json"):
        measured.update(read_measurements(path.read_text(encoding="utf-8")))
    figures = [figure for group in options.groups for figure in FIGURES[group]]
    if options.without_go:
        figures = without(figures, re.compile("Go[A-Z]").match)
    print("\n".join(table(figures, measured)))
    return 0 if all_met(figures, measured) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
