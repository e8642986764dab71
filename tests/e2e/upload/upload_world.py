"""The world of an upload: machines whose users have agreed to it, tools that count, collectors.

    class MyTest(upload_world.TestCase):
        def test_something(self):
            collector = self.scripted_collector()
            machine = self.machine(consent_to=collector.address)
            machine.count("tool/approved=3")
            machine.upload()
            self.assertEqual(sums(collector.accepted()), {"tool/approved": 3})

All of them are real processes and real files.
"""

import contextlib
import functools
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from tests.e2e.background.background import wait_for_processes_of

GOTELEMETRY = pathlib.Path("cmd/gotelemetry/gotelemetry").absolute()
COLLECTOR = pathlib.Path("cmd/collector/collector").absolute()
COUNTING_TOOL = pathlib.Path("tests/e2e/upload/counting_tool").absolute()
SCRIPTED_COLLECTOR = pathlib.Path("tests/e2e/upload/scripted_collector").absolute()

PROGRAMS = ["example.com/tool", "example.com/other/tool"]
# Unless a test says otherwise: when the tools count, the end of that week, and when uploads run.
DAY = "2026-11-05"
WEEK = "2026-11-11"
NOW = "2026-11-12T10:00:00Z"

TIMEOUT_SECONDS = 60

# Not the environment of the user who runs the tests: CI, for example, would forbid uploading.
ENVIRONMENT = {"PATH": os.environ["PATH"]}


@functools.cache
def platform():
    """The metadata of a counter file that a tool writes here: GoVersion, GOOS, ..."""
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(
            [COUNTING_TOOL, scratch, "", PROGRAMS[0], DAY],
            env=ENVIRONMENT,
            check=True,
            timeout=TIMEOUT_SECONDS,
        )
        [file] = pathlib.Path(scratch, "local").glob("*.v1.count")
        return dict(
            re.findall(
                r"^(\w+): (.+)$", file.read_bytes()[32:512].decode("utf-8", "ignore"), re.MULTILINE
            )
        )


def upload_config():
    """What all collectors approve: tool/approved and tool/size:{small,large} of PROGRAMS."""
    names = ["tool/approved", "tool/size:{small,large}"]
    return {
        "GOOS": [platform()["GOOS"]],
        "GOARCH": [platform()["GOARCH"]],
        "GoVersion": [platform()["GoVersion"]],
        "SampleRate": 1,
        "Programs": [
            {
                "Name": program,
                "Versions": ["v1.0.0"],
                "Counters": [{"Name": name, "Rate": 1} for name in names],
            }
            for program in PROGRAMS
        ],
    }


def sums(reports):
    """The sums of the counters in reports."""
    totals = {}
    for report in reports:
        for program in report["Programs"] or []:
            for name, count in program["Counters"].items():
                totals[name] = totals.get(name, 0) + count
    return totals


class Machine:
    """A telemetry root, seen from one collector's directory in it, and what runs on it."""

    def __init__(self, root, collector):
        self.root = root
        self.collector = collector
        self.dir = root / "collectors" / collector.replace(":", "_")
        self.local = self.dir / "local"
        if not self.local.exists():
            self.local.mkdir(parents=True)
            (self.local / "weekends").write_text("3\n")

    def seen_from(self, collector):
        """The same machine, seen from another collector's directory."""
        return Machine(self.root, collector)

    def consent(self, mode, date="2020-01-01"):
        """Sets the collector's mode as if on that date."""
        (self.dir / "mode").write_text(f"{mode} {date}")

    def start_counting(self, *counts, program=PROGRAMS[0], day=DAY):
        command = [COUNTING_TOOL, self.root, self.collector, program, day, *counts]
        return subprocess.Popen(command, env=ENVIRONMENT)

    def count(self, *counts, **options):
        if self.start_counting(*counts, **options).wait(TIMEOUT_SECONDS) != 0:
            raise AssertionError("the tool could not count")

    def upload_command(self, *options, now=NOW):
        return [GOTELEMETRY, "--dir", self.root, "upload", "--now", now, *options]

    def start_upload(self, **options):
        return subprocess.Popen(
            self.upload_command(**options),
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run_upload(self, *options, under=(), **keywords):
        """Runs an upload, with `under` as a command in front of it."""
        return subprocess.run(
            [*under, *self.upload_command(*options, **keywords)],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )

    def upload(self, *options, expect=0, **keywords):
        """Runs an upload that must end with this status, and returns what it says."""
        result = self.run_upload(*options, **keywords)
        if result.returncode != expect:
            raise AssertionError(
                f"the upload ended with {result.returncode}: {result.stdout}{result.stderr}"
            )
        return result.stdout + result.stderr

    def ready(self):
        """The dates of the reports that are waiting to be sent."""
        return sorted(path.stem for path in self.local.glob("????-??-??.json"))

    def sent(self):
        """The copies of the reports that were sent, by their dates."""
        return {path.stem: path.read_text() for path in (self.dir / "upload").glob("*.json")}

    def local_reports(self):
        return [json.loads(path.read_text()) for path in self.local.glob("local.*.json")]

    def leftovers(self):
        """The files that a completed run does not leave behind."""
        known = re.compile(r"weekends|local\.\d{4}-\d\d-\d\d\.json|\d{4}-\d\d-\d\d\.json")
        return [
            path.name
            for folder in ("local", "upload")
            if (self.dir / folder).exists()
            for path in (self.dir / folder).iterdir()
            if not known.fullmatch(path.name)
        ]


class ScriptedCollector:
    """A collector with scripted answers (scripted_collector_main.cc)."""

    def __init__(self, config):
        self.process = subprocess.Popen(
            [SCRIPTED_COLLECTOR, config],
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.address = self.process.stdout.readline().strip()

    def tell(self, *words):
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()

    def answer(self, code, *, keep=False, retry=False):
        self.tell("answer", code, *(["keep"] if keep else []), *(["retry"] if retry else []))

    def hang(self, *, keep=False):
        """Leaves the next report unanswered, and keeps it when the client has given up."""
        self.tell("hang", *(["keep"] if keep else []))

    def wait_until_hanging(self):
        line = self.process.stdout.readline()
        assert line == "hanging\n", line

    def accepted(self):
        self.tell("accepted")
        return [
            json.loads(self.process.stdout.readline())
            for _ in range(int(self.process.stdout.readline()))
        ]

    def close(self):
        self.process.stdin.close()
        self.process.wait(TIMEOUT_SECONDS)
        self.process.stdout.close()


class Collector:
    """The collector. It keeps its address when it is started again."""

    def __init__(self, data, config, *options, now=NOW):
        self.data = data
        self.config = config
        self.options = options
        self.address = self.http = "127.0.0.1:0"
        self.start(now)

    def start(self, now=NOW):
        """Starts it as if at that time."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        # Somebody's connection may have its port for a moment.
        while (serving := self._serve(now)) is None:
            if time.monotonic() > deadline:
                raise AssertionError("the collector does not start")
            self.wait()
            time.sleep(0.1)
        self.address, self.http = serving

    def _serve(self, now):
        self.process = subprocess.Popen(
            [
                COLLECTOR,
                "serve",
                "--listen",
                self.address,
                "--http",
                self.http,
                "--data-dir",
                self.data,
                "--config",
                self.config,
                "--now",
                now,
                *self.options,
            ],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            text=True,
        )
        serving = re.search(r"gRPC on (\S+) and HTTP on (\S+)", self.process.stdout.readline())
        return serving and serving.groups()

    def kill(self):
        self.process.kill()
        self.wait()

    def wait(self):
        self.process.wait(TIMEOUT_SECONDS)
        self.process.stdout.close()

    @contextlib.contextmanager
    def stopped(self):
        """Suspends it meanwhile: it accepts connections but does nothing."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def accepted(self, week=WEEK):
        """A week's dataset as of now; the served one is made only from time to time."""
        with tempfile.TemporaryDirectory() as out:
            subprocess.run(
                [COLLECTOR, "merge", "--data-dir", self.data, "--date", week, "--out", out],
                env=ENVIRONMENT,
                check=True,
                stdout=subprocess.DEVNULL,
            )
            dataset = pathlib.Path(out, f"{week}.json").read_text(encoding="utf-8")
        return [json.loads(line) for line in dataset.splitlines()]


class TestCase(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.addCleanup(wait_for_processes_of, self.scratch)
        self.config = self.scratch / "config.json"
        self.config.write_text(json.dumps(upload_config()))
        self.machines = self.collectors = 0

    def machine(self, consent_to=None, collector="localhost:1"):
        """A new machine with a tool of a collector, to which its user has agreed in the first case."""
        self.machines += 1
        machine = Machine(self.scratch / f"machine{self.machines}", consent_to or collector)
        if consent_to:
            machine.consent("on")
        return machine

    def copy(self, machine):
        """A new machine with the same files."""
        self.machines += 1
        root = shutil.copytree(machine.root, self.scratch / f"machine{self.machines}")
        return Machine(root, machine.collector)

    def scripted_collector(self, config=None):
        collector = ScriptedCollector(config or self.config)
        self.addCleanup(collector.close)
        return collector

    def collector(self, config=None):
        self.collectors += 1
        collector = Collector(self.scratch / f"data{self.collectors}", config or self.config)

        def stop():
            collector.process.kill()
            collector.wait()

        self.addCleanup(stop)
        return collector

    def eventually(self, condition, what):
        """Waits until the condition holds."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.01)
