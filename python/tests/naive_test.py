"""Compares results on random datasets with those of a naive implementation."""

import tempfile

import hypothesis
import hypothesis.strategies as st
import naive
import pathlib
import pytest
from datasets import line, report

from gotelemetry import Dataset, UnknownNameError

_PROGRAMS = ("example.com/tool", "cmd/go", "")
_CHARTS = ("tool/runs", "tool/editor", "größe", "a\\b\"c")
_WEEKS = ("2026-11-18", "2026-11-22", "2026-11-23", "1999-12-31")

_texts = st.sampled_from(["v1.0.0", "v1.2.3", "devel", "", "版本"])
_counts = st.integers(0, 2**63 - 1)
_names = st.builds(lambda chart, bucket: chart + bucket, st.sampled_from(_CHARTS),
                   st.sampled_from(["", ":", ":vim", ":emacs", ":a:b"]) | st.text(max_size=5).map(":{}".format))
_stack_names = st.builds(lambda name, frames: "\n".join([name, *frames]), st.sampled_from(_CHARTS),
                         st.lists(st.sampled_from(["main.f:+1,+0x2", "lib.g:=7"]), max_size=3))
_entries = st.fixed_dictionaries({
    "Program": st.sampled_from(_PROGRAMS), "Version": _texts, "GoVersion": _texts, "GOOS": _texts, "GOARCH": _texts,
    "Counters": st.dictionaries(_names.filter(lambda name: "\n" not in name), _counts, max_size=5),
    "Stacks": st.dictionaries(_stack_names, _counts, max_size=2)})
# Few distinct Xs, so that reports are repeated.
_reports = st.builds(lambda x, entries, week: report(x, *entries, week=week),
                     st.integers(1, 8).map(lambda n: n / 8), st.lists(_entries, max_size=3), st.sampled_from(_WEEKS))
_datasets = st.lists(_reports, max_size=12).map(lambda reports: [line(item) for item in reports])

_fast = hypothesis.settings(max_examples=40, deadline=None, derandomize=True)


def _open(lines):
    directory = pathlib.Path(tempfile.mkdtemp())
    path = directory / "day.json"
    path.write_text("".join(lines), encoding="utf-8")
    return Dataset.open(path)


def _rows(table, *columns):
    frame = table.to_pandas()
    frame["week"] = frame["week"].astype(str)
    return [tuple(row) for row in frame[list(columns)].astype(object).itertuples(index=False)]


@_fast
@hypothesis.given(_datasets, st.sets(st.sampled_from(_PROGRAMS)), st.sets(st.sampled_from(_CHARTS)),
                  st.sets(st.sampled_from(_WEEKS)))
def test_counters_are_those_of_the_naive_reader(lines, programs, charts, weeks):
    table = _open(lines).counters(programs=programs, charts=charts, weeks=weeks, missing_ok=True)
    assert _rows(table, "report", "week", "x", "program", "version", "goversion", "goos", "goarch", "chart", "bucket",
                 "value") == naive.counters(lines, programs, charts, weeks)


@_fast
@hypothesis.given(_datasets, st.sets(st.sampled_from(_PROGRAMS)), st.sets(st.sampled_from(_WEEKS)))
def test_stacks_are_those_of_the_naive_reader(lines, programs, weeks):
    table = _open(lines).stacks(programs=programs, weeks=weeks, missing_ok=True)
    assert _rows(table, "report", "program", "stack", "frames", "value") == naive.stacks(lines, programs, weeks)


@_fast
@hypothesis.given(_datasets, st.sampled_from(_PROGRAMS), st.sampled_from(_CHARTS))
def test_shares_are_those_of_the_naive_count(lines, program, chart):
    expected = naive.share(lines, program, chart)
    if not expected:
        with pytest.raises(UnknownNameError):
            _open(lines).share(program, chart)
        return
    found = _open(lines).share(program, chart)
    assert {row.bucket: (row.reports, row.total) for row in found.itertuples()} == expected


@_fast
@hypothesis.given(_datasets, st.sampled_from(_PROGRAMS), st.sampled_from(_CHARTS))
def test_trends_are_those_of_the_naive_count(lines, program, chart):
    expected = naive.trend(lines, program, chart)
    if not expected:
        return
    found = _open(lines).trend(program, chart)
    assert {(str(row.week.date()), row.bucket): (row.reports, row.total) for row in found.itertuples()} == expected
