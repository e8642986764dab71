"""Compares results on random datasets with those of a naive implementation."""

import tempfile

import hypothesis
import hypothesis.strategies as st
import naive
import pathlib
import pytest
from random_datasets import CHARTS, PROGRAMS, WEEKS, datasets, fast

from gotelemetry import Dataset, UnknownNameError



def _open(lines):
    directory = pathlib.Path(tempfile.mkdtemp())
    path = directory / "day.json"
    path.write_text("".join(lines), encoding="utf-8")
    return Dataset.open(path)


def _rows(table, *columns):
    frame = table.to_pandas()
    frame["week"] = frame["week"].astype(str)
    return [tuple(row) for row in frame[list(columns)].astype(object).itertuples(index=False)]


@fast
@hypothesis.given(datasets, st.sets(st.sampled_from(PROGRAMS)), st.sets(st.sampled_from(CHARTS)),
                  st.sets(st.sampled_from(WEEKS)))
def test_counters_are_those_of_the_naive_reader(lines, programs, charts, weeks):
    table = _open(lines).counters(programs=programs, charts=charts, weeks=weeks, missing_ok=True)
    assert _rows(table, "report", "week", "x", "program", "version", "goversion", "goos", "goarch", "chart", "bucket",
                 "value") == naive.counters(lines, programs, charts, weeks)


@fast
@hypothesis.given(datasets, st.sets(st.sampled_from(PROGRAMS)), st.sets(st.sampled_from(WEEKS)))
def test_stacks_are_those_of_the_naive_reader(lines, programs, weeks):
    table = _open(lines).stacks(programs=programs, weeks=weeks, missing_ok=True)
    assert _rows(table, "report", "program", "stack", "frames", "value") == naive.stacks(lines, programs, weeks)


@fast
@hypothesis.given(datasets, st.sampled_from(PROGRAMS), st.sampled_from(CHARTS))
def test_shares_are_those_of_the_naive_count(lines, program, chart):
    expected = naive.share(lines, program, chart)
    if not expected:
        with pytest.raises(UnknownNameError):
            _open(lines).share(program, chart)
        return
    found = _open(lines).share(program, chart)
    assert {row.bucket: (row.reports, row.total) for row in found.itertuples()} == expected


@fast
@hypothesis.given(datasets, st.sampled_from(PROGRAMS), st.sampled_from(CHARTS))
def test_trends_are_those_of_the_naive_count(lines, program, chart):
    expected = naive.trend(lines, program, chart)
    if not expected:
        return
    found = _open(lines).trend(program, chart)
    assert {(str(row.week.date()), row.bucket): (row.reports, row.total) for row in found.itertuples()} == expected
