"""Measures the columnar store: writing it, and each question beside the same one in DuckDB's SQL on the same files.

  store_benchmark.py [--rounds N] [--rounds-of-writing N] [--without-json] DATASETS STORE
                                                                 prints Google Benchmark's JSON

DATASETS is a folder of JSON, and STORE where the store is written. Questions and queries are asked in turn, so that
what else the machine does hits both; the medians are printed, of what a clock shows and of processors' time, which other
programs hardly change. Of JSON each question is asked once. What DuckDB is asked has no intervals, no order of buckets,
and takes no report once that is there twice. The memory of a question is that of a process that asks it, of all weeks and
of a tenth of them.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time
from typing import NamedTuple

import pypi_packages  # noqa: F401  Makes the packages of the locked environment importable.

_PROGRAM, _CHART = "golang.org/x/tools/gopls", "gopls/client"
_WEEK = "date_trunc('week', week)"


def _files(store, table):
    return f"read_parquet('{store}/{table}/*/*.parquet', hive_partitioning = true)"


def questions(dataset, weeks=()):
    """Returns each question of some weeks, by name."""
    versions = dataset.adoption(_PROGRAM, weeks=weeks)["version"].unique()[-2:]
    return {
        "Share": lambda: dataset.share(_PROGRAM, _CHART, weeks=weeks),
        "ShareByVersion": lambda: dataset.share(_PROGRAM, _CHART, by="version", weeks=weeks),
        "Trend": lambda: dataset.trend(_PROGRAM, _CHART, weeks=weeks),
        "Adoption": lambda: dataset.adoption(_PROGRAM, weeks=weeks),
        "CrashRate": lambda: dataset.crash_rate(_PROGRAM, by="version", weeks=weeks),
        "Compare": lambda: dataset.compare(_PROGRAM, *versions, weeks=weeks),
        "TopStacks": lambda: dataset.top_stacks(_PROGRAM, weeks=weeks),
        "Describe": lambda: dataset.describe(weeks=weeks),
        "Names": lambda: dataset.names(_PROGRAM, weeks=weeks),
    }


def queries(store):
    """Returns the queries that answer each question."""
    counters, stacks, programs = (_files(store, table) for table in ("counters", "stacks", "programs"))
    chart = f"program = '{_PROGRAM}' AND chart = '{_CHART}'"
    by_version = (f"SELECT version, count(*) FROM (SELECT DISTINCT {_WEEK}, x, version FROM {programs} "
                  f"WHERE program = '{_PROGRAM}') GROUP BY 1")
    return {
        "Share": [
            f"SELECT bucket, count(*) FROM (SELECT DISTINCT {_WEEK}, x, bucket FROM {counters} WHERE {chart}) GROUP BY 1",
            f"SELECT count(*) FROM (SELECT DISTINCT {_WEEK}, x FROM {programs} WHERE program = '{_PROGRAM}')"],
        "ShareByVersion": [
            f"SELECT version, bucket, count(*) FROM (SELECT DISTINCT {_WEEK}, x, version, bucket FROM {counters} "
            f"WHERE {chart}) GROUP BY 1, 2", by_version],
        "Trend": [
            f"SELECT {_WEEK}, bucket, count(DISTINCT x) FROM {counters} WHERE {chart} GROUP BY 1, 2",
            f"SELECT {_WEEK}, count(DISTINCT x) FROM {programs} WHERE program = '{_PROGRAM}' GROUP BY 1"],
        "Adoption": [
            f"SELECT {_WEEK}, version, count(DISTINCT x) FROM {programs} WHERE program = '{_PROGRAM}' GROUP BY 1, 2",
            f"SELECT {_WEEK}, count(DISTINCT x) FROM {programs} WHERE program = '{_PROGRAM}' GROUP BY 1"],
        "CrashRate": [
            f"SELECT version, count(*), sum(value) FROM (SELECT {_WEEK}, version, x, sum(value) AS value FROM ("
            f"SELECT week, version, x, value FROM {stacks} WHERE program = '{_PROGRAM}' AND stack LIKE 'crash/%' UNION ALL "
            f"SELECT week, version, x, value FROM {counters} WHERE program = '{_PROGRAM}' AND chart LIKE 'crash/%') "
            "GROUP BY ALL) GROUP BY 1", by_version],
        "Compare": [
            f"SELECT version, chart, bucket, count(*) FROM (SELECT DISTINCT {_WEEK}, x, version, chart, bucket "
            f"FROM {counters} WHERE program = '{_PROGRAM}') GROUP BY 1, 2, 3", by_version],
        "TopStacks": [
            f"SELECT stack, frames, count(DISTINCT x), sum(value) FROM {stacks} WHERE program = '{_PROGRAM}' "
            "GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 10"],
        "Describe": [
            "SELECT program, count(*), min(week), max(week), count(DISTINCT version) FROM (SELECT DISTINCT week, x, "
            f"program, version FROM {programs}) GROUP BY 1"],
        "Names": [
            f"SELECT chart, count(DISTINCT bucket), count(DISTINCT (week, x)) FROM {counters} "
            f"WHERE program = '{_PROGRAM}' GROUP BY 1"],
    }


class Taken(NamedTuple):
    """How long something took: on the clock, and of processors' time."""

    seconds: float
    cpu_seconds: float


def _taken(work):
    before, begin = os.times(), time.perf_counter()
    work()
    seconds, after = time.perf_counter() - begin, os.times()
    return Taken(seconds, after.user + after.system - before.user - before.system)


def _benchmarks(name, runs):
    """Returns the medians of several runs, as Google Benchmark has them."""
    return [{"name": name + ending, "real_time": statistics.median(times), "time_unit": "s"}
            for ending, times in zip(("", "Cpu"), zip(*runs))]


def _write(datasets, store, rounds):
    """Writes the table of counters to one file, and all tables to the store, in turn."""
    import gotelemetry

    dataset = gotelemetry.Dataset.open(datasets)
    one = pathlib.Path(f"{store}.parquet")
    alone, whole = [], []
    for _ in range(rounds):
        alone.append(_taken(lambda: dataset.counters().to_parquet(one)))
        one.unlink()
        shutil.rmtree(store, ignore_errors=True)
        whole.append(_taken(lambda: dataset.to_parquet(store)))
    return [*_benchmarks("StoreOneTable", alone), *_benchmarks("StoreAllTables", whole)]


def _peak(store, name, weeks):
    """Returns the memory of a process that asks one question of some weeks."""
    # Not getrusage(), which would begin with what this process had when it started that one.
    program = (f"import sys; sys.path[:] = {sys.path!r}\nimport gotelemetry, {pathlib.Path(__file__).stem} as benchmark\n"
               f"benchmark.questions(gotelemetry.Dataset.open({str(store)!r}), {weeks!r})[{name!r}]()\n"
               "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0] + '000')")
    return int(subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout)


def _memory(store, name):
    """Returns what a question of all weeks needs, and one of the last tenth of the days."""
    days = sorted(path.name.removeprefix("week=") for path in pathlib.Path(store, "programs").glob("week=*"))
    tenth = slice(days[-max(len(days) // 10, 1)], days[-1])
    return [{"name": f"Store{name}Memory{ending}", "real_time": 0, "time_unit": "s", "peak_bytes": _peak(store, name, weeks)}
            for ending, weeks in (("", ()), ("OfTenth", tenth))]


def measure(datasets, store, rounds, rounds_of_writing, with_json):
    """Returns Google Benchmark's JSON, as an object."""
    import duckdb

    import gotelemetry

    benchmarks = _write(datasets, store, rounds_of_writing)
    asked, sql, of_json = questions(gotelemetry.Dataset.open(store)), queries(store), questions(
        gotelemetry.Dataset.open(datasets))
    for name, ask in asked.items():
        ours, others = [], []
        for _ in range(rounds):
            ours.append(_taken(ask))
            others.append(_taken(lambda queries=sql[name]: [duckdb.sql(query).fetchall() for query in queries]))
        benchmarks += [*_benchmarks(f"Store{name}", ours), *_benchmarks(f"Duckdb{name}", others)]
        if with_json:
            benchmarks += _benchmarks(f"Json{name}", [_taken(of_json[name])])
        print(f"store_benchmark: {name} measured", file=sys.stderr, flush=True)
    for name in ("Share", "Compare", "TopStacks"):
        benchmarks += _memory(store, name)
    return {"benchmarks": benchmarks}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rounds-of-writing", type=int, default=3)
    parser.add_argument("--without-json", action="store_true")
    parser.add_argument("datasets")
    parser.add_argument("store")
    options = parser.parse_args()
    print(json.dumps(measure(options.datasets, options.store, options.rounds, options.rounds_of_writing,
                             not options.without_json), indent=1))


if __name__ == "__main__":
    main()
