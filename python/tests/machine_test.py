import json
import os
import pathlib

import pytest

import gotelemetry
from gotelemetry import TelemetryDir, UploadConfig

# Counter files that Go's own code wrote, and what it read in them.
GOLDEN = pathlib.Path("tests/golden/counter_files")
CORRUPT = pathlib.Path("tests/golden/corrupt_counter_files")
CONFIG = pathlib.Path("config/testdata/upload_config.json")


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch, tmp_path):
    for name in ("CI", "BUILD_NUMBER", "DO_NOT_TRACK", "GOTELEMETRY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GOTELEMETRY_DIR", str(tmp_path / "telemetry"))


class TestReadCounterFile:
    @pytest.mark.parametrize("name", ["concurrent", "empty", "many", "maxlen", "saturate", "simple", "stacks"])
    def test_reads_what_go_reads(self, name):
        file = gotelemetry.read_counter_file(GOLDEN / f"{name}.v1.count")
        expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
        assert file.meta == expected["Meta"]
        assert {**file.counters, **file.stacks} == expected["Count"]

    def test_tells_stacks_from_counters(self):
        file = gotelemetry.read_counter_file(GOLDEN / "stacks.v1.count")
        assert file.stacks and all("\n" in name for name in file.stacks)
        assert not any("\n" in name for name in file.counters)

    def test_names_a_damaged_file_and_what_is_wrong(self):
        path = CORRUPT / "000_saturate_short.v1.count"
        with pytest.raises(gotelemetry.DataError, match="000_saturate_short.v1.count: corrupt counter file"):
            gotelemetry.read_counter_file(path)

    def test_names_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(FileNotFoundError, match="absent"):
            gotelemetry.read_counter_file(tmp_path / "absent.v1.count")


class TestTelemetryDir:
    @pytest.fixture
    def directory(self, tmp_path):
        root = tmp_path / "telemetry"
        (root / "local").mkdir(parents=True)
        (root / "upload").mkdir()
        return TelemetryDir(root)

    def test_is_the_users_own_if_none_is_named(self, tmp_path):
        assert TelemetryDir().root == str(tmp_path / "telemetry")

    def test_needs_a_home(self, monkeypatch):
        for name in ("GOTELEMETRY_DIR", "XDG_CONFIG_HOME", "HOME"):
            monkeypatch.delenv(name, raising=False)
        with pytest.raises(FileNotFoundError, match="no home"):
            TelemetryDir()

    def test_is_empty_where_nothing_is(self, tmp_path):
        directory = TelemetryDir(tmp_path / "absent")
        assert directory.counter_files() == [] and directory.reports() == []

    def test_reads_its_counter_files(self, directory):
        data = (GOLDEN / "simple.v1.count").read_bytes()
        pathlib.Path(directory.root, "local", "tool.v1.count").write_bytes(data)
        (file,) = directory.counter_files()
        assert os.path.basename(file.path) == "tool.v1.count" and file.counters

    def test_says_where_each_report_is_on_its_way(self, directory):
        for name in ("local/local.2026-11-18.json", "local/2026-11-18.json", "upload/2026-11-11.json"):
            pathlib.Path(directory.root, name).write_text(json.dumps({"Week": name}))
        assert [report.state for report in directory.reports()] == ["ready", "local", "uploaded"]

    def test_names_a_damaged_report(self, directory):
        pathlib.Path(directory.root, "upload/2026-11-11.json").write_text("{")
        with pytest.raises(gotelemetry.DataError, match="2026-11-11.json"):
            directory.reports()

    def test_knows_the_mode_and_who_decided(self, directory, monkeypatch):
        assert directory.mode() == gotelemetry.ModeDecision("local", "default", "", "", "")
        pathlib.Path(directory.root, "mode").write_text("on 2026-11-01")
        assert (directory.mode().mode, directory.mode().rule, directory.mode().asof) == ("on", "mode file", "2026-11-01")
        assert gotelemetry.mode() == directory.mode()
        monkeypatch.setenv("GOTELEMETRY", "off")
        assert (directory.mode().mode, directory.mode().detail) == ("off", "GOTELEMETRY=off")

    def test_previews_what_would_be_uploaded(self, directory):
        config = UploadConfig.load(CONFIG)
        pathlib.Path(directory.root, "local", "simple.v1.count").write_bytes((GOLDEN / "simple.v1.count").read_bytes())
        (week,) = directory.preview(config)
        (program,) = week.local["Programs"]
        assert program["Counters"] == gotelemetry.read_counter_file(GOLDEN / "simple.v1.count").counters
        assert (week.upload is None) == bool(week.why_no_upload)
        assert all(item.reason for item in week.left_out)


class TestUploadConfig:
    def test_approves_what_it_lists(self):
        config = UploadConfig.load(CONFIG)
        assert config.approves("cmd/go", "go/invocations")
        assert not config.approves("cmd/go", "go/secrets")
        assert not config.approves("example.com/unknown", "go/invocations")
        assert config.rate("cmd/go", "go/invocations") == 1.0

    def test_approves_stacks_by_their_first_line(self):
        config = UploadConfig.load(CONFIG)
        assert config.approves("golang.org/x/tools/gopls", "gopls/bug\nmain.f:+1,+0x2")
        assert config.approves("golang.org/x/tools/gopls", "gopls/bug")

    def test_names_the_field_that_is_wrong(self, tmp_path):
        path = tmp_path / "config.json"
        path.write_text('{"Programs": 1}')
        with pytest.raises(gotelemetry.DataError, match="config.json: Programs"):
            UploadConfig.load(path)
