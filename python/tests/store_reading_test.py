"""What of a store is read, how, and what is not."""

import multiprocessing
import os
import pathlib
import pickle

import duckdb
import pandas
import pyarrow
import pytest
from datasets import counters_of, entry, report, write
from pyarrow import parquet
from stores import TOOL, content, make_dataset

from gotelemetry import DataError, Dataset


@pytest.fixture
def dataset(tmp_path):
    return make_dataset(tmp_path)


class TestReading:
    @pytest.fixture
    def store(self, dataset, tmp_path):
        return dataset.to_parquet(tmp_path / "store")

    def test_opens_no_file_of_other_weeks(self, store):
        expected = store.share(TOOL, "tool/time", weeks=["2026-W47"])
        for path in store.paths:
            if "week=2026-11-18" not in path:
                pathlib.Path(path).write_bytes(b"PAR1 but nothing else")
        pandas.testing.assert_frame_equal(store.share(TOOL, "tool/time", weeks=["2026-W47"]), expected)
        with pytest.raises(DataError, match="week=2026-11-04/part-"):
            store.share(TOOL, "tool/time")

    def test_reads_only_the_rows_that_statistics_do_not_exclude(self, tmp_path, monkeypatch):
        from gotelemetry._store import write as store_write

        monkeypatch.setattr(store_write, "_GROUP_ROWS", 50)
        programs = [entry(f"example.com/{number}", counters={"runs": 1, "time": 2}) for number in range(20)]
        path = write(tmp_path / "day.json", *[report((i + 1) / 99, *programs) for i in range(20)])
        store = Dataset.open(path).to_parquet(tmp_path / "store")
        (part,) = [path for path in store.paths if "counters" in path]
        # A group of rows has one chart of a program, or two programs' neighbouring ones.
        assert parquet.ParquetFile(part).metadata.num_row_groups >= 16
        read = []
        original = parquet.ParquetFile.read_row_groups
        monkeypatch.setattr(parquet.ParquetFile, "read_row_groups",
                            lambda self, groups, *more, **named: read.extend(groups) or original(self, groups, *more, **named))
        assert len(store.counters(programs=["example.com/7"], charts=["time"], columns=["value"])) == 20
        assert 1 <= len(read) <= 2

    def test_reads_only_the_columns_asked_for(self, store):
        assert store.counters(columns=["value", "week"]).column_names == ["week", "value"]
        assert set(store.counters(columns=["value", "week"]).to_arrow()["week"].to_pylist())
        with pytest.raises(ValueError, match="columns: 'frames' is not a column of counters, which has week, x"):
            store.counters(columns=["frames"])

    def test_names_a_damaged_file_and_reads_the_rest_if_asked(self, store, tmp_path):
        damaged = next(path for path in store.paths if "counters" in path and "2026-11-04" in path)
        expected = len(store.counters(weeks=["2026-11-05", "2026-11-11", "2026-11-18", "2026-11-25"]))
        pathlib.Path(damaged).write_bytes(b"PAR1 but nothing else")
        with pytest.raises(DataError, match=damaged):
            store.counters()
        table = Dataset.open(tmp_path / "store", errors="skip").counters()
        assert len(table) == expected
        assert [message for message in table.damaged if damaged in message]

    def test_comes_in_batches_and_as_an_arrow_stream(self, dataset, store):
        for source in (dataset, store):
            expected = source.counters(programs=[TOOL]).to_arrow()
            batches = list(source.iter_batches("counters", programs=[TOOL]))
            assert sum(map(len, batches)) == expected.num_rows
            stream = pyarrow.RecordBatchReader.from_stream(source.iter_batches("counters", programs=[TOOL]))
            assert sorted(map(str, stream.read_all().to_pylist())) == sorted(map(str, expected.to_pylist()))
            counted = source.iter_batches("counters", columns=["program", "value"])  # DuckDB finds it by its name
            found = duckdb.sql("SELECT program, sum(value) FROM counted GROUP BY 1 ORDER BY 1").fetchall()
            assert "counters" in repr(counted)
            frame = source.counters().to_pandas().groupby("program", observed=True)["value"].sum()
            assert found == list(frame.items())

    def test_shows_progress(self, tmp_path, dataset):
        seen = []
        store = Dataset.open(dataset.paths, progress=lambda *state: seen.append(state)).to_parquet(tmp_path / "shown")
        assert seen[-1][0] == seen[-1][1] == sum(map(os.path.getsize, dataset.paths))
        seen.clear()
        store.counters()
        assert seen[-1][0] == seen[-1][1] > 0

    def test_can_be_pickled(self, store):
        assert content(pickle.loads(pickle.dumps(store)), "counters") == content(store, "counters")
        table = store.counters()
        assert pickle.loads(pickle.dumps(table)).to_arrow().equals(table.to_arrow())

    @pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
    def test_is_read_in_processes_however_they_are_started(self, dataset, store, tmp_path, method):
        expected = [content(source, "counters") for source in (dataset, store)]
        with multiprocessing.get_context(method).Pool(2) as pool:
            tables = pool.map(counters_of, [dataset.paths, tmp_path / "store"])
        assert [sorted(map(repr, table.to_arrow().to_pylist())) for table in tables] == expected

    def test_says_in_a_notebook_what_it_is(self, store):
        assert "2026-11-04 to 2026-11-25" in store._repr_html_()
