"""Stores for tests: reports of which there is a little of everything, and all answers of a dataset."""

import random

import pandas
from datasets import entry, report, write

from gotelemetry import Dataset

TABLES = ("counters", "stacks", "programs", "reports")
TOOL, OTHER = "example.com/tool", "example.com/other"
BUCKETS = ("<10ms", "<50ms", ">=50ms")


def make_reports(number, week="2026-11-18", seed=1):
    """Returns reports of two programs in two versions, on two systems."""
    chance = random.Random(seed)
    reports = []
    for _ in range(number):
        counters = {"tool/runs": 1 + chance.randrange(9), f"tool/time:{chance.choice(BUCKETS)}": 1 + chance.randrange(99)}
        stacks = {"crash/crash\nmain.f:+1\nmain.main:+2": 1} if chance.random() < 0.2 else {}
        made = entry(TOOL, chance.choice(("v1.0.0", "v1.1.0")), counters, stacks)
        made["GOOS"] = chance.choice(("linux", "darwin"))
        reports.append(report(chance.random(), made, entry(OTHER, counters={"other/runs": 1}), week=week))
    return reports


def make_dataset(folder):
    """Returns a dataset of five files, which are written to a folder."""
    return Dataset.open([
        write(folder / f"{week}.json", *make_reports(60, week, seed)) for seed, week in enumerate(
            ("2026-11-04", "2026-11-05", "2026-11-11", "2026-11-18", "2026-11-25"))])


def content(dataset, table, **filters):
    """Returns a table's rows, in an order that does not depend on that of the files."""
    return sorted(map(repr, getattr(dataset, table)(**filters).to_arrow().to_pylist()))


def answers(dataset, program=TOOL, chart="tool/time"):
    """Returns what a dataset answers to every question; for those that it cannot answer, the error."""
    questions = {
        "names": lambda: dataset.names(),
        "names of a program": lambda: dataset.names(program),
        "describe": lambda: dataset.describe(),
        "share": lambda: dataset.share(program, chart),
        "share by version": lambda: dataset.share(program, chart, by="version"),
        "share by week": lambda: dataset.share(program, chart, by="week"),
        "share where": lambda: dataset.share(program, chart, where={"goos": ["linux"]}),
        "share in a week": lambda: dataset.share(program, chart, weeks=["2026-W47"]),
        "trend": lambda: dataset.trend(program, chart),
        "trend by day": lambda: dataset.trend(program, chart, per="day"),
        "percentiles": lambda: dataset.percentiles(program, chart),
        "percentiles of events": lambda: dataset.percentiles(program, chart, by="goos", weight="event"),
        "adoption": lambda: dataset.adoption(program),
        "releases": lambda: dataset.releases(program),
        "crash_rate": lambda: dataset.crash_rate(program),
        "crash_rate by version": lambda: dataset.crash_rate(program, by="version"),
        "crash_rate by week": lambda: dataset.crash_rate(program, by="week"),
        "compare": lambda: dataset.compare(program, "v1.0.0", "v1.1.0"),
        "changes": lambda: dataset.changes(program, last=1),
        "top_stacks": lambda: dataset.top_stacks(program),
    }
    found = {}
    for name, ask in questions.items():
        try:
            found[name] = ask()
        except (LookupError, ValueError) as error:
            found[name] = f"{type(error).__name__}: {error}"
    return found


def assert_same(found, expected):
    """Compares answers; numbers that are sums of fractions may differ in the last digit."""
    assert found.keys() == expected.keys()
    for name, answer in expected.items():
        if isinstance(answer, str):
            assert found[name] == answer, name
        else:
            assert isinstance(found[name], pandas.DataFrame), (name, found[name])
            pandas.testing.assert_frame_equal(found[name], answer, rtol=1e-9, obj=name)
            assert found[name].attrs == answer.attrs, name
