import json
import multiprocessing
import os
import pathlib
import pickle
import random
import signal
import subprocess
import sys
import tempfile
import textwrap
import time

import duckdb
import hypothesis
import hypothesis.strategies as st
import pandas
import pyarrow
import pytest
from datasets import counters_of, entry, key, report, write
from pyarrow import dataset as arrow_dataset
from pyarrow import parquet
from random_datasets import CHARTS, PROGRAMS, WEEKS, datasets, fast

from gotelemetry import DataError, Dataset

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


@pytest.fixture
def dataset(tmp_path):
    return Dataset.open([
        write(tmp_path / f"{week}.json", *make_reports(60, week, seed)) for seed, week in enumerate(
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


class TestKilled:
    SCRIPT = textwrap.dedent("""
        import sys, gotelemetry
        print("ready", flush=True)
        gotelemetry.Dataset(sys.argv[2:]).to_parquet(sys.argv[1])
    """)

    def start(self, folder, paths):
        """Starts to write a store in another process."""
        writer = subprocess.Popen([sys.executable, "-c", self.SCRIPT, folder, *paths], stdout=subprocess.PIPE,
                                  env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
        assert writer.stdout.readline() == b"ready\n"
        writer.stdout.close()
        return writer

    def kill_while_writing(self, folder, paths, after_s):
        """Returns whether the writer was still at work."""
        writer = self.start(folder, paths)
        time.sleep(after_s)
        writer.kill()
        return writer.wait() == -signal.SIGKILL

    def test_leaves_the_old_state_or_the_new_one(self, dataset, tmp_path):
        folder = tmp_path / "store"
        old_paths = list(dataset.paths[:2])
        # Slow enough to be killed anywhere.
        more = [write(tmp_path / f"more{i}.json", *make_reports(2000, "2026-12-02", 20 + i)) for i in range(6)]
        Dataset(old_paths).to_parquet(folder)
        old = content(Dataset.open(folder), "counters")
        new = content(Dataset([*old_paths, *more]), "counters")
        begin = time.perf_counter()
        Dataset([*old_paths, *more]).to_parquet(tmp_path / "other")
        takes = time.perf_counter() - begin
        killed, found = 0, None
        for fraction in (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95):
            killed += self.kill_while_writing(str(folder), [*old_paths, *map(str, more)], fraction * takes)
            found = content(Dataset.open(folder), "counters")
            assert found in (old, new)
            if found == new:
                break
        assert killed >= 2
        # What was left behind is no obstacle.
        assert content(Dataset([*old_paths, *more]).to_parquet(folder), "counters") == new
        assert not list(tmp_path.glob(".*"))


    def test_ctrl_c_ends_it_soon_and_leaves_the_old_state(self, dataset, tmp_path):
        folder = tmp_path / "store"
        Dataset(dataset.paths[:2]).to_parquet(folder)
        old = content(Dataset.open(folder), "counters")
        much = write(tmp_path / "much.json", *make_reports(3000))
        for copies in (1, 40):  # one file, read by several threads; and several files, by one thread each
            paths = [tmp_path / f"{copies}-{i}.json" for i in range(copies)]
            for i, path in enumerate(paths):
                path.write_bytes(much.read_bytes() * (40 // copies) + f"{' ' * i}\n".encode())
            writer = self.start(folder, paths)
            time.sleep(0.3)
            writer.send_signal(signal.SIGINT)
            begin = time.perf_counter()
            assert writer.wait(30) == -signal.SIGINT
            assert time.perf_counter() - begin < 5
            assert content(Dataset.open(folder), "counters") == old
            assert not list(tmp_path.glob(".*"))


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
