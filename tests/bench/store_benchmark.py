"""Measures the columnar store: writing it, and each question beside the same one in DuckDB's SQL on the same files.

  store_benchmark.py [--rounds N] DATASETS STORE    prints Google Benchmark's JSON

DATASETS is a folder of JSON, and STORE where the store is written. Questions and queries are asked in turn, so that
what else the machine does hits both; the medians are printed. Of JSON each question is asked once. What DuckDB is
asked has no intervals, no order of buckets, and takes no report once that is there twice.
"""

import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

import pypi_packages  # noqa: F401  Makes the packages of the locked environment importable.

_PROGRAM, _CHART = "golang.org/x/tools/gopls", "gopls/client"
_WEEK = "date_trunc('week', week)"


def _files(store, table):
    return f"read_parquet('{store}/{table}/*/*.parquet', hive_partitioning = true)"


def questions(dataset):
    """Returns each question, by name."""
    versions = dataset.adoption(_PROGRAM)["version"].unique()[-2:]
    return {
        "Share": lambda: dataset.share(_PROGRAM, _CHART),
        "ShareByVersion": lambda: dataset.share(_PROGRAM, _CHART, by="version"),
        "Trend": lambda: dataset.trend(_PROGRAM, _CHART),
        "Adoption": lambda: dataset.adoption(_PROGRAM),
        "CrashRate": lambda: dataset.crash_rate(_PROGRAM, by="version"),
        "Compare": lambda: dataset.compare(_PROGRAM, *versions),
        "TopStacks": lambda: dataset.top_stacks(_PROGRAM),
        "Describe": dataset.describe,
        "Names": lambda: dataset.names(_PROGRAM),
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


def _seconds(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _write(datasets, store):
    """Returns how long the table of counters takes to one file, and all tables to the store."""
    import gotelemetry

    dataset = gotelemetry.Dataset.open(datasets)
    one = pathlib.Path(f"{store}.parquet")
    alone = _seconds(lambda: dataset.counters().to_parquet(one))
    one.unlink()
    shutil.rmtree(store, ignore_errors=True)
    return alone, _seconds(lambda: dataset.to_parquet(store))


def _peak(store, name):
    """Returns the memory of a process that asks one question."""
    # Not getrusage(), which would begin with what this process had when it started that one.
    program = (f"import sys; sys.path[:] = {sys.path!r}\nimport gotelemetry, {pathlib.Path(__file__).stem} as benchmark\n"
               f"benchmark.questions(gotelemetry.Dataset.open({str(store)!r}))[{name!r}]()\n"
               "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0] + '000')")
    return int(subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout)


def measure(datasets, store, rounds):
    """Returns Google Benchmark's JSON, as an object."""
    import duckdb

    import gotelemetry

    alone, whole = _write(datasets, store)
    found = [("StoreOneTable", alone), ("StoreAllTables", whole)]
    asked, sql, of_json = questions(gotelemetry.Dataset.open(store)), queries(store), questions(
        gotelemetry.Dataset.open(datasets))
    for name, ask in asked.items():
        ours, others = [], []
        for _ in range(rounds):
            ours.append(_seconds(ask))
            others.append(_seconds(lambda queries=sql[name]: [duckdb.sql(query).fetchall() for query in queries]))
        found += [(f"Store{name}", statistics.median(ours)), (f"Duckdb{name}", statistics.median(others)),
                  (f"Json{name}", _seconds(of_json[name]))]
    benchmarks = [{"name": name, "real_time": seconds, "time_unit": "s"} for name, seconds in found]
    for name in ("Share", "Compare"):
        benchmarks.append(
            {"name": f"Store{name}Memory", "real_time": 0, "time_unit": "s", "peak_bytes": _peak(store, name)})
    return {"benchmarks": benchmarks}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("datasets")
    parser.add_argument("store")
    options = parser.parse_args()
    print(json.dumps(measure(options.datasets, options.store, options.rounds), indent=1))


if __name__ == "__main__":
    main()
