"""Can support for an old compiler be dropped? What share of reports has a program built by it, by operating system?

  python can_we_drop_it.py DATASET... OUT

Queries a table with DuckDB. Writes OUT/old_compilers.png, and prints the figures.
"""

import pathlib
import sys

import duckdb
import matplotlib
from matplotlib import pyplot, ticker

import gotelemetry

QUERY = """
    WITH entries AS (
        SELECT x, goos, TRY_CAST(regexp_extract(goversion, '^go1\\.(\\d+)', 1) AS INTEGER) AS minor
        FROM programs
    )
    SELECT goos, count(DISTINCT x) FILTER (minor < 21) AS old, count(DISTINCT x) AS all_reports
    FROM entries GROUP BY goos HAVING all_reports >= 5 ORDER BY old / all_reports DESC, goos
"""


def main(sources: list[str], out: pathlib.Path) -> None:
    # DuckDB finds the variable by its name.
    programs = gotelemetry.Dataset.open(sources).programs()
    rows = duckdb.execute(QUERY).fetchall()
    print("reports with a program built by Go before 1.21:")
    for goos, old, all_reports in rows[:5]:
        print(f"    {goos:10} {old:4} of {all_reports:4}")
    draw(rows, out / "old_compilers.png")


def draw(rows: list[tuple[str, int, int]], path: pathlib.Path) -> None:
    figure, ax = pyplot.subplots(figsize=(8, 1.5 + 0.3 * len(rows)), layout="constrained")
    shares = [old / all_reports for _, old, all_reports in rows]
    ax.barh([goos for goos, _, _ in rows], shares, color="#2f6f9f")
    ax.invert_yaxis()
    ax.xaxis.set_major_formatter(ticker.PercentFormatter(1.0))
    ax.set_title("With a program built by Go before 1.21", loc="left", fontweight="bold")
    ax.set_xlabel("share of reports")
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    matplotlib.use("Agg")
    main(sys.argv[1:-1], pathlib.Path(sys.argv[-1]))
