"""Every answer of a store is that of the JSON."""

import pathlib
import tempfile

import hypothesis
import hypothesis.strategies as st
import pytest
from datasets import write
from random_datasets import CHARTS, PROGRAMS, WEEKS, datasets, fast
from stores import TABLES, TOOL, answers, assert_same, content, make_dataset

from gotelemetry import Dataset


@pytest.fixture
def dataset(tmp_path):
    return make_dataset(tmp_path)


class TestAnswers:
    def test_are_those_of_json(self, dataset, tmp_path):
        expected = answers(dataset)
        assert not [name for name, answer in expected.items() if isinstance(answer, str)]
        assert_same(answers(dataset.to_parquet(tmp_path / "store")), expected)

    @hypothesis.settings(fast, max_examples=15)
    @hypothesis.given(datasets, datasets, st.sampled_from(PROGRAMS), st.sampled_from(CHARTS))
    def test_are_those_of_json_whatever_the_reports_are(self, first, second, program, chart):
        with tempfile.TemporaryDirectory() as directory:
            folder = pathlib.Path(directory)
            read = Dataset([write(folder / "1.json", *first), write(folder / "2.json", "\n", *second)])
            store = read.to_parquet(folder / "store")
            for table in TABLES:
                assert content(store, table) == content(read, table)
            assert_same(answers(store, program, chart), answers(read, program, chart))

    @fast
    @hypothesis.given(datasets, st.sets(st.sampled_from(PROGRAMS)), st.sets(st.sampled_from(CHARTS)),
                      st.sets(st.sampled_from(WEEKS)), st.sets(st.sampled_from(["v1.0.0", "devel", ""])))
    def test_tables_are_filtered_as_those_of_json(self, lines, programs, charts, weeks, versions):
        with tempfile.TemporaryDirectory() as directory:
            folder = pathlib.Path(directory)
            read = Dataset([write(folder / "1.json", *lines)])
            store = read.to_parquet(folder / "store")
            filters = {"programs": programs, "weeks": weeks, "missing_ok": True}
            if versions:
                filters["where"] = {"version": versions}
            for table in ("counters", "stacks", "programs"):
                more = {} if table == "programs" else {"charts": charts}
                assert content(store, table, **filters, **more) == content(read, table, **filters, **more)
            # If two reports have one key, the store cannot know which of them has the program.
            keys = [set(source.reports(columns=["report"], **filters)["report"].tolist()) for source in (store, read)]
            assert keys[0] == keys[1]

    def test_report_page_is_made_of_a_store(self, dataset, tmp_path):
        dataset.to_parquet(tmp_path / "store").report(tmp_path / "page.html")
        assert TOOL in (tmp_path / "page.html").read_text()
