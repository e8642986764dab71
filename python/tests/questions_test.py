import gzip
import json
import pathlib

import pandas
import pytest
from datasets import entry, report, write

from gotelemetry import DataError, Dataset, UnknownNameError, UploadConfig

# The charts that Go's own code made from these reports.
GOLDEN = pathlib.Path("report/chart/testdata/charts")
CONFIG = pathlib.Path("config/upload_config/testdata/upload_config.json")
GOPLS = "golang.org/x/tools/gopls"


@pytest.fixture
def dataset(tmp_path):
    return Dataset.open(write(
        tmp_path / "day.json",
        report(0.1, entry(counters={"editor:vim": 1}), entry(version="v2.0.0", counters={"editor:vim": 5, "editor:vi": 1})),
        report(0.2, entry(counters={"editor:emacs": 9, "other": 1})),
        report(0.2, entry(counters={"editor:emacs": 9, "other": 1})),
        report(0.3, entry(version="v2.0.0"), week="2026-11-25"),
        report(0.4, entry(program="example.com/other", counters={"editor:vim": 1})),
    ))


def table(frame, *columns):
    return [tuple(row) for row in frame[list(columns)].itertuples(index=False)]


class TestShare:
    def test_counts_a_report_once_and_those_without_the_chart_in_the_total(self, dataset):
        assert table(dataset.share("example.com/tool", "editor"), "bucket", "reports", "total") == [
            ("emacs", 1, 3), ("vi", 1, 3), ("vim", 1, 3)]

    def test_has_a_total_for_each_group_and_the_cells_that_are_zero(self, dataset):
        assert table(dataset.share("example.com/tool", "editor", by="version"),
                     "version", "bucket", "reports", "total") == [
            ("v1.0.0", "vim", 1, 2), ("v1.0.0", "emacs", 1, 2), ("v1.0.0", "vi", 0, 2),
            ("v2.0.0", "vim", 1, 2), ("v2.0.0", "emacs", 0, 2), ("v2.0.0", "vi", 1, 2)]

    def test_names_the_nearest_of_a_name_that_is_not_there(self, dataset):
        with pytest.raises(UnknownNameError, match="chart 'edit' is not in the reports of example.com/tool; did you mean 'editor'"):
            dataset.share("example.com/tool", "edit")
        with pytest.raises(UnknownNameError, match="program 'tool' is not in this dataset; did you mean 'example.com/tool'"):
            dataset.share("tool", "editor", by="goos")
        with pytest.raises(UnknownNameError, match="version 'v1.0' is not in .*did you mean 'v1.0.0'"):
            dataset.share("example.com/tool", "editor", where={"version": ["v1.0"]})

    def test_refuses_what_it_does_not_know(self, dataset):
        with pytest.raises(ValueError, match="by must be one of .*, not 'colour'"):
            dataset.share("example.com/tool", "editor", by="colour")
        with pytest.raises(ValueError, match="where: 'colour' is not one of"):
            dataset.share("example.com/tool", "editor", where={"colour": ["red"]})
        with pytest.raises(TypeError, match="where\\['goos'\\] must be a list"):
            dataset.share("example.com/tool", "editor", where={"goos": "linux"})

    def test_has_only_the_entries_and_weeks_asked_for(self, dataset):
        found = dataset.share("example.com/tool", "editor", where={"version": ["v2.0.0"]}, weeks=["2026-W47"])
        assert table(found, "bucket", "reports", "total") == [("vi", 1, 1), ("vim", 1, 1)]
        both = dataset.share("example.com/tool", "editor", weeks=["2026-11-18", "2026-11-25"])
        assert both["total"].tolist() == [3, 3, 3]
        # The buckets of other weeks are there, with nobody.
        nobody = dataset.share("example.com/tool", "editor", weeks=slice("2026-11-25", None))
        assert table(nobody, "bucket", "reports", "total") == [("emacs", 0, 1), ("vi", 0, 1), ("vim", 0, 1)]
        with pytest.raises(UnknownNameError, match="no report of 'example.com/tool' is of weeks="):
            dataset.share("example.com/tool", "editor", weeks=["2025-W01"])

    def test_orders_versions_and_amounts_by_what_they_mean(self, tmp_path):
        versions, buckets = ["v1.10.0", "v1.8.0", "v1.9.0-pre.1"], ["<50ms", "<100ms", "<250ms", "<10ms", ">=1s"]
        dataset = Dataset.open(write(tmp_path / "day.json", *[
            report(0.1 * (i + 1), entry(version=version, counters={f"latency:{bucket}": 1 for bucket in buckets[i:]}))
            for i, version in enumerate(versions)]))
        found = dataset.share("example.com/tool", "latency", by="version")
        assert list(dict.fromkeys(found["version"])) == ["v1.8.0", "v1.9.0-pre.1", "v1.10.0"]
        assert list(found["bucket"])[:5] == ["<10ms", "<50ms", "<100ms", "<250ms", ">=1s"]

    def test_groups_by_weeks_of_seven_days(self, tmp_path):
        days = [f"2026-11-{day}" for day in range(16, 30)]
        dataset = Dataset.open(write(tmp_path / "days.json", *[
            report((i + 1) / 100, entry(counters={"a:b": 1}), week=day) for i, day in enumerate(days)]))
        found = dataset.share("example.com/tool", "a", by="week")
        assert [(str(row.week.date()), row.reports, row.total) for row in found.itertuples()] == [
            ("2026-11-22", 7, 7), ("2026-11-29", 7, 7)]
        whole = dataset.share("example.com/tool", "a")
        assert table(whole, "total", "weeks", "effective") == [(14, 2, 7.0)]
        assert (str(whole.attrs["first"].date()), str(whole.attrs["last"].date())) == ("2026-11-16", "2026-11-29")


class TestRates:
    @pytest.fixture
    def config(self, tmp_path):
        path = tmp_path / "config.json"
        path.write_text(json.dumps({
            "GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["gcc12.2.0"], "SampleRate": 1,
            "Programs": [{"Name": "example.com/tool", "Versions": ["v1.0.0"], "Counters": [
                {"Name": "rare:{a,b}", "Rate": 0.1}, {"Name": "often", "Rate": 1}]}]}))
        return UploadConfig.load(path)

    @pytest.fixture
    def everybody_has_it(self, tmp_path):
        """Every machine has all counters, but those with a higher X do not send the rare one."""
        return Dataset.open(write(tmp_path / "day.json", *[
            report(x / 1000, entry(counters={"often": 1, **({"rare:a": 1} if x <= 100 else {})})) for x in range(1, 1001)]))

    def test_are_taken_into_account(self, everybody_has_it, config):
        found = everybody_has_it.share("example.com/tool", "rare", config=config)
        assert table(found, "bucket", "reports", "total", "share") == [("a", 100, 100, 1.0), ("b", 0, 100, 0.0)]
        often = everybody_has_it.share("example.com/tool", "often", config=config)
        assert table(often, "bucket", "reports", "total") == [("often", 1000, 1000)]
        assert everybody_has_it.trend("example.com/tool", "rare", config=config)["share"].tolist() == [1.0, 0.0]

    def test_are_missed_where_no_config_says_them(self, everybody_has_it):
        with pytest.warns(UserWarning, match="all 100 reports with rare have an X of at most 0.1: .*pass config=") as warned:
            found = everybody_has_it.share("example.com/tool", "rare")
        assert [warning.filename for warning in warned] == [__file__]
        assert found["share"].tolist() == [0.1]

    def test_say_what_is_not_in_the_config(self, everybody_has_it, tmp_path, config):
        dataset = Dataset.open(write(tmp_path / "other.json", report(0.5, entry(counters={"new": 1}))))
        with pytest.warns(UserWarning, match="new of example.com/tool is not in the config"):
            dataset.share("example.com/tool", "new", config=config)

    def test_hold_for_comparisons(self, tmp_path, config):
        dataset = Dataset.open(write(tmp_path / "two.json", *[
            report(x / 1000, entry(version=version, counters={"often": 1, **({"rare:a": 1} if x <= 100 else {})}))
            for x in range(1, 1001) for version in (["v1.0.0"] if x % 2 else ["v1.1.0"])]))
        found = dataset.compare("example.com/tool", "v1.0.0", "v1.1.0", charts=["rare"], config=config)
        assert table(found, "total_a", "total_b", "share_a", "share_b") == [(50, 50, 1.0, 1.0)]


class TestTrend:
    def test_has_every_bucket_in_every_week(self, dataset):
        found = dataset.trend("example.com/tool", "editor")
        assert [(str(row.week.date()), row.bucket, row.reports, row.total, row.days) for row in found.itertuples()] == [
            ("2026-11-22", "emacs", 1, 2, 1), ("2026-11-22", "vi", 1, 2, 1), ("2026-11-22", "vim", 1, 2, 1),
            ("2026-11-29", "emacs", 0, 1, 1), ("2026-11-29", "vi", 0, 1, 1), ("2026-11-29", "vim", 0, 1, 1)]

    def test_is_of_days_only_if_asked(self, dataset):
        found = dataset.trend("example.com/tool", "editor", per="day")
        assert [str(day.date()) for day in found["day"].unique()] == ["2026-11-18", "2026-11-25"]
        with pytest.raises(ValueError, match='per must be "week" or "day", not \'month\''):
            dataset.trend("example.com/tool", "editor", per="month")

    def test_reads_each_table_once(self, dataset, monkeypatch):
        read = []
        def counted(self, kind, *args, _original=Dataset._scan, **options):
            read.append(kind)
            return _original(self, kind, *args, **options)
        monkeypatch.setattr(Dataset, "_scan", counted)
        dataset.trend("example.com/tool", "editor")
        assert sorted(read) == ["counters", "programs"]

    def test_has_the_numbers_that_the_site_has_for_each_week(self, tmp_path):
        config = UploadConfig.load(CONFIG)
        days = {day: GOLDEN / f"{day}.json.gz" for day in ("2026-11-17", "2026-11-18")}
        # The same reports in the week after, of which the site has charts of its own.
        later = tmp_path / "2026-11-25.json"
        text = gzip.decompress(days["2026-11-18"].read_bytes()).decode().replace('"Week":"2026-11-18"', '"Week":"2026-11-25"')
        later.write_text(text)
        weeks = {"2026-11-22": Dataset.open(list(days.values())), "2026-11-29": Dataset.open(later)}
        found = Dataset.open([*days.values(), later])
        trend = found.trend(GOPLS, "gopls/client", config=config)
        versions = found.adoption(GOPLS)
        for sunday, dataset in weeks.items():
            bars = dataset.charts(config)
            bars = bars[bars["program"] == GOPLS]
            for chart, frame, column in (("gopls/client", trend, "bucket"), ("Version", versions, "version")):
                site = bars[bars["chart"] == chart]
                ours = frame[(frame["week"] == sunday) & ((frame["reports"] > 0) | (chart != "Version"))]
                assert dict(zip(site["bucket"], site["value"])) == dict(zip(ours[column], ours["reports"]))
                if chart == "Version":
                    assert site["bucket"].tolist() == ours["version"].tolist()


class TestNames:
    def test_say_what_can_be_asked_for(self, dataset):
        assert table(dataset.names(), "program", "kind", "name", "buckets", "reports") == [
            ("example.com/other", "chart", "editor", 1, 1), ("example.com/tool", "chart", "editor", 3, 2),
            ("example.com/tool", "chart", "other", 1, 1)]
        assert len(dataset.names("example.com/tool")) == 2
        with pytest.raises(UnknownNameError, match="did you mean 'example.com/tool'"):
            dataset.names("example.com/toll")

    def test_description_says_what_there_is_of_each_program(self, dataset):
        assert table(dataset.describe(), "program", "reports", "weeks", "versions", "latest") == [
            ("example.com/tool", 3, 2, 2, "v2.0.0"), ("example.com/other", 1, 1, 1, "v1.0.0")]
        assert str(dataset.describe()["last"][0].date()) == "2026-11-25"

    def test_refuse_a_value_that_is_not_there(self, dataset, tmp_path):
        for source in (dataset, dataset.to_parquet(tmp_path / "store")):
            for ask in (source.describe, source.names, lambda source=source, **asked: source.names("example.com/tool", **asked),
                        source.counters, source.programs, source.reports):
                with pytest.raises(UnknownNameError, match="goos 'linu' is not in .*; did you mean 'linux'?"):
                    ask(where={"goos": ["linu"]})
            assert len(source.counters(where={"goos": ["linu"]}, missing_ok=True)) == 0
            assert len(source.describe(where={"goos": ["linux"]})) == 2

    def test_nothing_is_there_in_an_empty_dataset(self, tmp_path):
        empty = Dataset.open(write(tmp_path / "day.json"))
        assert empty.names().empty and empty.describe().empty


class TestTopStacks:
    @pytest.fixture
    def stacks(self, tmp_path):
        return Dataset.open(write(
            tmp_path / "day.json",
            report(0.1, entry(stacks={"bug/a\nf:+1,+0x1\ng:+2,+0x1": 1, "bug/a\nf:+9,+0x9\ng:+2,+0x1\nh:+1,+0x1": 5})),
            report(0.2, entry(stacks={"bug/a\nf:+1,+0x1\ng:+3,+0x1": 1, "crash\nq:+1,+0x1": 1})),
        ))

    def test_groups_by_functions_whatever_the_line(self, stacks):
        assert table(stacks.top_stacks("example.com/tool", frames=2), "stack", "frames", "reports", "value") == [
            ("bug/a", "f\ng", 2, 7), ("crash", "q", 1, 1)]

    def test_shows_the_most_counted_stack_of_a_group(self, stacks):
        assert stacks.top_stacks("example.com/tool", frames=2)["example"][0] == "f:+9,+0x9\ng:+2,+0x1\nh:+1,+0x1"

    def test_has_the_source_lines_of_builds_with_symbol_files(self, tmp_path):
        symbols = tmp_path / "symbols"
        symbols.mkdir()
        (symbols / "3f2a9c0b6d1e4f58a2.symbols").write_text(
            "gotelemetry symbols 1\nbuild 3f2a9c0b6d1e4f58a2\nobject wc\nt tool::Count\nt tool/wc.cc\n"
            "f 1 117 11d0\nr 11d0 1 2 120\nr 1200 0 0 0\n", encoding="utf-8")
        frame = "wc@3f2a9c0b6d1e4f58.Count:@0x11d0,+0x1b"
        dataset = Dataset.open(write(tmp_path / "day.json", report(0.1, entry(stacks={f"crash\n{frame}": 1}))))
        assert dataset.top_stacks("example.com/tool")["example"][0] == frame
        found = dataset.top_stacks("example.com/tool", symbols=symbols)
        assert found["example"][0] == "wc.Count:+3,+0x1b  tool/wc.cc:120"
        (symbols / "3f2a9c0b6d1e4f58a2.symbols").write_text("nonsense", encoding="utf-8")
        with pytest.raises(DataError, match="a2.symbols: line 1 is no part"):
            dataset.top_stacks("example.com/tool", symbols=symbols)

    def test_sums_stop_at_the_highest_count_and_count_a_report_once(self, tmp_path):
        hostile = [report(x, entry(stacks={"bug\nf:+1": 2**63 - 1})) for x in (0.1, 0.2)]
        found = Dataset.open(write(tmp_path / "day.json", *hostile, hostile[0])).top_stacks("example.com/tool")
        assert table(found, "reports", "value") == [(2, 2**63 - 1)]
        small = [report(x, entry(stacks={"bug\nf:+1": 3})) for x in (0.1, 0.2, 0.2)]
        found = Dataset.open(write(tmp_path / "small.json", *small)).top_stacks("example.com/tool")
        assert table(found, "reports", "value") == [(2, 6)] and found["value"].dtype == "int64"

    def test_names_the_nearest_of_a_prefix_that_is_not_there(self, stacks):
        with pytest.raises(UnknownNameError, match="stack counter 'bugs/' is not in .*did you mean 'bug/a'"):
            stacks.top_stacks("example.com/tool", "bugs/")

    def test_keeps_names_with_the_prefix_and_the_first_n(self, stacks):
        assert len(stacks.top_stacks("example.com/tool", "bug/", frames=3)) == 2
        assert len(stacks.top_stacks("example.com/tool", n=1)) == 1


class TestReleases:
    def test_are_of_the_reports_asked_for(self, dataset):
        days = dict(table(dataset.releases("example.com/tool"), "version", "first"))
        assert {version: str(day)[:10] for version, day in days.items()} == {"v1.0.0": "2026-11-18", "v2.0.0": "2026-11-18"}
        later = dataset.releases("example.com/tool", weeks=["2026-W48"])
        assert [(version, str(day)[:10]) for version, day in table(later, "version", "first")] == [("v2.0.0", "2026-11-25")]
        with pytest.raises(UnknownNameError, match="goos 'plan9'"):
            dataset.releases("example.com/tool", where={"goos": ["plan9"]})


class TestTypes:
    def test_texts_are_what_pandas_has_for_text(self, dataset):
        text = pandas.Series(["a"], dtype="str").dtype
        for frame, names in (
            (dataset.share("example.com/tool", "editor", by="version"), ["version", "bucket"]),
            (dataset.trend("example.com/tool", "editor"), ["bucket"]),
            (dataset.adoption("example.com/tool"), ["version"]),
            (dataset.crash_rate("example.com/tool", by="goos"), ["goos"]),
            (dataset.compare("example.com/tool", "v1.0.0", "v2.0.0"), ["kind", "chart", "bucket"]),
            (dataset.names(), ["program", "kind", "name"]),
            (dataset.describe(), ["program", "latest"]),
        ):
            assert [frame[name].dtype for name in names] == [text] * len(names)
        # So they join with others.
        shares = dataset.share("example.com/tool", "editor")
        assert shares.merge(pandas.DataFrame({"bucket": ["vim"], "vendor": ["Bram"]}), on="bucket")["bucket"].dtype == text


class TestWhatWasLeftOut:
    """Answers say what could not be read."""

    def test_is_named_for_files_of_a_store(self, dataset, tmp_path):
        store = dataset.to_parquet(tmp_path / "store")
        assert store.share("example.com/tool", "editor").attrs["damaged"] == ()
        damaged = next(path for path in store.paths if "/counters/" in path and "2026-11-18" in path)
        pathlib.Path(damaged).write_bytes(b"PAR1 but nothing else")
        with pytest.raises(DataError, match=damaged):
            store.compare("example.com/tool", "v1.0.0", "v2.0.0")
        rest = Dataset.open(tmp_path / "store", errors="skip")
        answer = rest.compare("example.com/tool", "v1.0.0", "v2.0.0")
        (message,) = answer.attrs["damaged"]
        assert damaged in message
        # Only for the question that needed it.
        assert rest.adoption("example.com/tool").attrs["damaged"] == ()

    def test_is_named_for_json(self, tmp_path):
        path = write(tmp_path / "day.json", report(0.1, entry(counters={"a:b": 1})), "no report\n")
        cut = tmp_path / "cut.json.gz"
        cut.write_bytes(gzip.compress(path.read_bytes() * 100)[:-20])
        answer = Dataset([path, cut], errors="skip").share("example.com/tool", "a")
        assert answer.attrs["skipped"] >= 1
        assert [message for message in answer.attrs["damaged"] if "cut.json.gz" in message]
