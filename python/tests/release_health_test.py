"""The health of releases: of Python, of `collector health` and of a naive implementation, number for number."""

import json
import pathlib
import random
import subprocess

import naive_health
import pytest
from datasets import entry, line, report, write

from gotelemetry import DataError, Dataset, UploadConfig

COLLECTOR = pathlib.Path("cmd/collector/collector").absolute()
PROGRAMS = ("example.com/tool", "example.com/other")
WEEKS = [f"2026-11-{day:02}" for day in (2, 5, 8, 9, 15, 18, 22)]
STACKS = [f"crash/crash\n{top}:+{row},+0x2\nmain.run:+{row},+0x9\nmain.main:=3" for top in ("main.f", "main.g") for row in (1, 2)]


def random_lines(seed):
    """Returns reports of a few versions, each of which has things as often as it likes."""
    chance = random.Random(seed)
    versions = [f"v1.{minor}.0" for minor in chance.sample(range(12), chance.randint(1, 4))]
    items = ["crash/armed", "tool/runs", *(f"tool/editor:{name}" for name in ("vim", "emacs", "")), *STACKS, "lock\nmain.wait:+1,+0x4"]
    shares = {version: {item: chance.choice([0, 0, 0.05, 0.3, 0.6, 1]) for item in items} for version in versions}
    lines = []
    for number in range(chance.randint(1, 250)):
        entries = []
        for _ in range(chance.choice([1, 1, 1, 2])):
            version = chance.choice(versions)
            has = {item: chance.randint(1, 9) for item in items if chance.random() < shares[version][item]}
            entries.append(entry(
                chance.choice(PROGRAMS), version, {name: n for name, n in has.items() if "\n" not in name},
                {name: n for name, n in has.items() if "\n" in name}))
        lines.append(line(report((number + 1) / 1000, *entries, week=chance.choice(WEEKS))))
    # Some are in the dataset twice.
    return lines + chance.sample(lines, len(lines) // 10)


def of_collector(paths, *options):
    command = [COLLECTOR, "health", "--json", *options, *paths]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def assert_same(found, expected, where="health"):
    """Compares two values; numbers of floating point but for their last digits."""
    if isinstance(expected, dict):
        assert list(found) == list(expected), where
        for key, value in expected.items():
            assert_same(found[key], value, f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), where
        for place, value in enumerate(expected):
            assert_same(found[place], value, f"{where}[{place}]")
    elif isinstance(expected, float) or isinstance(found, float):
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-9), where
    else:
        assert found == expected, where


@pytest.mark.parametrize("seed", range(60))
def test_python_collector_and_the_naive_count_agree(tmp_path, seed):
    lines = random_lines(seed)
    paths = [write(tmp_path / "1.json", *lines[::2]), write(tmp_path / "2.json", *lines[1::2])]
    health = Dataset.open(paths).release_health()
    assert health == of_collector(paths)
    for program in health["Programs"]:
        for version in program["Versions"]:
            changes = version["Changes"]
            assert [change["P"] for change in changes] == sorted(change["P"] for change in changes)
            version["Changes"] = sorted(changes, key=lambda change: (change["Chart"], change["Bucket"]))
        assert_same(program, naive_health.release_health(lines, program["Program"]))


def test_random_datasets_have_what_is_compared(tmp_path):
    verdicts, lists = set(), set()
    for seed in range(60):
        for program in Dataset.open(write(tmp_path / "day.json", *random_lines(seed))).release_health()["Programs"]:
            for version in program["Versions"]:
                verdicts.add(version["CrashVerdict"])
                lists |= {name for name in ("NewStacks", "VanishedStacks", "Changes", "ArmedCrashes") if version[name]}
    assert verdicts == {"none", "unclear", "worse", "better"}
    assert lists == {"NewStacks", "VanishedStacks", "Changes", "ArmedCrashes"}


def test_options_are_those_of_the_collector(tmp_path):
    path = write(tmp_path / "day.json", *random_lines(7))
    config = tmp_path / "config.json"
    counters = [{"Name": "tool/runs", "Rate": 0.1}, {"Name": "crash/armed", "Rate": 1}]
    config.write_text(json.dumps({
        "GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["gcc"],
        "Programs": [{"Name": PROGRAMS[0], "MinVersion": "v1.0.0", "Counters": counters}]}))
    health = Dataset.open(path).release_health(
        PROGRAMS[0], config=UploadConfig.load(config), weeks=2, date="2026-11-16")
    options = ["--program", PROGRAMS[0], "--config", config, "--weeks", "2", "--date", "2026-11-16"]
    assert health == of_collector([path], *options)
    assert health["Date"] == "2026-11-16"
    assert health["Programs"][0]["Weeks"] == ["2026-11-15", "2026-11-22"]
    assert health != Dataset.open(path).release_health()


def test_alarm_of_a_silent_release_is_that_of_the_collector(tmp_path):
    lines = [line(report((n + 1) / 1000, entry(version="v1.0.0", counters={"tool/runs": 1}), week="2026-11-09")) for n in range(50)]
    lines += [line(report((n + 1) / 1000, entry(version="v1.1.0"), week="2026-11-16")) for n in range(40)]
    path = write(tmp_path / "day.json", *lines)
    health = Dataset.open(path).release_health()
    assert [alarm["Versions"][0]["Version"] for alarm in health["Alarms"]] == ["v1.1.0"]
    assert health == of_collector([path])


def test_dataset_without_reports_has_no_programs(tmp_path):
    health = Dataset.open(write(tmp_path / "day.json")).release_health(date="2026-11-18")
    assert health == {"Date": "2026-11-18", "Alarms": [], "Programs": []}


def test_says_what_it_cannot_judge(tmp_path):
    dataset = Dataset.open(write(tmp_path / "day.json", *random_lines(1)))
    with pytest.raises(ValueError, match="weeks must be from 1 to 520, not 0"):
        dataset.release_health(weeks=0)
    with pytest.raises(DataError, match=r"needs the reports as JSON, not as Parquet"):
        dataset.to_parquet(tmp_path / "store").release_health()
    with pytest.raises(DataError, match="broken.json:1"):
        Dataset.open(write(tmp_path / "broken.json", "{}\n"), errors="skip").release_health()
