"""Parquet that other programs wrote."""

import duckdb
import pyarrow
import pytest
from datasets import key, write
from pyarrow import dataset as arrow_dataset
from pyarrow import parquet
from stores import OTHER, TABLES, TOOL, answers, assert_same, content, make_dataset, make_reports

from gotelemetry import DataError, Dataset


@pytest.fixture
def dataset(tmp_path):
    return make_dataset(tmp_path)


class TestFoldersOfOthers:
    def test_duckdb(self, dataset, tmp_path):
        for table in TABLES:
            rows = getattr(dataset, table)()  # noqa: F841  DuckDB finds the variable by its name.
            (tmp_path / "duck").mkdir(exist_ok=True)
            duckdb.sql(f"COPY (FROM rows) TO '{tmp_path}/duck/{table}' (FORMAT parquet, PARTITION_BY (week))")
        assert_same(answers(Dataset.open(tmp_path / "duck")), answers(dataset))

    def test_pyarrow(self, dataset, tmp_path):
        for table in TABLES:
            arrow_dataset.write_dataset(
                getattr(dataset, table)().to_arrow(), tmp_path / "arrow" / table, format="parquet",
                partitioning=["week"] + (["program"] if table == "counters" else []), partitioning_flavor="hive")
        assert_same(answers(Dataset.open(tmp_path / "arrow")), answers(dataset))

    def test_files_without_folders(self, dataset, tmp_path):
        (tmp_path / "flat").mkdir()
        for table in TABLES:
            getattr(dataset, table)().to_parquet(tmp_path / "flat" / f"{table}.parquet")
        flat = Dataset.open(tmp_path / "flat")
        assert_same(answers(flat), answers(dataset))
        assert content(flat, "reports", programs=[OTHER], weeks=["2026-11-04"]) == content(
            dataset, "reports", programs=[OTHER], weeks=["2026-11-04"])

    def test_types_that_spark_writes(self, dataset, tmp_path):
        for table in TABLES:
            columns = getattr(dataset, table)().to_arrow(dictionary=False).drop_columns("report")
            wide = [(field.name, pyarrow.int64() if field.type == pyarrow.int32() else
                     pyarrow.timestamp("us") if field.type == pyarrow.date32() else field.type)
                    for field in columns.schema]
            (tmp_path / "spark").mkdir(exist_ok=True)
            parquet.write_table(columns.cast(pyarrow.schema(wide)), tmp_path / "spark" / f"part-{table}.snappy.parquet",
                                compression="snappy")
        assert_same(answers(Dataset.open(tmp_path / "spark")), answers(dataset))

    def test_says_which_column_is_missing(self, dataset, tmp_path):
        parquet.write_table(dataset.counters(columns=["chart", "bucket", "x"]).to_arrow(), tmp_path / "few.parquet")
        few = Dataset.open(tmp_path / "few.parquet")
        assert few.counters(columns=["chart", "x"]).column_names == ["x", "chart"]
        with pytest.raises(DataError, match="few.parquet has no column 'week', only x, chart, bucket"):
            few.counters()

    def test_the_key_is_that_of_the_reports(self, dataset, tmp_path):
        first = make_reports(1)[0]
        store = Dataset([write(tmp_path / "one.json", first)]).to_parquet(tmp_path / "store")
        assert store.reports()["report"].tolist() == [key(first)]


def test_of_one_table_answers_what_it_can(dataset, tmp_path):
    dataset.counters().to_parquet(tmp_path / "counters.parquet")
    alone = Dataset.open(tmp_path / "counters.parquet")
    assert len(alone.counters(programs=[TOOL])) == 60 * 5 * 2
    with pytest.raises(DataError, match="has the table counters, not programs"):
        alone.share(TOOL, "tool/time")
