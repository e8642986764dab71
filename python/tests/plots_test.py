"""Pictures of answers, and the page of all of them."""

import html.parser
import pathlib

import matplotlib
import pytest
from datasets import entry, report, write

from gotelemetry import Dataset, UnknownNameError, UploadConfig

matplotlib.use("Agg")

GOLDEN = pathlib.Path("report/chart/testdata/charts")
CONFIG = pathlib.Path("config/upload_config/testdata/upload_config.json")
GOPLS = "golang.org/x/tools/gopls"


@pytest.fixture
def dataset(tmp_path):
    return Dataset.open(write(tmp_path / "day.json", report(0.1, entry(counters={"editor:vim": 1}))))


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
