"""Stores are made, extended, and replaced as a whole."""

import json
import os
import pathlib

import duckdb
import pandas
import pyarrow
import pytest
from datasets import write
from pyarrow import dataset as arrow_dataset
from stores import answers, assert_same, content, make_dataset, make_reports

from gotelemetry import DataError, Dataset


@pytest.fixture
def dataset(tmp_path):
    return make_dataset(tmp_path)


class TestWriting:
    def test_adds_what_is_new_and_passes_over_what_is_there(self, dataset, tmp_path):
        Dataset(dataset.paths[:2]).to_parquet(tmp_path / "store")
        before = {path: os.stat(path).st_ino for path in Dataset.open(tmp_path / "store").paths}
        store = dataset.to_parquet(tmp_path / "store")
        assert {path: os.stat(path).st_ino for path in store.paths if path in before} == before
        assert_same(answers(store), answers(dataset))
        again = [os.stat(path).st_ino for path in store.paths]
        assert [os.stat(path).st_ino for path in dataset.to_parquet(tmp_path / "store").paths] == again

    def test_replaces_a_file_that_has_changed(self, dataset, tmp_path):
        dataset.to_parquet(tmp_path / "store")
        write(pathlib.Path(dataset.paths[1]), *make_reports(90, "2026-11-05", seed=7))
        store = Dataset([dataset.paths[1]]).to_parquet(tmp_path / "store")
        assert content(store, "counters") == content(dataset, "counters")

    def test_knows_a_file_that_has_moved(self, dataset, tmp_path):
        store = dataset.to_parquet(tmp_path / "store")
        expected = content(store, "counters")
        (tmp_path / "elsewhere").mkdir()
        moved = [os.rename(path, tmp_path / "elsewhere" / os.path.basename(path)) or
                 tmp_path / "elsewhere" / os.path.basename(path) for path in dataset.paths]
        assert content(Dataset(moved).to_parquet(tmp_path / "store"), "counters") == expected

    def test_can_be_read_by_others(self, dataset, tmp_path):
        store = dataset.to_parquet(tmp_path / "store")
        pattern = str(tmp_path / "store" / "counters" / "*" / "*.parquet")
        found = duckdb.sql(f"SELECT week, sum(value) FROM '{pattern}' GROUP BY 1 ORDER BY 1").fetchall()
        frame = store.counters().to_pandas().groupby("week")["value"].sum()
        assert [(pandas.Timestamp(week), value) for week, value in found] == list(frame.items())
        schema = arrow_dataset.dataset(tmp_path / "store" / "counters", partitioning="hive").schema
        assert schema.field("program").type == pyarrow.string()

    def test_leaves_a_folder_of_something_else_alone(self, dataset, tmp_path):
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "letter.txt").write_text("Dear")
        with pytest.raises(FileExistsError, match="has other things than a store"):
            dataset.to_parquet(tmp_path / "mine")
        assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
        assert not list(tmp_path.glob(".*"))

    def test_keeps_a_note_that_someone_put_into_a_store(self, dataset, tmp_path):
        Dataset(dataset.paths[:1]).to_parquet(tmp_path / "store")
        (tmp_path / "store" / "README").write_text("of team A")
        dataset.to_parquet(tmp_path / "store")
        assert (tmp_path / "store" / "README").read_text() == "of team A"

    def test_a_bad_line_leaves_the_store_as_it_was(self, dataset, tmp_path):
        store = Dataset(dataset.paths[:2]).to_parquet(tmp_path / "store")
        expected = content(store, "counters")
        bad = write(tmp_path / "bad.json", *make_reports(5), "no report\n")
        with pytest.raises(DataError, match="bad.json:6: not JSON"):
            Dataset([bad]).to_parquet(tmp_path / "store")
        assert content(Dataset.open(tmp_path / "store"), "counters") == expected
        assert not list(tmp_path.glob(".*"))
        with pytest.warns(UserWarning, match="1 lines that are no reports"):
            Dataset([bad], errors="skip").to_parquet(tmp_path / "store")

    def test_an_empty_dataset_is_an_empty_store(self, tmp_path):
        store = Dataset([write(tmp_path / "none.json")]).to_parquet(tmp_path / "store")
        assert len(store.counters()) == 0
        assert len(Dataset.open(tmp_path / "store").describe()) == 0

    def test_a_store_is_not_made_of_a_store(self, dataset, tmp_path):
        store = dataset.to_parquet(tmp_path / "store")
        with pytest.raises(DataError, match="is Parquet"):
            store.to_parquet(tmp_path / "copy")

    def test_refuses_a_store_of_a_later_version(self, dataset, tmp_path):
        dataset.to_parquet(tmp_path / "store")
        manifest = tmp_path / "store" / "_gotelemetry.json"
        manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 2}))
        with pytest.raises(DataError, match="has format 2"):
            dataset.to_parquet(tmp_path / "store")

    def test_names_no_path_of_the_machine(self, dataset, tmp_path):
        dataset.to_parquet(tmp_path / "store")
        assert str(tmp_path) not in (tmp_path / "store" / "_gotelemetry.json").read_text()
