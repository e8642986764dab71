"""Collectors on data directories, configs that are put in force there, and clients that upload.

    class MyTest(approval_world.TestCase):
        def test_something(self):
            collector = self.collector(self.data, config("tool/old"))
            dropped = collector.upload(0.5, {"tool/old": 1})
            self.push(self.data, config("tool/old", "tool/new"))

All of them are real processes. Reports are sent as Go's programs send them.
"""

import contextlib
import datetime
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

COLLECTOR = pathlib.Path("cmd/collector/collector").absolute()
ENVIRONMENT = {"PATH": os.environ["PATH"]}
TIMEOUT_SECONDS = 60

PROGRAM = "example.com/tool"
TODAY = datetime.datetime.now(datetime.UTC).date()
WEEK = (TODAY - datetime.timedelta(days=14)).isoformat()
NEXT_WEEK = (TODAY - datetime.timedelta(days=7)).isoformat()


def config(*counters, **fields):
    """A config that approves these counters of PROGRAM; `fields` are further ones of the program."""
    return {
        "GOOS": ["linux"],
        "GOARCH": ["amd64"],
        "GoVersion": ["gcc12.2.0"],
        "SampleRate": 1,
        "Programs": [
            {
                "Name": PROGRAM,
                "Versions": ["v1.2.0"],
                "Counters": [{"Name": name, "Rate": 1} for name in counters],
                **fields,
            }
        ],
    }


def report(x, counters, *, week=WEEK, version="v1.2.0", stacks=None):
    return {
        "Week": week,
        "LastWeek": "",
        "X": x,
        "Programs": [
            {
                "Program": PROGRAM,
                "Version": version,
                "GoVersion": "gcc12.2.0",
                "GOOS": "linux",
                "GOARCH": "amd64",
                "Counters": counters,
                "Stacks": stacks or {},
            }
        ],
        "Config": "v1.0.0",
    }


def run(*arguments, expect=0):
    """Runs a command of the collector that must end with this status, and returns what it says."""
    result = subprocess.run(
        [COLLECTOR, *arguments],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    if result.returncode != expect:
        raise AssertionError(
            f"{arguments} ended with {result.returncode}: {result.stdout}{result.stderr}"
        )
    return result.stdout + result.stderr


class Collector:
    """A process that serves a data directory; `log` has the lines of its standard error."""

    def __init__(self, data, *options):
        self.log = []
        self.process = subprocess.Popen(
            [
                COLLECTOR,
                *("serve", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"),
                *("--data-dir", data, "--shared-data-dir"),
                *options,
            ],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read_log)
        self._reader.start()
        line = self.process.stdout.readline()
        found = re.search(r"HTTP on (\S+)", line)
        self.url = f"http://{found.group(1)}" if found else None

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line.rstrip("\n"))

    def upload(self, x, counters, **options):
        """Uploads a report, and returns what of it was dropped."""
        sent = report(x, counters, **options)
        request = urllib.request.Request(
            f"{self.url}/upload/{sent['Week']}",
            data=json.dumps(sent).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            return json.load(answer)["dropped"]

    def get(self, path):
        try:
            with urllib.request.urlopen(self.url + path, timeout=TIMEOUT_SECONDS) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return f"({error.code})"

    def hang_up(self):
        self.process.send_signal(signal.SIGHUP)

    def stop(self):
        self.process.terminate()
        self.process.wait(TIMEOUT_SECONDS)
        self._reader.join()
        self.process.stdout.close()
        self.process.stderr.close()


class TestCase(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.data = self.scratch / "data"

    def write(self, name, contents):
        path = self.scratch / name
        if isinstance(contents, bytes):
            path.write_bytes(contents)
        elif isinstance(contents, str):
            path.write_text(contents, encoding="utf-8")
        else:
            path.write_text(json.dumps(contents), encoding="utf-8")
        return path

    def collector(self, *options):
        collector = Collector(self.data, *options)
        self.addCleanup(self._stop, collector)
        self.assertIsNotNone(collector.url, "the collector did not start")
        return collector

    @staticmethod
    def _stop(collector):
        with contextlib.suppress(ValueError):
            if collector.process.poll() is None:
                collector.stop()

    def push(self, path, *options, expect=0):
        return run("config", "push", "--data-dir", self.data, *options, path, expect=expect)

    def accepted(self, week):
        """The reports of a week, by X."""
        run("merge", "--data-dir", self.data, "--date", week, "--out", self.scratch)
        lines = (self.scratch / f"{week}.json").read_text(encoding="utf-8").splitlines()
        return {parsed["X"]: parsed for parsed in map(json.loads, lines)}

    def eventually(self, condition, what):
        """Waits until the condition holds."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.01)
