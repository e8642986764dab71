"""The index of a store: what need not be read, and that answers do not depend on it."""

import json
import pathlib

import pandas
import pyarrow
import pytest
from datasets import entry, report, write
from pyarrow import parquet
from stores import TOOL, answers, assert_same, content, make_dataset, make_reports

from gotelemetry import DataError, Dataset
from gotelemetry._store import index


@pytest.fixture
def dataset(tmp_path):
    return make_dataset(tmp_path)


@pytest.fixture
def store(dataset, tmp_path):
    return dataset.to_parquet(tmp_path / "store")


@pytest.fixture
def columns_read(monkeypatch):
    """The columns that are read of each file, in the order in which files are."""
    found = []
    original = parquet.ParquetFile.read_row_groups

    def read(self, groups, columns=None, **named):
        found.append(columns)
        return original(self, groups, columns, **named)

    monkeypatch.setattr(parquet.ParquetFile, "read_row_groups", read)
    return found


def rewrite_index(store_folder, kind, change):
    path = store_folder / kind / index.NAME
    table = parquet.read_table(path)
    parquet.write_table(change(table), path, store_schema=False)


class TestIndex:
    def test_has_the_runs_of_each_file(self, store, tmp_path):
        for kind, names in index.COLUMNS.items():
            found = index.load(str(tmp_path / "store" / kind), kind)
            paths = [path for path in store.paths if f"/{kind}/" in path]
            assert [str(tmp_path / "store" / kind / path) for path in found.paths] == paths
            rows = [row for path in paths for row in zip(*(
                parquet.ParquetFile(path).read([name])[name].to_pylist() for name in names))]
            columns = [found.column(name) for name in names]
            runs = zip(*([texts[code] for code in codes] for codes, texts in columns))
            assert rows == [run for run, length in zip(runs, found.rows.tolist()) for _ in range(length)]

    def test_of_a_store_that_grows_has_old_files_and_new_ones_and_none_that_went(self, dataset, tmp_path):
        Dataset(dataset.paths[:3]).to_parquet(tmp_path / "store")
        write(pathlib.Path(dataset.paths[1]), *make_reports(90, "2026-11-05", seed=7))
        store = dataset.to_parquet(tmp_path / "store")
        found = index.load(str(tmp_path / "store" / "counters"), "counters")
        there = {path.partition("/counters/")[2] for path in store.paths if "/counters/" in path}
        assert set(found.paths) == there
        assert_same(answers(store), answers(dataset))

    @pytest.mark.parametrize("damage", ["absent", "none", "of other columns"])
    def test_is_not_needed(self, store, dataset, tmp_path, damage):
        for kind in index.COLUMNS:
            path = tmp_path / "store" / kind / index.NAME
            if damage == "absent":
                path.unlink()
            elif damage == "none":
                path.write_bytes(b"PAR1 but nothing else")
            else:
                parquet.write_table(pyarrow.table({"path": ["a"]}), path)
        assert_same(answers(Dataset.open(tmp_path / "store")), answers(dataset))

    def test_need_not_know_every_file(self, store, dataset, tmp_path):
        for kind in index.COLUMNS:
            rewrite_index(tmp_path / "store", kind, lambda table: table.filter(
                pyarrow.array(["2026-11-05" not in path for path in table["path"].to_pylist()])))
        assert_same(answers(Dataset.open(tmp_path / "store")), answers(dataset))

    def test_that_is_of_other_rows_is_an_error(self, store, tmp_path):
        path = next(path for path in store.paths if "/counters/" in path)
        table = parquet.ParquetFile(path).read()
        parquet.write_table(table.slice(1), path, store_schema=False)
        with pytest.raises(DataError, match="rows, but the index of the store has"):
            Dataset.open(tmp_path / "store").share(TOOL, "tool/time")


class TestReading:
    def test_opens_no_file_that_has_none_of_the_rows(self, dataset, tmp_path, columns_read):
        more = write(tmp_path / "other.json", report(0.5, entry("example.com/rare", counters={"a:b": 1})))
        store = Dataset([*dataset.paths, more]).to_parquet(tmp_path / "store")
        store.share("example.com/rare", "a")
        # A file of the table of programs, and one of counters.
        assert columns_read == [["x"], ["x"]]

    def test_reads_no_column_that_the_index_has(self, store, columns_read):
        store.compare(TOOL, "v1.0.0", "v1.1.0", stacks=False)
        assert {tuple(columns) for columns in columns_read} == {("x",), ("x", "version")}
        columns_read.clear()
        assert set(store.counters(columns=["chart"])["chart"]) == {"tool/runs", "tool/time", "other/runs"}
        assert columns_read == []

    def test_of_a_small_store_is_one_step(self, store):
        assert len(list(store._spans([], TOOL))) == 1

    def test_holds_no_more_than_a_batch_or_a_week(self, store, monkeypatch):
        from gotelemetry._store import read

        monkeypatch.setattr(read, "_SPAN_ROWS", 1)
        assert len(list(Dataset(store.paths)._spans([], TOOL))) == 4

    def test_a_large_file_is_read_in_tasks(self, dataset, tmp_path, monkeypatch):
        from gotelemetry._store import indexed, write as writing

        monkeypatch.setattr(writing, "_GROUP_ROWS", 10)
        monkeypatch.setattr(indexed, "_TASK_ROWS", 20)
        store = dataset.to_parquet(tmp_path / "store")
        assert_same(answers(store), answers(dataset))
        assert content(store, "counters") == content(dataset, "counters")


class TestOnce:
    """Whether versions and systems need be read to count what is in a dataset twice once."""

    def days_once(self, tmp_path, *files):
        paths = [write(tmp_path / f"{number}.json", *reports) for number, reports in enumerate(files)]
        return Dataset(paths).to_parquet(tmp_path / "store")._days_once()

    def test_a_day_without_repetitions_is_known_to_have_none(self, tmp_path):
        versions = [entry(version=version, stacks={"crash/crash\nmain.f:+1": 1}) for version in ("v1.0.0", "v1.1.0")]
        assert len(self.days_once(tmp_path, [report(0.25, *versions), report(0.5, *versions)])) == 1

    @pytest.mark.parametrize("reports", [
        [report(0.25, entry()), report(0.25, entry())],
        [report(0.25, entry(), entry())],
        # Both are the bucket "a" of the chart "a".
        [report(0.25, entry(counters={"a": 1, "a:a": 2}))],
    ], ids=["a report", "an entry", "a count"])
    def test_a_day_with_something_twice_is_not(self, tmp_path, reports):
        assert self.days_once(tmp_path, reports) == set()

    def test_nor_is_one_of_two_files(self, tmp_path):
        assert self.days_once(tmp_path, [report(0.25, entry())], [report(0.25, entry()), "\n"]) == set()

    def test_nor_one_whose_repetition_is_in_another_batch(self, tmp_path, monkeypatch):
        from gotelemetry._store import write as writing

        monkeypatch.setattr(writing, "_BATCH_BYTES", 1)
        lines = [json.dumps(report(0.25 + i / 1e6, entry(counters={f"long-{'x' * 200}:{i}": 1})), separators=(",", ":"))
                 + "\n" for i in range(2000)]
        assert self.days_once(tmp_path, [*lines, lines[0]]) == set()

    def test_answers_are_the_same(self, tmp_path):
        stacks = {"crash/crash\nmain.f:+1": 2}
        twice = [report(0.25, entry(stacks=stacks), entry(version="v2.0.0", stacks=stacks)) for _ in range(2)]
        once = [report(0.5, entry(stacks=stacks), week="2026-11-25")]
        paths = [write(tmp_path / "1.json", *twice), write(tmp_path / "2.json", *once)]
        store = Dataset(paths).to_parquet(tmp_path / "store")
        assert len(store._days_once()) == 1
        for source in (store, Dataset(paths)):
            assert source.crash_rate("example.com/tool")["crashes"].tolist() == [6]
            assert source.top_stacks("example.com/tool")["value"].tolist() == [6]
        pandas.testing.assert_frame_equal(
            store.crash_rate("example.com/tool", by="version"), Dataset(paths).crash_rate("example.com/tool", by="version"))


class TestForeignFiles:
    """Files that another program has put in the place of a store's, which the index still describes."""

    def put(self, tmp_path, kind, change):
        path = sorted((tmp_path / "store" / kind).glob("week=*/*.parquet"))[1]
        parquet.write_table(change(parquet.read_table(path, partitioning=None)), path, store_schema=False)
        return path

    @pytest.mark.parametrize("column", ["value", "goos", "x"])
    def test_one_without_a_column_is_named_with_it(self, store, tmp_path, column):
        rows = len(store.counters())
        path = self.put(tmp_path, "counters", lambda table: table.drop_columns([column]))
        with pytest.raises(DataError, match=rf"{path} has no column '{column}', only .*program"):
            Dataset.open(tmp_path / "store").counters()
        rest = Dataset.open(tmp_path / "store", errors="skip").counters()
        assert 0 < len(rest) < rows and str(path) in rest.damaged[0]

    def test_one_with_other_types_is_read(self, store, tmp_path):
        expected = content(store, "counters")
        self.put(tmp_path, "counters", lambda table: table.set_column(
            table.column_names.index("goos"), "goos", table["goos"].cast(pyarrow.large_string())).set_column(
            table.column_names.index("value"), "value", table["value"].cast(pyarrow.int32())))
        assert content(Dataset.open(tmp_path / "store"), "counters") == expected

    def test_one_that_cannot_be_what_it_stands_for_is_named(self, store, tmp_path):
        path = self.put(tmp_path, "counters", lambda table: table.set_column(
            table.column_names.index("value"), "value", pyarrow.array(["many"] * len(table))))
        with pytest.raises(DataError, match=str(path)):
            Dataset.open(tmp_path / "store").counters()
