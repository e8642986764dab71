"""Which editors do people use with gopls, and is that changing?

  python which_editors.py DATASET... OUT

Writes OUT/editors.png and OUT/editors_over_time.png, and prints the figures.
"""

import pathlib
import sys

import matplotlib
from matplotlib import pyplot

import gotelemetry

PROGRAM = "golang.org/x/tools/gopls"
CHART = "gopls/client"


def main(sources: list[str], out: pathlib.Path) -> None:
    dataset = gotelemetry.Dataset.open(sources)
    shares = dataset.share(PROGRAM, CHART)
    for row in shares.head(5).itertuples():
        print(f"{row.bucket:16} {row.share:6.1%}  ({row.low:.1%} to {row.high:.1%}, {row.reports} of {row.total})")
    dataset.plot_share(PROGRAM, CHART)
    pyplot.savefig(out / "editors.png", dpi=120)
    dataset.plot_trend(PROGRAM, CHART, top=5)
    pyplot.savefig(out / "editors_over_time.png", dpi=120)


if __name__ == "__main__":
    matplotlib.use("Agg")
    main(sys.argv[1:-1], pathlib.Path(sys.argv[-1]))
