import gzip
import html.parser
import json
import pathlib

import matplotlib
import pytest
from datasets import entry, report, write

from gotelemetry import DataError, Dataset, UnknownNameError, UploadConfig

matplotlib.use("Agg")

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
        with pytest.warns(UserWarning, match="all 100 reports with rare have an X of at most 0.1: .*pass config="):
            found = everybody_has_it.share("example.com/tool", "rare")
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


class TestCharts:
    @pytest.mark.parametrize("days, expected", [
        (["2026-11-18"], "expected_2026-11-18.json"),
        (["2026-11-17", "2026-11-18"], "expected_2026-11-17_2026-11-18.json")])
    @pytest.mark.parametrize("compressed", [False, True])
    def test_file_is_the_one_that_go_makes(self, tmp_path, days, expected, compressed):
        paths = [GOLDEN / f"{day}.json.gz" for day in days]
        if not compressed:
            for i, path in enumerate(paths):
                paths[i] = tmp_path / path.stem
                paths[i].write_bytes(gzip.decompress(path.read_bytes()))
        dataset = Dataset.open(paths)
        made = dataset.charts_json(UploadConfig.load(CONFIG), start=days[0], end=days[-1])
        assert made == (GOLDEN / expected).read_text(encoding="utf-8")

    def test_frame_says_the_same(self):
        frame = Dataset.open(GOLDEN / "2026-11-18.json.gz").charts(UploadConfig.load(CONFIG))
        bars = frame[(frame["program"] == "cmd/go") & (frame["chart"] == "GOARCH")]
        assert list(frame.columns) == ["program", "chart", "week", "bucket", "value"]
        assert bars["bucket"].is_monotonic_increasing and bars["value"].sum() > 0

    def test_need_reports(self, dataset, tmp_path):
        dataset.counters().to_parquet(tmp_path / "counters.parquet")
        with pytest.raises(DataError, match="charts are made of reports in JSON, but .*counters.parquet is Parquet"):
            Dataset.open(tmp_path / "counters.parquet").charts(UploadConfig.load(CONFIG))

    def test_agrees_with_share(self):
        dataset = Dataset.open(GOLDEN / "2026-11-18.json.gz")
        frame = dataset.charts(UploadConfig.load(CONFIG))
        bars = frame[(frame["program"] == GOPLS) & (frame["chart"] == "gopls/client") & (frame["value"] > 0)]
        shares = dataset.share(GOPLS, "gopls/client")
        assert dict(zip(bars["bucket"], bars["value"])) == dict(zip(shares["bucket"], shares["reports"]))


class TestPlots:
    @pytest.fixture
    def golden(self):
        return Dataset.open([GOLDEN / "2026-11-17.json.gz", GOLDEN / "2026-11-18.json.gz"])

    def test_share_has_a_labelled_bar_for_each_bucket(self, golden):
        ax = golden.plot_share(GOPLS, "gopls/client", top=5)
        assert len(ax.patches) == 5
        assert ax.get_title(loc="left") == "gopls/client, top 5 of 16 buckets"
        assert ax.get_xlabel().startswith("share of reports")

    def test_share_by_a_field_has_a_legend(self, golden):
        ax = golden.plot_share(GOPLS, "gopls/client", by="goos", top=3)
        assert 1 < len(ax.get_legend().get_texts()) <= 7

    def test_trend_has_a_line_for_each_bucket(self, golden):
        ax = golden.plot_trend(GOPLS, "gopls/client", top=3)
        # A line, and its hollow marks.
        assert len(ax.lines) == 6 and len(ax.get_legend().get_texts()) == 3

    def test_top_stacks_are_labelled_with_their_frames(self, golden):
        ax = golden.plot_top_stacks(GOPLS, n=2)
        assert all("\n" in label.get_text() for label in ax.get_yticklabels())

    def test_charts_keep_their_order(self, golden):
        ax = golden.plot_charts(UploadConfig.load(CONFIG), GOPLS, "GoVersion", top=3)
        assert len(ax.patches) == 3

    def test_a_typo_is_an_error_not_an_empty_picture(self, golden):
        for draw in (lambda: golden.plot_share(GOPLS, "typo", by="version"), lambda: golden.plot_trend(GOPLS, "typo"),
                     lambda: golden.plot_charts(UploadConfig.load(CONFIG), GOPLS, "GOSO"), lambda: golden.plot_top_stacks("typo")):
            with pytest.raises(UnknownNameError):
                draw()

    def test_says_how_many_groups_it_leaves_out(self, golden):
        ax = golden.plot_share(GOPLS, "gopls/client", by="version", top=3)
        assert ax.get_title(loc="left") == "gopls/client, top 3 of 16 buckets, 7 of 101 versions"
        assert "181 reports of 1 week, 16 Nov 2026 to 22 Nov 2026" in _texts(golden.plot_share(GOPLS, "gopls/client"))

    @pytest.mark.parametrize("name", ["", "_x", "v1"])
    def test_every_line_and_group_has_a_name_in_the_legend(self, tmp_path, name):
        dataset = Dataset.open(write(tmp_path / "day.json", report(0.1, entry(version=name, counters={f"c:{name}": 1}))))
        for ax in (dataset.plot_share("example.com/tool", "c", by="version"), dataset.plot_trend("example.com/tool", "c")):
            assert [text.get_text() for text in ax.get_legend().get_texts()] == [name or "(empty)"]

    def test_weeks_with_few_days_are_hollow(self, golden):
        ax = golden.plot_trend(GOPLS, "gopls/client", top=1)
        assert ax.get_xlabel() == "week that ended on (hollow: not all 7 days)"
        assert [line.get_markerfacecolor() for line in ax.lines] == [ax.lines[0].get_color(), "white"]

    def test_releases_are_marked(self, golden):
        ax = golden.plot_trend(GOPLS, "gopls/client", per="day", releases={"v9.9.9": "2026-11-18", "v0.0.1": "2020-01-01"})
        assert "v9.9.9" in _texts(ax) and "v0.0.1" not in _texts(ax)
        ax = golden.plot_trend(GOPLS, "gopls/client", per="day", releases=True)
        assert ax.get_xlabel() == "day · first reports of 6 of 101 versions are marked"

    def test_names_with_dollars_are_drawn_as_they_are(self, tmp_path):
        dollars = "a$__0$b"  # not a valid formula
        dataset = Dataset.open(write(tmp_path / "day.json", report(0.1, entry(
            program=dollars, version=dollars, counters={f"c{dollars}:$5 to $10": 1}, stacks={f"{dollars}\n{dollars}:+1": 1}))))
        axes = [dataset.plot_share(dollars, f"c{dollars}", by="version"), dataset.plot_trend(dollars, f"c{dollars}"),
                dataset.plot_top_stacks(dollars, prefix=dollars), dataset.plot_adoption(dollars),
                dataset.plot_crash_rate(dollars)]
        for ax in axes:
            ax.figure.savefig(tmp_path / "plot.png")
            texts = ax.findobj(matplotlib.text.Text)
            assert not [text for text in texts if "$" in text.get_text() and text.get_parse_math()]

    def test_draws_on_what_is_given(self, golden):
        ax = matplotlib.pyplot.figure().subplots()
        assert golden.plot_share(GOPLS, "gopls/client", ax=ax) is ax

    @pytest.fixture(autouse=True)
    def close_figures(self):
        yield
        matplotlib.pyplot.close("all")


class _Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href", "srcset", "data", "action")]

    def handle_data(self, data):
        self.text += data


class TestReport:
    def test_is_one_file_that_needs_no_network(self, tmp_path):
        golden = Dataset.open([GOLDEN / "2026-11-17.json.gz", GOLDEN / "2026-11-18.json.gz"])
        golden.report(tmp_path / "report.html", [GOPLS], charts=3)
        assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
        page = _Page()
        page.feed((tmp_path / "report.html").read_text(encoding="utf-8"))
        assert page.links and all(link.startswith("data:image/png;base64,") for link in page.links)
        assert not {"script", "link", "iframe"} & set(page.tags)
        assert "This page is about 1 of 6 programs." in page.text and "3 of 21 charts" in page.text
        assert "has reports of only 1 week, none before these" in page.text

    def test_shows_names_as_they_are(self, tmp_path):
        name = "<script>alert('$x$')</script>"
        reports = [report((x + 1) / 200, entry(program=name, version=f"{name}{x % 2}", counters={f"{name}:{name}": 1, "ms:<10ms": 1},
                                               stacks={f"crash/crash\n{name}": 1}), week=f"2026-11-{11 + 7 * (x % 3)}")
                   for x in range(90)]
        Dataset.open(write(tmp_path / "day.json", *reports)).report(tmp_path / "report.html", title=name)
        page = _Page()
        page.feed((tmp_path / "report.html").read_text(encoding="utf-8"))
        assert "script" not in page.tags and name in page.text

    def test_of_a_program_that_is_not_there_is_an_error_and_leaves_no_file(self, dataset, tmp_path):
        with pytest.raises(UnknownNameError):
            dataset.report(tmp_path / "report.html", ["tol"])
        assert not list(tmp_path.glob("report.html*"))


def _texts(ax):
    return " ".join(text.get_text() for text in ax.findobj(matplotlib.text.Text))
