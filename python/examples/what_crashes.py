"""Which bugs and crashes does a program hit most often, and in which of its versions?

  python what_crashes.py DATASET... OUT

Writes OUT/crashes.png, and prints each of the most common stacks with the versions that have it.
"""

import pathlib
import sys

import matplotlib
from matplotlib import pyplot

import gotelemetry

PROGRAM = "golang.org/x/tools/gopls"


def main(sources: list[str], out: pathlib.Path) -> None:
    dataset = gotelemetry.Dataset.open(sources)
    stacks = dataset.stacks(programs=[PROGRAM]).to_pandas()
    for row in dataset.top_stacks(PROGRAM, n=3, frames=2).itertuples():
        same = stacks[(stacks["stack"] == row.stack) & (stacks["frames"] == row.example)]
        versions = sorted(same["version"].astype(str).unique())
        print(f"{row.stack}: {row.reports} reports, {row.value} times; for example, in {', '.join(versions)}:")
        for frame in str(row.example).splitlines():
            print(f"    {frame}")
    dataset.plot_top_stacks(PROGRAM, n=5, frames=2)
    pyplot.savefig(out / "crashes.png", dpi=120)


if __name__ == "__main__":
    matplotlib.use("Agg")
    main(sys.argv[1:-1], pathlib.Path(sys.argv[-1]))
