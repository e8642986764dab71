import gzip
import pathlib

import matplotlib
import pytest
from datasets import entry, report, write

import gotelemetry
from gotelemetry import Dataset, UploadConfig

matplotlib.use("Agg")

# The charts that Go's own code made from these reports.
GOLDEN = pathlib.Path("report/chart/testdata/charts")
CONFIG = pathlib.Path("config/testdata/upload_config.json")
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

    def test_has_a_total_for_each_group(self, dataset):
        assert table(dataset.share("example.com/tool", "editor", by="version"),
                     "version", "bucket", "reports", "total") == [
            ("v1.0.0", "emacs", 1, 2), ("v1.0.0", "vim", 1, 2), ("v2.0.0", "vi", 1, 2), ("v2.0.0", "vim", 1, 2)]

    def test_is_empty_where_nobody_counted(self, dataset):
        assert list(dataset.share("example.com/tool", "absent").columns) == [
            "bucket", "reports", "total", "share", "low", "high"]
        assert dataset.share("example.com/absent", "editor", by="goos").empty

    def test_refuses_another_group(self, dataset):
        with pytest.raises(ValueError, match="colour"):
            dataset.share("example.com/tool", "editor", by="colour")

    # Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3.
    @pytest.mark.parametrize("successes, trials, low, high", [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)])
    def test_has_wilsons_interval(self, successes, trials, low, high):
        assert gotelemetry.wilson_interval(successes, trials) == pytest.approx((low, high), abs=5e-5)


class TestTrend:
    def test_has_every_bucket_in_every_week(self, dataset):
        found = dataset.trend("example.com/tool", "editor")
        assert [(str(row.week.date()), row.bucket, row.reports, row.total) for row in found.itertuples()] == [
            ("2026-11-18", "emacs", 1, 2), ("2026-11-18", "vi", 1, 2), ("2026-11-18", "vim", 1, 2),
            ("2026-11-25", "emacs", 0, 1), ("2026-11-25", "vi", 0, 1), ("2026-11-25", "vim", 0, 1)]


    def test_reads_each_table_once(self, dataset, monkeypatch):
        read = []
        for name in ("counters", "programs"):
            def counted(*args, _name=name, _original=getattr(Dataset, name), **options):
                read.append(_name)
                return _original(*args, **options)
            monkeypatch.setattr(Dataset, name, counted)
        dataset.trend("example.com/tool", "editor")
        assert sorted(read) == ["counters", "programs"]


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
        assert len(ax.lines) == 3 and len(ax.get_legend().get_texts()) == 3

    def test_top_stacks_are_labelled_with_their_frames(self, golden):
        ax = golden.plot_top_stacks(GOPLS, n=2)
        assert all("\n" in label.get_text() for label in ax.get_yticklabels())

    def test_charts_keep_their_order(self, golden):
        ax = golden.plot_charts(UploadConfig.load(CONFIG), GOPLS, "GoVersion", top=3)
        assert len(ax.patches) == 3

    def test_all_can_be_drawn_of_nothing(self, tmp_path):
        nothing = Dataset.open(write(tmp_path / "day.json"))
        nothing.plot_share("p", "c")
        nothing.plot_trend("p", "c")
        nothing.plot_top_stacks("p")
        nothing.plot_charts(UploadConfig.load(CONFIG), "p", "c")

    def test_names_with_dollars_are_drawn_as_they_are(self, tmp_path):
        dollars = "a$__0$b"  # not a valid formula
        dataset = Dataset.open(write(tmp_path / "day.json", report(0.1, entry(
            program=dollars, version=dollars, counters={f"c{dollars}:$5 to $10": 1}, stacks={f"{dollars}\n{dollars}:+1": 1}))))
        axes = [dataset.plot_share(dollars, f"c{dollars}", by="version"), dataset.plot_trend(dollars, f"c{dollars}"),
                dataset.plot_top_stacks(dollars, prefix=dollars)]
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
