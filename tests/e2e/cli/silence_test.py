"""In the modes off and local no command opens a socket, and looking changes no file."""

import os
import pathlib
import subprocess
import tempfile
import unittest

from tests.e2e.cli import cli

_COMMANDS = [
    ["env"],
    ["env", "--json"],
    ["view", "--text"],
    ["preview", "--config", cli.CONFIG],
    ["csv"],
    ["dump"],
    ["report", "--now", cli.days_from_now(8)],
    ["upload", "--now", cli.days_from_now(8)],
    ["clean"],
    ["local"],
    ["off"],
]


class SilenceTest(cli.TestCase):
    def network_calls(self, command):
        """The socket system calls that a command makes, in all of its threads and children."""
        with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR")) as logs:
            subprocess.run(
                ["strace", "-ff", "-qq", "-e", "signal=none", "-e", "trace=%network", "-o", logs + "/log", *command],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                timeout=cli.DEADLINE_SECONDS,
                check=True,
            )
            return [line for log in pathlib.Path(logs).iterdir() for line in log.read_text().splitlines()]

    def assert_silent(self):
        self.assertEqual(self.network_calls([cli.WORDCOUNT]), [])
        for command in _COMMANDS:
            self.assertEqual(self.network_calls([cli.GOTELEMETRY, *command]), [], command)

    def test_the_trace_sees_a_socket(self):
        script = "import socket; socket.socket().close()"
        self.assertNotEqual(self.network_calls(["/usr/bin/python3", "-c", script]), [])

    def test_mode_local(self):
        self.count()
        self.assert_silent()

    def test_mode_off(self):
        self.count()
        self.gotelemetry("off")
        self.assert_silent()

    def test_consent_that_the_environment_withdraws(self):
        self.consent()
        self.count()
        for variable, value in [("DO_NOT_TRACK", "1"), ("CI", "1"), ("GOTELEMETRY", "off"), ("GOTELEMETRY", "local")]:
            self.env[variable] = value
            for command in ["upload", "report"]:
                self.assertEqual(self.network_calls([cli.GOTELEMETRY, command]), [], (variable, value, command))
            del self.env[variable]

    def test_looking_changes_no_file(self):
        self.count()
        before = self.snapshot()
        for command in [["env"], ["view", "--text"], ["preview", "--config", cli.CONFIG], ["csv"], ["dump"]]:
            self.gotelemetry(*command)
        self.assertEqual(self.snapshot(), before)

    def test_in_mode_off_nothing_is_written(self):
        (self.root / "mode").parent.mkdir(parents=True)
        (self.root / "mode").write_text("off")
        before = self.snapshot()
        self.count()
        for command in [["env"], ["view", "--text"], ["csv"], ["report"], ["upload"], ["approved"]]:
            self.gotelemetry(*command)
        self.assertEqual(self.snapshot(), before)

    def snapshot(self):
        """The contents and modification time of every file in the telemetry directory."""
        paths = sorted(self.root.rglob("*"))
        return [(p, p.stat().st_mtime_ns, p.read_bytes() if p.is_file() else None) for p in paths]


if __name__ == "__main__":
    unittest.main()
