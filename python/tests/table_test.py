import copy
import pickle

import duckdb
import numpy
import pandas
import polars
import pyarrow
import pytest
from datasets import entry, report, write
from pyarrow import parquet

from gotelemetry import DataError, Dataset, UnknownNameError

REPORTS = [
    report(i / 1000, entry(version=f"v1.{i}.0", counters={"tool/runs": i, f"tool/flag:{i % 7}": 1}),
           last_week="2026-11-11" if i % 3 else "")
    for i in range(1, 400)
]


@pytest.fixture
def dataset(tmp_path):
    return Dataset.open(write(tmp_path / "day.json", *REPORTS))


def test_arrow_takes_it_with_documented_types(dataset):
    schema = pyarrow.table(dataset.counters()).schema
    assert schema.names == ["week", "x", "program", "version", "goversion", "goos", "goarch", "chart", "bucket",
                            "value", "report"]
    assert schema.field("week").type == pyarrow.date32()
    assert schema.field("x").type == pyarrow.float64()
    assert schema.field("value").type == pyarrow.int64()
    assert schema.field("report").type == pyarrow.int64()
    assert schema.field("program").type == pyarrow.dictionary(pyarrow.int8(), pyarrow.string())
    # More than 128 distinct texts need a wider index.
    assert schema.field("version").type == pyarrow.dictionary(pyarrow.int16(), pyarrow.string())


def test_arrow_can_put_tables_of_several_days_together(tmp_path):
    first = Dataset.open(write(tmp_path / "1.json", report(0.1, last_week="2026-11-11"))).reports()
    second = Dataset.open(write(tmp_path / "2.json", report(0.2))).reports()
    assert pyarrow.table(first).schema == pyarrow.table(second).schema
    assert pyarrow.concat_tables([first.to_arrow(), second.to_arrow()]).num_rows == 2


def test_arrow_finds_it_valid_and_shares_its_memory(dataset):
    table = dataset.reports()
    first, second = table.to_arrow(), table.to_arrow()
    first.validate(full=True)
    for name in first.column_names:
        assert (first[name].chunk(0).buffers()[1].address == second[name].chunk(0).buffers()[1].address)


def test_polars_shares_the_memory_of_numbers(dataset):
    table = dataset.counters()
    shared = table.to_polars()["value"].to_numpy(allow_copy=False)
    assert shared.__array_interface__["data"][0] == table.to_arrow()["value"].chunk(0).buffers()[1].address


def test_arrow_data_outlives_the_table(dataset):
    columns = dataset.counters().to_arrow()
    value = columns["value"]
    del columns
    assert value.to_pylist()[0] == 1


def test_all_libraries_see_the_same(dataset):
    table = counters = dataset.counters()  # DuckDB finds the variable by its name
    expected = [row["value"] for row in table.to_arrow().to_pylist()]
    assert table.to_pandas()["value"].tolist() == expected
    assert table.to_polars()["value"].to_list() == expected
    assert [row[0] for row in duckdb.sql("SELECT value FROM counters").fetchall()] == expected
    texts = table.to_arrow()["version"].to_pylist()
    assert table.to_pandas()["version"].astype(str).tolist() == texts
    assert table.to_polars()["version"].cast(polars.String).to_list() == texts
    assert [row[0] for row in duckdb.sql("SELECT version FROM counters").fetchall()] == texts
    assert table.to_polars()["week"].to_list() == table.to_arrow()["week"].to_pylist()


def test_nulls_are_nulls_everywhere(dataset):
    table = reports = dataset.reports()  # DuckDB finds the variable by its name
    expected = sum(1 for item in REPORTS if item["LastWeek"] == "")
    assert table.to_arrow()["last_week"].null_count == expected
    assert table.to_pandas()["last_week"].isna().sum() == expected
    assert table.to_polars()["last_week"].null_count() == expected
    assert duckdb.sql("SELECT count(*) FROM reports WHERE last_week IS NULL").fetchall() == [(expected,)]


def test_pandas_frame_is_the_callers_to_change(dataset):
    table = dataset.counters()
    frame = table.to_pandas()
    frame.loc[0, "value"] = 99
    frame.loc[0, "version"] = "v1.7.0"
    assert table.to_pandas()["value"][0] == 1
    assert table.to_pandas()["version"][0] == "v1.1.0"


def test_pandas_frame_has_sorted_categories(dataset):
    version = dataset.counters().to_pandas()["version"]
    assert isinstance(version.dtype, pandas.CategoricalDtype)
    assert list(version.cat.categories) == sorted(version.cat.categories)


class TestLook:
    def test_has_a_schema(self, dataset):
        assert dataset.programs().schema == {
            "week": "day", "x": "double", "program": "text", "version": "text", "goversion": "text", "goos": "text",
            "goarch": "text", "counters": "int32", "stacks": "int32", "report": "int64"}

    def test_gives_columns_as_arrays(self, dataset):
        table = dataset.reports()
        assert table["x"][:2].tolist() == [0.001, 0.002]
        assert table["week"][0] == numpy.datetime64("2026-11-18")
        assert numpy.isnat(table["last_week"][:3]).tolist() == [False, False, True]
        assert table["config"][:2].tolist() == ["v0.31.0", "v0.31.0"]
        with pytest.raises(KeyError, match="absent"):
            table["absent"]

    def test_has_first_rows(self, dataset):
        assert dataset.reports().head(3).to_arrow().to_pylist() == dataset.reports().to_arrow().slice(0, 3).to_pylist()
        assert len(dataset.reports().head(0)) == 0
        assert len(dataset.reports().head(10**6)) == 399

    def test_shows_first_rows_in_a_notebook(self, tmp_path):
        made = [report(0.5, entry(counters={f"<b>:{'long' * 40}": 1}), last_week="")] * 30
        table = Dataset.open(write(tmp_path / "day.json", *made)).counters()
        page = table._repr_html_()
        assert page.count("<tr>") == 11
        assert "<td>&lt;b&gt;</td>" in page and "<small>text</small>" in page and "longlong…" not in page and "…</td>" in page
        assert "30 rows of counters" in page
        assert "<td></td>" in Dataset.open(tmp_path / "day.json").reports()._repr_html_()

    def test_can_be_pickled_and_copied(self, dataset):
        for name in ("counters", "reports"):
            table = getattr(dataset, name)()
            for same in (pickle.loads(pickle.dumps(table)), copy.deepcopy(table)):
                assert same.to_arrow().equals(table.to_arrow())
                assert (same.skipped, same.damaged) == (0, ())

    def test_joins_with_plain_text(self, dataset):
        names = ["v1.1.0", "v1.2.0"]
        table = dataset.counters(columns=["version", "value"])
        joined = table.to_polars().join(polars.DataFrame({"version": names}), on="version")
        assert len(joined) == 4 and joined["version"].str.ends_with("0").all()
        assert table.to_polars(categories=True)["version"].dtype == polars.Categorical
        plain = table.to_pandas(categories=False)
        assert plain["version"].dtype == pandas.Series(names).dtype
        assert len(plain.merge(pandas.DataFrame({"version": names}))) == 4
        assert (plain["version"] + ":")[0] == "v1.1.0:"
        assert table.to_pandas()["version"].cat.categories.dtype == pandas.Series(names).dtype
        assert table.to_arrow(dictionary=False).schema.field("version").type == pyarrow.string()


class TestParquet:
    def test_reads_what_was_written(self, dataset, tmp_path):
        for name in ("counters", "stacks", "programs", "reports"):
            table = getattr(dataset, name)()
            table.to_parquet(tmp_path / f"{name}.parquet")
            read = getattr(Dataset.open(tmp_path / f"{name}.parquet"), name)()
            assert read.to_arrow().to_pylist() == table.to_arrow().to_pylist()
            pandas.testing.assert_frame_equal(read.to_pandas(), table.to_pandas(), check_categorical=False)

    def test_filters_while_reading(self, dataset, tmp_path):
        dataset.counters().to_parquet(tmp_path / "counters.parquet")
        stored = Dataset.open(tmp_path / "counters.parquet")
        for filters in ({"charts": ["tool/flag"]}, {"programs": ["absent"]}, {"weeks": ["2026-11-18"]},
                        {"charts": ["tool/runs"], "programs": ["example.com/tool"]}):
            expected = dataset.counters(**filters, missing_ok=True).to_arrow().to_pylist()
            assert stored.counters(**filters, missing_ok=True).to_arrow().to_pylist() == expected

    def test_names_the_nearest_of_a_name_that_is_not_there(self, dataset, tmp_path):
        dataset.counters().to_parquet(tmp_path / "counters.parquet")
        with pytest.raises(UnknownNameError, match="did you mean 'example.com/tool'"):
            Dataset.open(tmp_path / "counters.parquet").counters(programs=["tool"])

    def test_puts_the_tables_of_several_files_together(self, dataset, tmp_path):
        dataset.counters().to_parquet(tmp_path / "1.parquet")
        # With so few versions, the indices are narrower.
        Dataset.open(write(tmp_path / "few.json", *REPORTS[:5])).counters().to_parquet(tmp_path / "2.parquet")
        versions = Dataset.open(tmp_path / "*.parquet").counters().to_pandas()["version"].tolist()
        assert versions == [f"v1.{i}.0" for i in [*range(1, 400), *range(1, 6)] for _ in range(2)]

    def test_cannot_filter_reports_by_what_they_do_not_have(self, dataset, tmp_path):
        dataset.reports().to_parquet(tmp_path / "reports.parquet")
        with pytest.raises(DataError, match="cannot be filtered without one of programs"):
            Dataset.open(tmp_path / "reports.parquet").reports(programs=["example.com/tool"])

    def test_names_a_file_that_has_none_of_the_tables(self, tmp_path):
        parquet.write_table(pyarrow.table({"a": [1]}), tmp_path / "other.parquet")
        with pytest.raises(DataError, match="other.parquet has none of the tables: its columns are a"):
            Dataset.open(tmp_path / "other.parquet").counters()

    def test_says_which_table_a_file_has(self, dataset, tmp_path):
        dataset.reports().to_parquet(tmp_path / "reports.parquet")
        with pytest.raises(DataError, match="has the table reports, not counters"):
            Dataset.open(tmp_path / "reports.parquet").counters()

    def test_finds_a_damaged_file(self, tmp_path):
        (tmp_path / "x.parquet").write_bytes(b"PAR1 and nothing else")
        with pytest.raises(DataError, match="x.parquet"):
            Dataset.open(tmp_path / "x.parquet").counters()


def test_says_what_it_is(dataset):
    assert repr(dataset.reports()) == (
        "<gotelemetry.Table of 399 rows: week, x, last_week, config, programs, report>")
