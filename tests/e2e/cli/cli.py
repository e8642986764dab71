"""Runs the command line tools as their users do.

  class EnvTest(cli.TestCase):
    def test_default(self):
      self.count()
      self.assertIn("mode:        local", self.gotelemetry("env"))

Each test has a home directory of its own, and an environment in which nobody has decided anything.
"""

import datetime
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from tests.e2e.background.background import wait_for_processes_of

GOTELEMETRY = os.path.abspath("cmd/gotelemetry/gotelemetry")
WORDCOUNT = os.path.abspath("cmd/examples/wordcount")
CONFIG = os.path.abspath("cmd/examples/upload_config.json")

# The collector that wordcount names.
COLLECTOR = "telemetry.example.com:443"

# A program that takes longer is considered hung. Generous, for busy machines.
DEADLINE_SECONDS = 60


def days_from_now(days):
    """The time that many days from now, in the form of --now."""
    time = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


class TestCase(unittest.TestCase):
    def setUp(self):
        home = tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR"))
        self.addCleanup(home.cleanup)
        self.addCleanup(wait_for_processes_of, home.name)
        self.home = pathlib.Path(home.name)
        self.root = self.home / ".config/go/telemetry"
        self.telemetry_dir = self.root / "collectors" / COLLECTOR.replace(":", "_")
        self.local_dir = self.telemetry_dir / "local"
        self.wordcount = [WORDCOUNT]
        self.env = {"HOME": home.name, "PATH": "/usr/bin:/bin"}

    def run_gotelemetry(self, *arguments, **options):
        """Runs a command and returns how it ended."""
        return subprocess.run(
            [GOTELEMETRY, *arguments],
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
            check=False,
            **options,
        )

    def gotelemetry(self, *arguments):
        """Returns what the command printed; it must succeed and complain of nothing."""
        ending = self.run_gotelemetry(*arguments)
        self.assertEqual((ending.returncode, ending.stderr), (0, ""), arguments)
        return ending.stdout

    def start_counting(self, *arguments):
        """Starts a tool that counts."""
        return subprocess.Popen(
            [*self.wordcount, *arguments],
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    def count(self, *arguments):
        """Runs a tool that counts."""
        process = self.start_counting(*arguments)
        self.assertEqual(process.wait(DEADLINE_SECONDS), 0)

    def write_mode(self, contents):
        self.telemetry_dir.mkdir(parents=True, exist_ok=True)
        (self.telemetry_dir / "mode").write_text(contents)

    def consent(self):
        """As `gotelemetry on` would have done before the present week's counts."""
        self.write_mode("on 2020-01-01")

    def count_for(self, collector):
        """From now on, tools count for another collector than wordcount's own."""
        self.telemetry_dir = self.root / "collectors" / collector.replace(":", "_")
        self.local_dir = self.telemetry_dir / "local"
        self.wordcount = [WORDCOUNT, "--collector", collector]

    def local_report(self):
        (path,) = self.local_dir.glob("local.*.json")
        return json.loads(path.read_text())
