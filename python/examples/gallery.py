"""Draws every plot, of a dataset that it makes up: 500 machines, 12 weeks, three releases of an editor.

  gallery.py DIRECTORY
"""

import json
import pathlib
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import matplotlib.figure

import gotelemetry

PROGRAM = "example.com/editor"
MONDAY = date(2026, 8, 31)
# The week in which each version comes out. The last one is slow, and crashes.
VERSIONS = {"v1.8.0": 0, "v1.9.0": 2, "v1.10.0": 5, "v1.11.0": 8}
LATENCIES = ("<10ms", "<25ms", "<50ms", "<100ms", "<250ms", "<500ms", "<1s", ">=1s")
ENDS = (10, 25, 50, 100, 250, 500, 1000)
LANGUAGES = ("c++", "rust", "go", "python", "zig", "_none", "cobol", "$tex$")


def counters(machine: random.Random, draw: random.Random, version: str) -> dict[str, int]:
    """Returns what a machine counts in a week."""
    slow = 1.9 if version == "v1.11.0" else 1.0
    middle = 30 * machine.lognormvariate(0, 0.6) * slow
    found = {"editor/opened": draw.randint(1, 40)}
    for _ in range(draw.randint(5, 60)):
        taken = middle * draw.lognormvariate(0, 0.7)
        bucket = LATENCIES[sum(taken >= end for end in ENDS)]
        name = f"editor/completion:{bucket}"
        found[name] = found.get(name, 0) + 1
    for i, language in enumerate(LANGUAGES):
        if machine.random() < 0.6 / (i + 1):
            found[f"editor/language:{language}"] = 1
    if machine.random() < (0.3 if version == "v1.11.0" else 0.12):
        found["editor/error:timeout"] = draw.randint(1, 5)
    if machine.random() < 0.2:
        found["editor/error:parse"] = 1
    return found


def reports() -> Iterator[dict[str, Any]]:
    """Yields the reports of 500 machines."""
    draw = random.Random(1)
    for number in range(500):
        machine = random.Random(number)
        weekday, patience = machine.randrange(7), machine.expovariate(0.6)
        system = machine.choice(["linux"] * 6 + ["darwin"] * 3 + ["windows"] * 2)
        for week in range(12):
            known = [version for version, out in VERSIONS.items() if out == 0 or out + patience <= week]
            version = known[-1]
            rate = 0.042 if version == "v1.11.0" else 0.006
            crashes = {"crash/crash\neditor::Buffer::insert:+12,+0x3f\neditor::Editor::type:+4,+0x21\nmain:+9,+0x80": 1}
            entry = {"Program": PROGRAM, "Version": version, "GoVersion": "gcc12.2.0", "GOOS": system, "GOARCH": "amd64",
                     "Counters": counters(random.Random(number), draw, version),
                     "Stacks": crashes if draw.random() < rate else {}}
            yield {"Week": (MONDAY + timedelta(7 * week + weekday)).isoformat(), "LastWeek": "", "X": draw.random(),
                   "Programs": [entry], "Config": "v0.1.0"}


def main(directory: str) -> None:
    """Writes the dataset and the pictures."""
    folder = pathlib.Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "reports.json"
    path.write_text("".join(json.dumps(report) + "\n" for report in reports()), encoding="utf-8")
    dataset = gotelemetry.Dataset.open(path)
    pictures = {
        "share": dataset.plot_share(PROGRAM, "editor/language"),
        "share_by_version": dataset.plot_share(PROGRAM, "editor/completion", by="version"),
        "trend": dataset.plot_trend(PROGRAM, "editor/error", releases=True),
        "compare": dataset.plot_compare(PROGRAM, "v1.10.0", "v1.11.0"),
        "changes": dataset.plot_changes(PROGRAM, top=8),
        "percentiles": dataset.plot_percentiles(PROGRAM, "editor/completion", by="version"),
        "adoption": dataset.plot_adoption(PROGRAM),
        "crash_rate": dataset.plot_crash_rate(PROGRAM),
        "top_stacks": dataset.plot_top_stacks(PROGRAM),
    }
    for name, ax in pictures.items():
        assert isinstance(ax.figure, matplotlib.figure.Figure)
        ax.figure.savefig(folder / f"{name}.png", dpi=110)
    dataset.report(folder / "report.html")


if __name__ == "__main__":
    main(sys.argv[1])
