"""Ctrl-C during an upload keeps the unsent reports."""

import signal
import socket
import subprocess
import time
import unittest

from tests.e2e.cli import cli


class InterruptTest(cli.TestCase):
    def test_ends_soon_and_keeps_the_report(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            silent.settimeout(cli.DEADLINE_SECONDS)
            self.count_for(f"127.0.0.1:{silent.getsockname()[1]}")
            self.count()
            self.consent()
            upload = subprocess.Popen(
                [cli.GOTELEMETRY, "upload", "--config", cli.CONFIG, "--now", cli.days_from_now(8)],
                env=self.env,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            connection, _ = silent.accept()  # and never answers
            with connection:
                interrupted = time.monotonic()
                upload.send_signal(signal.SIGINT)
                _, errors = upload.communicate(timeout=cli.DEADLINE_SECONDS)
        self.assertLess(time.monotonic() - interrupted, 30)
        self.assertEqual(upload.returncode, 1)
        self.assertRegex(errors, r"\Agotelemetry: [^\n]*\n\Z")
        self.assertEqual(len(list(self.local_dir.glob("2*.json"))), 1)
        self.assertEqual(list(self.telemetry_dir.glob("upload/*.json")), [])


if __name__ == "__main__":
    unittest.main()
