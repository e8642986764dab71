"""Measures how long it takes to flatten a dataset into a table of all counters, and how much memory.

  dataset_benchmark.py [--rounds N] [--parser PROGRAM] DATASET    prints Google Benchmark's JSON
  dataset_benchmark.py --once METHOD DATASET                      what it runs for each: one process, one measurement

Each method gives what its library has for a table: pandas and gotelemetry a pandas DataFrame, polars a polars
DataFrame, DuckDB an Arrow table, which costs it less than the pandas DataFrame that it could give too. PROGRAM is
parse_dataset, which only parses the dataset; beside it is what gotelemetry needs for a table of its own.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time

import pypi_packages  # noqa: F401  Makes the packages of the locked environment importable.

_FIELDS = ("Program", "Version", "GoVersion", "GOOS", "GOARCH")


def gotelemetry_frame(path):
    import gotelemetry

    return gotelemetry.Dataset.open(path).counters().to_pandas()


def gotelemetry_table(path):
    import gotelemetry

    return gotelemetry.Dataset.open(path).counters()


def pandas_frame(path):
    import pandas

    reports = pandas.read_json(path, lines=True)
    rows = [(week, x, *[entry[field] for field in _FIELDS], name, value)
            for week, x, programs in zip(reports["Week"], reports["X"], reports["Programs"])
            for entry in programs
            for name, value in entry["Counters"].items()]
    frame = pandas.DataFrame(rows, columns=["week", "x", *map(str.lower, _FIELDS), "name", "value"])
    names = frame.pop("name").str.partition(":")
    return frame.assign(chart=names[0], bucket=names[2])


def polars_frame(path):
    import polars

    # Polars has no maps, and a column for each of a thousand counters would not fit into memory: it is given lines of
    # text to take apart, which spares it to look at what is JSON.
    entry = r'\{"Program":"[^"]*".*?"Counters":\{[^}]*\}'
    fields = {field.lower(): polars.col("entry").str.extract(f'"{field}":"([^"]*)"') for field in _FIELDS}
    counter = polars.col("counter")
    return (
        polars.scan_csv(path, has_header=False, separator="\x01", quote_char=None, new_columns=["line"])
        .select(week=polars.col("line").str.extract(r'"Week":"([^"]*)"').str.to_date(),
                x=polars.col("line").str.extract(r'"X":([^,]*)').cast(polars.Float64),
                entry=polars.col("line").str.extract_all(entry))
        .explode("entry")
        .with_columns(**fields, counter=polars.col("entry").str.extract_all(r'"[^"]+":\d+')).drop("entry")
        .explode("counter").drop_nulls("counter")
        .with_columns(name=counter.str.extract('"([^"]+)"'), value=counter.str.extract(r'":(\d+)$').cast(polars.Int64))
        .drop("counter")
        .with_columns(polars.col("name").str.splitn(":", 2).struct.rename_fields(["chart", "bucket"])).unnest("name")
        .collect()
    )


def duckdb_frame(path):
    import duckdb

    fields = ", ".join(f"{field} VARCHAR" for field in _FIELDS)
    return duckdb.execute(f"""
        WITH entries AS (
            SELECT Week, X, unnest(Programs, max_depth := 2)
            FROM read_json(?, format = 'newline_delimited', columns = {{
                Week: 'DATE', X: 'DOUBLE', Programs: 'STRUCT({fields}, Counters MAP(VARCHAR, BIGINT))[]'}})
        ), counters AS (
            SELECT * EXCLUDE (Counters), unnest(map_entries(Counters)) AS counter FROM entries
        )
        SELECT * EXCLUDE (counter), split_part(counter.key, ':', 1) AS chart, split_part(counter.key, ':', 2) AS bucket,
               counter.value AS value
        FROM counters""", [path]).to_arrow_table()


METHODS = {
    "DatasetTable": gotelemetry_table,
    "DatasetGotelemetry": gotelemetry_frame,
    "DatasetPolars": polars_frame,
    "DatasetDuckdb": duckdb_frame,
    "DatasetPandas": pandas_frame,
}


def _import_packages(name):
    """Imports what a method needs, which is not measured."""
    for package in {"DatasetTable": ("gotelemetry",), "DatasetGotelemetry": ("gotelemetry", "pandas"), "DatasetPolars": ("polars",),
                    "DatasetDuckdb": ("duckdb", "pyarrow"), "DatasetPandas": ("pandas",)}[name]:
        __import__(package)


def once(name, path):
    """Returns {"rows", "seconds", "peak_bytes"} of one method, in this process."""
    _import_packages(name)
    begin = time.perf_counter()
    frame = METHODS[name](path)
    seconds = time.perf_counter() - begin
    rows = frame.num_rows if hasattr(frame, "num_rows") else len(frame)
    return {"rows": rows, "seconds": seconds,
            "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def measure(path, rounds, parser):
    """Returns Google Benchmark's JSON, as an object: the median time and the largest memory of each method."""
    runs = {name: [] for name in METHODS}
    parsed = []
    for _ in range(rounds):
        if parser:
            parsed.append(float(subprocess.run([parser, path], check=True, capture_output=True).stdout))
        for name in METHODS:
            output = subprocess.run([sys.executable, __file__, "--once", name, path], check=True, capture_output=True)
            runs[name].append(json.loads(output.stdout))
    assert len({run["rows"] for each in runs.values() for run in each}) == 1, runs
    benchmarks = []
    if parsed:
        benchmarks.append({"name": "DatasetParse", "real_time": statistics.median(parsed), "time_unit": "s"})
    for name, each in runs.items():
        seconds = statistics.median(run["seconds"] for run in each)
        benchmarks.append({"name": name, "real_time": seconds, "time_unit": "s"})
        benchmarks.append({"name": name + "Memory", "real_time": 0, "time_unit": "s",
                           "peak_bytes": max(run["peak_bytes"] for run in each)})
    return {"benchmarks": benchmarks}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--parser", metavar="PROGRAM")
    parser.add_argument("--once", choices=METHODS)
    parser.add_argument("dataset")
    options = parser.parse_args()
    result = once(options.once, options.dataset) if options.once else measure(options.dataset, options.rounds, options.parser)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
