"""The exact charts of a collector's site, of JSON and of a store."""

import gzip
import json
import pathlib

import pytest
from datasets import entry, report, write

from gotelemetry import DataError, Dataset, UploadConfig

# The charts that Go's own code made from these reports.
GOLDEN = pathlib.Path("report/chart/testdata/charts")
CONFIG = pathlib.Path("config/upload_config/testdata/upload_config.json")
GOPLS = "golang.org/x/tools/gopls"


@pytest.fixture
def dataset(tmp_path):
    return Dataset.open(write(tmp_path / "day.json", report(0.1, entry(counters={"editor:vim": 1}))))


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
        with pytest.raises(DataError, match="this dataset has the table counters, not reports"):
            Dataset.open(tmp_path / "counters.parquet").charts(UploadConfig.load(CONFIG))

    @pytest.mark.parametrize("days, expected", [
        (["2026-11-18"], "expected_2026-11-18.json"),
        (["2026-11-17", "2026-11-18"], "expected_2026-11-17_2026-11-18.json")])
    def test_of_a_store_are_those_of_the_json(self, tmp_path, days, expected):
        store = Dataset.open([GOLDEN / f"{day}.json.gz" for day in days]).to_parquet(tmp_path / "store")
        made = store.charts_json(UploadConfig.load(CONFIG), start=days[0], end=days[-1])
        assert made == (GOLDEN / expected).read_text(encoding="utf-8")

    def test_of_a_store_count_a_report_once_by_its_x_in_whatever_weeks_it_is(self, tmp_path):
        program = {"Name": "example.com/tool", "Versions": ["v1.0.0"], "Counters": [
            {"Name": "runs", "Rate": 1}, {"Name": "editor:{vim,emacs,editor}", "Rate": 1}]}
        path = tmp_path / "config.json"
        path.write_text(json.dumps({"GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["go1.22.3", "go1.22.4"],
                                    "Programs": [program]}))
        builds = [entry(goversion=version, counters={"runs": 1, "editor:vim": 2, "editor:editor": 1, "other": 1})
                  for version in ("go1.22.3", "go1.22.4")]
        dataset = Dataset([write(tmp_path / f"{number}.json", *reports) for number, reports in enumerate((
            [report(0.25, *builds), report(0.5, builds[0]), report(0.75)],
            [report(0.25, builds[0], week="2026-11-25"), report(0.125, entry("example.com/b"), week="2026-11-26")],
            [report(0.875, week="2026-12-02")]))])
        days = {"start": "2026-11-18", "end": "2026-12-02"}
        expected = dataset.charts_json(UploadConfig.load(path), **days)
        assert json.loads(expected)["NumReports"] == 6
        assert dataset.to_parquet(tmp_path / "store").charts_json(UploadConfig.load(path), **days) == expected

    def test_agrees_with_share(self):
        dataset = Dataset.open(GOLDEN / "2026-11-18.json.gz")
        frame = dataset.charts(UploadConfig.load(CONFIG))
        bars = frame[(frame["program"] == GOPLS) & (frame["chart"] == "gopls/client") & (frame["value"] > 0)]
        shares = dataset.share(GOPLS, "gopls/client")
        assert dict(zip(bars["bucket"], bars["value"])) == dict(zip(shares["bucket"], shares["reports"]))
