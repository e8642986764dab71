import datetime
import errno
import gzip
import os
import pathlib
import subprocess

import numpy
import pandas
import pytest
from datasets import entry, key, line, report, write

import gotelemetry
from gotelemetry import Dataset, UnknownNameError

REPORTS = (
    report(0.1, entry(counters={"tool/runs": 3, "tool/editor:vim": 1}), last_week="2026-11-11"),
    report(0.2, entry(program="example.com/other", counters={"other/runs": 7}),
           entry(counters={"tool/editor:emacs": 2, "tool/editor:vim": 5}, stacks={"tool/bug\nf:+1\ng:+2": 4})),
    report(0.3, entry(counters={"tool/runs": 1}), week="2026-11-25"),
)


@pytest.fixture
def dataset(tmp_path):
    return Dataset.open(write(tmp_path / "day.json", *REPORTS))


def rows(table, *columns):
    """Returns rows of a table, with the number of a report in place of its key."""
    frame = table.to_pandas()[list(columns)].astype(object)
    if "report" in columns:
        frame["report"] = frame["report"].map({key(report): number for number, report in enumerate(REPORTS)})
    return [tuple(row) for row in frame.itertuples(index=False)]


class TestCounters:
    def test_has_a_row_for_each_counter(self, dataset):
        assert rows(dataset.counters(), "report", "program", "chart", "bucket", "value") == [
            (0, "example.com/tool", "tool/runs", "tool/runs", 3),
            (0, "example.com/tool", "tool/editor", "vim", 1),
            (1, "example.com/other", "other/runs", "other/runs", 7),
            (1, "example.com/tool", "tool/editor", "emacs", 2),
            (1, "example.com/tool", "tool/editor", "vim", 5),
            (2, "example.com/tool", "tool/runs", "tool/runs", 1),
        ]

    def test_repeats_what_the_report_and_its_entry_say(self, dataset):
        assert rows(dataset.counters(charts=["other/runs"]), "x", "version", "goversion", "goos", "goarch") == [
            (0.2, "v1.0.0", "gcc12.2.0", "linux", "amd64")]

    def test_keeps_only_the_programs_asked_for(self, dataset):
        assert rows(dataset.counters(programs=["example.com/other"]), "report", "chart") == [(1, "other/runs")]

    def test_keeps_only_the_charts_asked_for(self, dataset):
        assert rows(dataset.counters(charts=["tool/editor"]), "report", "bucket") == [
            (0, "vim"), (1, "emacs"), (1, "vim")]

    @pytest.mark.parametrize("week", [
        "2026-11-25", datetime.date(2026, 11, 25), datetime.datetime(2026, 11, 25, 23, 59),
        pandas.Timestamp("2026-11-25 12:00", tz="America/New_York"), numpy.datetime64("2026-11-25"),
        numpy.datetime64("2026-11-25T10:00:00.5", "ns")])
    def test_keeps_only_the_weeks_asked_for(self, dataset, week):
        assert rows(dataset.counters(weeks=[week]), "report", "value") == [(2, 1)]

    def test_takes_the_weeks_of_a_table(self, dataset):
        weeks = dataset.counters().to_pandas()["week"]
        assert dataset.counters(weeks=weeks.unique()[:1]).num_rows == 5
        assert dataset.counters(weeks=weeks.to_numpy()[-1:]).num_rows == 1

    @pytest.mark.parametrize("week, error", [
        ("yesterday", ValueError), (pandas.NaT, ValueError), (numpy.datetime64("NaT"), ValueError), (20261125, TypeError)])
    def test_refuses_what_is_not_a_day(self, dataset, week, error):
        with pytest.raises(error):
            dataset.counters(weeks=[week])

    def test_does_not_take_a_single_name_for_a_list_of_letters(self, dataset):
        with pytest.raises(TypeError, match="programs must be a list"):
            dataset.counters(programs="cmd/go")
        with pytest.raises(TypeError, match="weeks must be a list"):
            dataset.counters(weeks="2026-11-25")
        with pytest.raises(TypeError, match="paths must be a list"):
            Dataset("day.json")

    def test_takes_the_last_of_two_values_of_one_counter(self, tmp_path):
        text = line(report(0.5, entry(counters={"a": 1}))).replace('"a":1', '"a":1,"b":2,"a":3')
        assert rows(Dataset.open(write(tmp_path / "d.json", text)).counters(), "chart", "value") == [("a", 3), ("b", 2)]

    def test_reads_escapes_and_other_scripts(self, tmp_path):
        text = line(report(0.5, entry(counters={"grüße": 1}))).replace("grüße", "gr\\u00fc\\u00dfe:\\u003c\\\"")
        assert rows(Dataset.open(write(tmp_path / "d.json", text)).counters(), "chart", "bucket") == [("grüße", '<"')]


class TestOtherTables:
    def test_stacks_are_names_and_frames(self, dataset):
        assert rows(dataset.stacks(), "report", "stack", "frames", "value") == [(1, "tool/bug", "f:+1\ng:+2", 4)]

    def test_stacks_are_filtered_by_name(self, dataset):
        assert dataset.stacks(charts=["tool/bug"]).num_rows == 1
        assert dataset.stacks(charts=["tool/other"], missing_ok=True).num_rows == 0

    def test_programs_have_a_row_for_each_entry(self, dataset):
        assert rows(dataset.programs(), "report", "program", "counters", "stacks") == [
            (0, "example.com/tool", 2, 0), (1, "example.com/other", 1, 0), (1, "example.com/tool", 2, 1),
            (2, "example.com/tool", 1, 0)]

    def test_reports_have_a_row_each(self, dataset):
        frame = dataset.reports().to_pandas()
        assert frame["programs"].tolist() == [1, 2, 1]
        assert frame["last_week"].isna().tolist() == [False, True, True]
        assert str(frame["last_week"][0].date()) == "2026-11-11"
        assert frame["config"].tolist() == ["v0.31.0"] * 3

    def test_reports_are_those_with_an_entry_of_a_program(self, dataset):
        assert rows(dataset.reports(programs=["example.com/other"]), "report") == [(1,)]


class TestNames:
    def test_names_the_nearest_of_a_name_that_is_not_there(self, dataset):
        with pytest.raises(UnknownNameError, match="program 'example.com/tol' is not in this dataset; did you mean 'example.com/tool'"):
            dataset.counters(programs=["example.com/tol"])
        with pytest.raises(UnknownNameError, match="chart 'editor' is not in .* did you mean 'tool/editor'"):
            dataset.counters(charts=["editor"])
        with pytest.raises(UnknownNameError, match="program 'cmd/go' is not in this dataset, which has 'example.com/other', "):
            dataset.reports(programs=["cmd/go"])

    def test_takes_names_that_are_elsewhere_in_the_dataset(self, dataset):
        assert dataset.counters(programs=["example.com/other"], weeks=["2026-11-25"]).num_rows == 0
        assert dataset.counters(programs=["example.com/other"], charts=["tool/editor"]).num_rows == 0

    def test_takes_any_name_if_asked(self, dataset):
        assert dataset.counters(programs=["cmd/go"], missing_ok=True).num_rows == 0


class TestWeeks:
    @pytest.mark.parametrize("weeks, rows", [
        (slice("2026-11-18", "2026-11-25"), 3), (slice("2026-11-19", "2026-11-25"), 1), (slice(None, "2026-11-24"), 2),
        (slice("2026-11-19", None), 1), (["2026-W47"], 2), (slice("2026-W47", "2026-W48"), 3), (["2026-W48", "2026-11-18"], 3)])
    def test_can_be_ranges_and_whole_weeks(self, dataset, weeks, rows):
        assert dataset.reports(weeks=weeks).num_rows == rows

    @pytest.mark.parametrize("weeks, message", [
        (("2026-11-18", "2026-11-25"), "may be a range or two days: use slice"),
        (slice("2026-11-25", "2026-11-18"), "weeks: the range .* ends before it begins"),
        (["2026-13-01"], "weeks: '2026-13-01' is not a day such as 2026-11-18 .*month"),
        (["2026-W60"], "weeks: '2026-W60-1' is not a day"),
        (slice("2026-11-18", "2026-11-25", 7), "has no step")])
    def test_name_what_is_wrong(self, dataset, weeks, message):
        with pytest.raises(ValueError, match=message):
            dataset.reports(weeks=weeks)


class TestOpen:
    def test_takes_files_directories_patterns_and_lists(self, tmp_path):
        first = write(tmp_path / "2026-11-17.json", REPORTS[0])
        second = write(tmp_path / "2026-11-18.json", REPORTS[1])
        write(tmp_path / "notes.txt", "not a report\n")
        both = (str(first), str(second))
        assert Dataset.open(tmp_path).paths == both
        assert Dataset.open(str(tmp_path / "*.json")).paths == both
        assert Dataset.open([second, first]).paths == both[::-1]

    def test_takes_the_reports_of_a_directory_that_also_has_tables(self, tmp_path):
        path = write(tmp_path / "day.json", *REPORTS)
        Dataset.open(path).counters().to_parquet(tmp_path / "counters.parquet")
        assert Dataset.open(tmp_path).paths == (str(path),)

    def test_takes_the_tables_of_a_directory_without_reports(self, tmp_path):
        (tmp_path / "tables").mkdir()
        Dataset.open(write(tmp_path / "day.json", *REPORTS)).counters().to_parquet(tmp_path / "tables/counters.parquet")
        assert Dataset.open(tmp_path / "tables").counters().num_rows == 6

    def test_says_which_file_of_a_mixture_is_of_which_kind(self, tmp_path):
        path = write(tmp_path / "day.json", *REPORTS)
        Dataset.open(path).counters().to_parquet(tmp_path / "counters.parquet")
        with pytest.raises(gotelemetry.DataError, match="counters.parquet is Parquet, .*day.json is not"):
            Dataset.open([path, tmp_path / "counters.parquet"]).counters()

    def test_takes_paths_that_are_not_text(self, tmp_path):
        directory = pathlib.Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), b"d\xff")))
        directory.mkdir()
        path = write(directory / "day.json", *REPORTS)
        assert Dataset.open(path).paths == Dataset.open(directory).paths == (str(path),)
        assert Dataset([os.fsencode(path)]).reports().num_rows == 3
        path.write_text("{")
        with pytest.raises(gotelemetry.DataError, match=r"d\\xff/day.json:1: not JSON"):
            Dataset([path]).reports()

    def test_says_what_is_not_there(self, tmp_path):
        with pytest.raises(FileNotFoundError, match="absent"):
            Dataset.open(tmp_path / "absent.json")
        with pytest.raises(FileNotFoundError, match="absent") as raised:
            Dataset([tmp_path / "absent.json"]).reports()
        assert raised.value.errno == errno.ENOENT

    def test_has_the_same_key_for_a_report_in_whatever_file(self, tmp_path):
        paths = [write(tmp_path / f"{i}.json", *REPORTS[i:]) for i in range(2)]
        assert rows(Dataset.open(paths).reports(), "report") == [(0,), (1,), (2,), (1,), (2,)]
        assert rows(Dataset.open(paths).counters(), "report", "value")[-1] == (2, 1)

    @pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
    def test_reads_compressed_files(self, tmp_path, suffix):
        path = write(tmp_path / "day.json", *REPORTS * 2000)
        expected = Dataset.open(path).counters().to_pandas()
        if suffix == ".gz":
            text = path.read_bytes()
            # Two members, as in concatenated files.
            (tmp_path / "day.json.gz").write_bytes(gzip.compress(text[:1000]) + gzip.compress(text[1000:]))
        elif suffix == ".zst":
            subprocess.run(["zstd", "-q", path], check=True)
        assert Dataset.open(str(path) + suffix).counters().to_pandas().equals(expected)


class TestErrors:
    BAD = (
        ("{", "not JSON"),
        ("[]", "not an object"),
        (line(report("x")).strip(), "X is not a number"),
        (line(report(0.1, week="yesterday")).strip(), 'Week "yesterday" is not a day'),
        (line(report(0.1, entry(counters={"a": -1}))).strip(), "a is not a count"),
        (line(report(0.1, entry(stacks={"a": 1.5}))).strip(), "a is not a count"),
        (line(report(0.1, entry(version=1))).strip(), "Version is not a string"),
        (line(report(0.1, "entry")).strip(), "an element of Programs is not an object"),
    )

    @pytest.mark.parametrize("bad, reason", BAD)
    def test_names_file_line_and_reason(self, tmp_path, bad, reason):
        path = write(tmp_path / "day.json", REPORTS[0], bad + "\n", REPORTS[1])
        with pytest.raises(gotelemetry.DataError, match="day.json:2: .*" + reason):
            Dataset.open(path).counters()

    @pytest.mark.parametrize("bad, reason", BAD)
    def test_skips_and_counts_when_asked(self, tmp_path, bad, reason):
        path = write(tmp_path / "day.json", REPORTS[0], bad + "\n", REPORTS[1])
        dataset = Dataset.open(path, errors="skip")
        table = dataset.reports()
        assert rows(table, "report", "x") == [(0, 0.1), (1, 0.2)]
        assert table.skipped == 1

    def test_names_the_first_bad_line_of_many(self, tmp_path):
        path = write(tmp_path / "day.json", *REPORTS * 3000, "{\n", *REPORTS * 3000, "{\n")
        with pytest.raises(gotelemetry.DataError, match="day.json:9001: "):
            Dataset.open(path).counters()

    def test_names_the_line_of_a_compressed_file(self, tmp_path):
        path = write(tmp_path / "day.json", *REPORTS * 3000, "{\n")
        compressed = tmp_path / "day.json.gz"
        compressed.write_bytes(gzip.compress(path.read_bytes()))
        with pytest.raises(gotelemetry.DataError, match="day.json.gz:9001: "):
            Dataset.open(compressed).counters()

    def test_finds_damaged_compression(self, tmp_path):
        path = tmp_path / "day.json.gz"
        path.write_bytes(gzip.compress(line(REPORTS[0]).encode())[:-10])
        with pytest.raises(gotelemetry.DataError, match="day.json.gz: the gzip data ends too early"):
            Dataset.open(path).counters()

    def test_names_a_damaged_file_and_reads_the_others_when_asked(self, tmp_path):
        whole = line(REPORTS[0]).encode()
        (tmp_path / "1.json.gz").write_bytes(gzip.compress(whole)[:-10])
        (tmp_path / "2.json.gz").write_bytes(gzip.compress(whole))
        table = Dataset.open(tmp_path, errors="skip").reports()
        assert table.to_pandas()["x"].tolist()[-1] == 0.1
        assert [message.partition(": ")[2] for message in table.damaged] == ["the gzip data ends too early"]
        assert "1.json.gz" in table.damaged[0]

    def test_reads_what_other_programs_add(self, tmp_path):
        text = ("\ufeff\n" + line(REPORTS[0]) + " \r\n" + line(REPORTS[1]) + "\n").encode()
        (tmp_path / "1.json").write_bytes(text)
        (tmp_path / "2.json.gz").write_bytes(gzip.compress(text) + bytes(100_000))
        assert Dataset.open(tmp_path).reports().to_pandas()["x"].tolist() == [0.1, 0.2] * 2

    def test_a_directory_is_no_file(self, tmp_path):
        with pytest.raises(OSError, match="not a file"):
            Dataset([tmp_path]).counters()

    def test_refuses_another_word_for_errors(self):
        with pytest.raises(ValueError, match="ignore"):
            Dataset([], errors="ignore")


def test_an_empty_dataset_has_no_rows(tmp_path):
    dataset = Dataset.open(write(tmp_path / "day.json"))
    for table in (dataset.counters(), dataset.stacks(), dataset.programs(), dataset.reports()):
        assert len(table.to_pandas()) == table.num_rows == 0
