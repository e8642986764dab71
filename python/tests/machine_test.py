import datetime
import errno
import json
import os
import pathlib

import pytest

import gotelemetry
from gotelemetry import TelemetryRoot, UploadConfig

# Counter files that Go's own code wrote, and what it reads in them.
GOLDEN = pathlib.Path("tests/golden/counter_files")
CORRUPT = pathlib.Path("tests/golden/corrupt_counter_files")
CONFIG = pathlib.Path("config/upload_config/testdata/upload_config.json")


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

    def test_reads_what_can_be_read_of_a_damaged_file(self):
        file = gotelemetry.read_counter_file(CORRUPT / "005_concurrent_head.v1.count")
        assert file.counters and "005_concurrent_head.v1.count: damaged counter file: 1 record cannot" in file.damage
        assert gotelemetry.read_counter_file(GOLDEN / "simple.v1.count").damage == ""

    def test_names_a_damaged_file_whose_bytes_are_not_text(self, tmp_path):
        path = tmp_path / "tool.v1.count"
        path.write_bytes((GOLDEN / "simple.v1.count").read_bytes().replace(b"GOOS: linux", b"GOOS\xff linux"))
        with pytest.raises(gotelemetry.DataError, match=r"tool.v1.count: corrupt counter file: .*\\xff"):
            gotelemetry.read_counter_file(path)

    def test_reads_a_file_whose_path_is_not_text(self, tmp_path):
        path = os.path.join(os.fsencode(tmp_path), b"t\xff.v1.count")
        pathlib.Path(os.fsdecode(path)).write_bytes((GOLDEN / "simple.v1.count").read_bytes())
        assert gotelemetry.read_counter_file(os.fsdecode(path)).counters
        with pytest.raises(FileNotFoundError, match=r"absent\\xff"):
            gotelemetry.read_counter_file(os.fsdecode(b"absent\xff"))

    def test_refuses_what_is_not_a_path(self):
        with pytest.raises(TypeError):
            gotelemetry.read_counter_file(7)
        with pytest.raises(ValueError, match="null byte"):
            gotelemetry.read_counter_file("a\0b")

    def test_names_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(FileNotFoundError, match="absent") as raised:
            gotelemetry.read_counter_file(tmp_path / "absent.v1.count")
        assert raised.value.errno == errno.ENOENT


COLLECTOR = "stats.example.com:443"


class TestTelemetryRoot:
    @pytest.fixture
    def root(self, tmp_path):
        return TelemetryRoot(tmp_path / "telemetry")

    def test_is_the_users_own_if_none_is_named(self, tmp_path):
        assert TelemetryRoot().path == TelemetryRoot().go.path == str(tmp_path / "telemetry")

    def test_needs_a_home(self, monkeypatch):
        for name in ("GOTELEMETRY_DIR", "XDG_CONFIG_HOME", "HOME"):
            monkeypatch.delenv(name, raising=False)
        with pytest.raises(FileNotFoundError, match="no home"):
            TelemetryRoot()
        assert (gotelemetry.mode(COLLECTOR).mode, gotelemetry.mode(COLLECTOR).rule) == ("off", "no directory")

    def test_has_no_collectors_where_nothing_is(self, root):
        assert root.collectors() == root.foreign() == []

    def test_tells_collectors_from_what_lies_beside_them(self, root):
        for name in ("stats.example.com_443", "[__1]_8080", "no collector's", os.fsdecode(b"\xff_443"), "b.example_1"):
            pathlib.Path(root.path, "collectors", name).mkdir(parents=True)
        pathlib.Path(root.path, "collectors", "file.example_443").write_text("")
        assert root.collectors() == ["[::1]:8080", "b.example:1", COLLECTOR]
        assert root.foreign() == ["file.example_443", "no collector's", os.fsdecode(b"\xff_443")]

    def test_knows_where_each_collectors_directory_is(self, root):
        directory = root.collector("Stats.Example.com")
        assert directory.collector == COLLECTOR
        assert directory.path == os.path.join(root.path, "collectors", "stats.example.com_443")
        assert root.go.collector is None

    @pytest.mark.parametrize("address", ["", "two words", "example.com:port", "../up", os.fsdecode(b"\xff")])
    def test_refuses_what_is_no_address(self, root, address):
        for refuse in (root.collector, root.mode, gotelemetry.mode):
            with pytest.raises(ValueError, match="is not the address of a collector"):
                refuse(address)

    def test_cannot_list_what_it_cannot_read(self, root):
        pathlib.Path(root.path).mkdir()
        pathlib.Path(root.path, "collectors").write_text("")
        with pytest.raises(OSError, match="collectors"):
            root.collectors()

    def test_knows_the_mode_for_each_collector(self, root, monkeypatch):
        assert root.mode(COLLECTOR) == gotelemetry.ModeDecision("local", "default", "", "")
        mode_file = pathlib.Path(root.collector(COLLECTOR).path, "mode")
        mode_file.parent.mkdir(parents=True)
        mode_file.write_text("on 2026-11-01")
        consented = gotelemetry.ModeDecision("on", "mode file", str(mode_file), "2026-11-01")
        assert root.mode(COLLECTOR) == root.collector(COLLECTOR).mode() == gotelemetry.mode(COLLECTOR) == consented
        assert root.mode("other.example.com").mode == root.mode().mode == gotelemetry.mode().mode == "local"
        monkeypatch.setenv("GOTELEMETRY", "off")
        assert (root.mode(COLLECTOR).mode, root.mode(COLLECTOR).detail) == ("off", "GOTELEMETRY=off")

    def test_is_silent_for_all_if_gos_mode_is_off_and_for_none_if_it_is_on(self, root):
        pathlib.Path(root.path).mkdir()
        mode_file = pathlib.Path(root.path, "mode")
        mode_file.write_text("on 2026-11-01")
        assert (root.go.mode().mode, root.mode(COLLECTOR).mode) == ("on", "local")
        mode_file.write_text("off 2026-11-02")
        assert (root.mode(COLLECTOR).mode, root.mode(COLLECTOR).detail) == ("off", str(mode_file))


class TestTelemetryDir:
    @pytest.fixture(params=[None, COLLECTOR])
    def directory(self, request, tmp_path):
        found = gotelemetry.TelemetryDir(TelemetryRoot(tmp_path / "telemetry"), request.param)
        pathlib.Path(found.path, "local").mkdir(parents=True)
        pathlib.Path(found.path, "upload").mkdir()
        return found

    def test_is_empty_where_nothing_is(self, tmp_path):
        for directory in (TelemetryRoot(tmp_path / "absent").go, TelemetryRoot(tmp_path).collector(COLLECTOR)):
            assert directory.counter_files() == directory.reports() == []

    def test_reads_its_counter_files(self, directory):
        data = (GOLDEN / "simple.v1.count").read_bytes()
        pathlib.Path(directory.path, "local", "tool.v1.count").write_bytes(data)
        (file,) = directory.counter_files()
        assert os.path.basename(file.path) == "tool.v1.count" and file.counters

    def test_does_not_read_those_of_another(self, tmp_path):
        root = TelemetryRoot(tmp_path)
        local = pathlib.Path(root.collector(COLLECTOR).path, "local")
        local.mkdir(parents=True)
        (local / "tool.v1.count").write_bytes((GOLDEN / "simple.v1.count").read_bytes())
        assert len(root.collector(COLLECTOR).counter_files()) == 1
        assert root.go.counter_files() == root.collector("stats.example.com:444").counter_files() == []

    def test_passes_over_files_that_an_upload_run_has_removed_meanwhile(self, directory):
        # They are listed, but gone when they are opened.
        for name in ("local/gone.v1.count", "local/local.2026-11-18.json", "upload/2026-11-11.json"):
            pathlib.Path(directory.path, name).symlink_to("absent")
        assert directory.counter_files() == [] and directory.reports() == []

    def test_may_have_a_path_that_is_not_text(self, monkeypatch, tmp_path):
        home = os.fsdecode(os.path.join(os.fsencode(tmp_path), b"h\xff"))
        pathlib.Path(home).mkdir()
        monkeypatch.setenv("GOTELEMETRY_DIR", home)
        pathlib.Path(home, "mode").write_text("local")
        root = TelemetryRoot()
        assert root.path == root.go.path == home
        assert root.mode() == root.go.mode() == gotelemetry.mode()
        assert gotelemetry.mode().detail == os.path.join(home, "mode")
        assert root.go.counter_files() == root.go.reports() == []
        assert root.collector(COLLECTOR).path.startswith(home)

    def test_says_where_each_report_is_on_its_way(self, directory):
        for name in ("local/local.2026-11-18.json", "local/2026-11-18.json", "upload/2026-11-11.json"):
            pathlib.Path(directory.path, name).write_text(json.dumps({"Week": name}))
        assert [report.state for report in directory.reports()] == ["ready", "local", "sent"]

    def test_names_a_damaged_report(self, directory):
        pathlib.Path(directory.path, "upload/2026-11-11.json").write_text("{")
        with pytest.raises(gotelemetry.DataError, match="2026-11-11.json"):
            directory.reports()

    def test_shows_what_it_is(self, directory):
        assert repr(directory).startswith("gotelemetry.TelemetryDir(gotelemetry.TelemetryRoot(")
        assert repr(directory).endswith(f", {directory.collector!r})")


class TestPreview:
    PROGRAM = {"Program": "golang.org/x/telemetry/internal/gengolden", "Version": "devel", "GoVersion": "go1.23.5",
               "GOOS": "linux", "GOARCH": "amd64"}
    # The contents of simple.v1.count, which expired at the end of 2026-11-17.
    COUNTERS = {"tool/client:neovim": 1, "tool/client:vscode": 3, "tool/errors": 1, "tool/latency:<10ms": 41,
                "tool/utf8:größe/計": 7}
    CONFIG = {"GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["go1.23.5"], "SampleRate": 1, "Programs": [
        {"Name": PROGRAM["Program"], "Versions": ["devel"], "Counters": [
            {"Name": "tool/client:{neovim,vscode}", "Rate": 1}, {"Name": "tool/utf8:größe/計", "Rate": 1}]}]}

    @pytest.fixture
    def config(self, tmp_path):
        path = tmp_path / "config.json"
        path.write_text(json.dumps(self.CONFIG), encoding="utf-8")
        return UploadConfig.load(path)

    @pytest.fixture
    def directory(self, tmp_path):
        found = TelemetryRoot(tmp_path / "telemetry").collector(COLLECTOR)
        local = pathlib.Path(found.path, "local")
        local.mkdir(parents=True)
        (local / "simple.v1.count").write_bytes((GOLDEN / "simple.v1.count").read_bytes())
        return found

    @staticmethod
    def preview(directory, config, year, month, day):
        return directory.preview(config, now=datetime.datetime(year, month, day, tzinfo=datetime.UTC))

    def test_has_the_whole_report_and_its_approved_part(self, directory, config):
        (week,) = self.preview(directory, config, 2026, 11, 19)
        assert week.local["Week"] == week.upload["Week"] == "2026-11-18"
        assert week.local["Programs"] == [{**self.PROGRAM, "Counters": self.COUNTERS, "Stacks": {}}]
        approved = {name: count for name, count in self.COUNTERS.items() if name.startswith(("tool/client", "tool/utf8"))}
        assert week.upload["Programs"] == [{**self.PROGRAM, "Counters": approved, "Stacks": {}}]
        assert week.why_no_upload == ""
        assert week.left_out == [
            gotelemetry.LeftOut(self.PROGRAM["Program"], "counter", name, f'counter "{name}" is not in the config')
            for name in ("tool/errors", "tool/latency:<10ms")]

    def test_is_of_what_the_collector_has_approved_if_no_config_is_given(self, directory, config):
        def without_x(weeks):  # which is drawn anew for each
            return [(week.upload | {"X": 0}, week.local | {"X": 0}, week.left_out) for week in weeks]

        expected = without_x(self.preview(directory, config, 2026, 11, 19))
        with pytest.raises(FileNotFoundError, match="upload_config.json"):
            self.preview(directory, None, 2026, 11, 19)
        received = pathlib.Path(directory.path, "upload_config.json")
        received.write_text(json.dumps({"Configs": [
            {"Received": "2026-11-02", "Shown": "yes", "Config": self.CONFIG}]}), encoding="utf-8")
        assert without_x(self.preview(directory, None, 2026, 11, 19)) == expected
        received.write_text("no config")
        with pytest.raises(gotelemetry.DataError, match="upload_config.json"):
            self.preview(directory, None, 2026, 11, 19)

    def test_says_why_nothing_would_be_uploaded(self, directory, config):
        (week,) = self.preview(directory, config, 2027, 1, 1)
        assert week.upload is None
        assert week.why_no_upload == "the week ended more than 21 days ago"

    def test_leaves_out_what_was_counted_before_the_consent_to_this_collector(self, directory, config):
        # The file was begun on 2026-11-13.
        for collector, day, is_uploaded in ((COLLECTOR, "2026-11-12", True), ("other.example.com:443", "2026-11-13", True),
                                            (COLLECTOR, "2026-11-13", False)):
            mode_file = pathlib.Path(directory._root.collector(collector).path, "mode")
            mode_file.parent.mkdir(exist_ok=True)
            mode_file.write_text(f"on {day}")
            (week,) = self.preview(directory, config, 2026, 11, 19)
            assert (week.upload is not None) == is_uploaded

    def test_is_of_the_present_if_no_time_is_given(self, directory, config):
        (week,) = directory.preview(config)
        assert week.local["Week"] == "2026-11-18"

    def test_warns_of_damaged_files(self, directory, config):
        name = os.fsdecode(b"damaged\xff.v1.count")
        pathlib.Path(directory.path, "local", name).write_bytes((CORRUPT / "000_saturate_short.v1.count").read_bytes())
        with pytest.warns(UserWarning, match=r"damaged\\xff.v1.count: corrupt counter file") as warned:
            assert len(self.preview(directory, config, 2026, 11, 19)) == 1
        assert [warning.filename for warning in warned] == [__file__]


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
