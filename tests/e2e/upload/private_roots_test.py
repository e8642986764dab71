"""A collector whose certificate only an organisation's own authority vouches for: the roots are named once, with the
consent, and then the run that programs start each day trusts them."""

import json
import re
import subprocess
import unittest

from tests.e2e.upload import upload_world
from tests.e2e.upload.upload_world import COLLECTOR, ENVIRONMENT, GOTELEMETRY, NOW, WEEK, sums


class PrivateRootsTest(upload_world.TestCase):
    def setUp(self):
        super().setUp()
        self.certificate, key = self.scratch / "ca.pem", self.scratch / "key.pem"
        self.make_certificate(self.certificate, key)
        process = subprocess.Popen(
            [
                *(COLLECTOR, "serve", "--listen", "localhost:0", "--http", "127.0.0.1:0"),
                *("--data-dir", self.scratch / "data", "--config", self.config, "--now", NOW),
                *("--tls-cert", self.certificate, "--tls-key", key),
            ],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        port = re.search(r"gRPC on \S+:(\d+) and", process.stdout.readline()).group(1)
        # Tools count for it, and nobody has consented yet.
        self.user = self.machine(collector=f"localhost:{port}")

    def make_certificate(self, certificate, key):
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
                *("-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
                *("-keyout", key, "-out", certificate),
            ],
            capture_output=True,
            check=True,
        )

    def run_gotelemetry(self, *arguments, expect=0):
        result = subprocess.run(
            [GOTELEMETRY, "--dir", self.user.root, *arguments],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=upload_world.TIMEOUT_SECONDS,
            check=False,
        )
        self.assertEqual(result.returncode, expect, result.stdout + result.stderr)
        return result.stdout + result.stderr

    def consent(self, *options):
        said = self.run_gotelemetry("on", "--collector", self.user.collector, *options)
        self.user.consent("on")  # since long ago
        return said

    def daily_run(self, expect=0):
        """The run with the arguments that a program gives it (counter/internal/daily_upload), at a time of the test."""
        return self.run_gotelemetry("upload", "--collector", self.user.collector, "--now", NOW, expect=expect)

    def environment(self):
        [collector] = json.loads(self.run_gotelemetry("env", "--json"))["collectors"]
        return collector["tls_roots"], collector["tls_roots_failure"]

    def test_the_daily_run_trusts_what_was_named_with_the_consent(self):
        self.user.count("tool/approved=3")
        self.assertIn("It approves:", self.consent("--tls-roots", self.certificate))
        self.assertEqual(self.environment(), (str(self.certificate), ""))
        self.assertIn(f"TLS roots:   {self.certificate}", self.run_gotelemetry("env"))
        self.daily_run()
        self.assertEqual(list(self.user.sent()), [WEEK])

    def test_a_later_consent_without_roots_keeps_them(self):
        self.consent("--tls-roots", self.certificate)
        self.assertIn("It approves:", self.consent())
        self.assertEqual(self.environment(), (str(self.certificate), ""))

    def test_nothing_is_sent_once_the_file_has_changed_until_it_is_named_again(self):
        self.user.count("tool/approved=3")
        self.consent("--tls-roots", self.certificate)
        right = self.certificate.read_bytes()
        self.make_certificate(self.certificate, self.scratch / "other.pem")
        why = f"{self.certificate} has changed since it was named"
        self.assertIn(why, self.daily_run(expect=1))
        self.assertIn(why, self.environment()[1])
        self.assertIn(f"TLS roots:   nothing is uploaded: {why}", self.run_gotelemetry("env"))
        self.assertEqual(self.user.sent(), {})
        self.certificate.write_bytes(right)
        self.consent("--tls-roots", self.certificate)
        self.daily_run()
        self.assertEqual(sums(map(json.loads, self.user.sent().values())), {"tool/approved": 3})

    def test_a_file_that_is_gone_is_named(self):
        self.user.count("tool/approved=3")
        self.consent("--tls-roots", self.certificate)
        self.certificate.unlink()
        self.assertIn(f"cannot open {self.certificate}: No such file", self.daily_run(expect=1))
        self.assertEqual(self.user.sent(), {})

    def test_withdrawing_the_consent_forgets_them(self):
        self.consent("--tls-roots", self.certificate)
        self.run_gotelemetry("off", "--collector", self.user.collector)
        self.assertEqual(self.environment(), ("", ""))

    def test_what_is_no_certificate_is_no_consent(self):
        self.config.write_text("{}")
        said = self.run_gotelemetry("on", "--collector", self.user.collector, "--tls-roots", self.config, expect=1)
        self.assertIn(f"no certificate is in {self.config}", said)
        self.assertFalse((self.user.dir / "mode").exists())


if __name__ == "__main__":
    unittest.main()
