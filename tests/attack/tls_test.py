"""A collector's certificate: renewed while it runs, never replaced by what is of no use, and only good suites."""

import contextlib
import pathlib
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import running


class TlsTest(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.certificate = self.scratch / "cert.pem"
        self.key = self.scratch / "key.pem"

    def make_certificate(self, name):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
            + ["-nodes", "-days", "3", "-subj", f"/CN={name}", "-keyout", str(self.key)]
            + ["-out", str(self.certificate)],
            check=True,
            capture_output=True,
        )
        self.key.chmod(0o600)

    def start(self):
        return self.enterContext(
            running.collector(
                self.scratch, "--tls-cert", self.certificate, "--tls-key", self.key, now=None
            )
        )

    def shown(self, port):
        """The certificate that a port shows, as its bytes; empty if there is no connection."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols(["h2"])
        with contextlib.suppress(OSError):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
                with context.wrap_socket(plain) as connection:
                    return connection.getpeercert(binary_form=True)
        return b""

    def expected(self):
        return ssl.PEM_cert_to_DER_cert(self.certificate.read_text())

    def eventually(self, condition):
        deadline = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)

    def test_is_renewed_without_a_restart(self):
        self.make_certificate("one")
        collector = self.start()
        for port in (collector.grpc, collector.http):
            self.assertEqual(self.shown(port), self.expected())
        self.make_certificate("two")
        collector.process.send_signal(signal.SIGHUP)
        for port in (collector.grpc, collector.http):
            self.eventually(lambda port=port: self.shown(port) == self.expected())

    def test_is_renewed_when_its_file_changes(self):
        self.make_certificate("one")
        collector = self.start()
        self.make_certificate("two")
        for port in (collector.grpc, collector.http):
            self.eventually(lambda port=port: self.shown(port) == self.expected())

    def test_stays_if_the_new_one_is_of_no_use(self):
        self.make_certificate("one")
        collector = self.start()
        before = self.expected()
        self.certificate.write_text("of no use")
        collector.process.send_signal(signal.SIGHUP)
        self.eventually(lambda: f"{self.certificate}: not a certificate" in collector.log())
        time.sleep(2)  # gRPC, which looks each second, would have seen it
        for port in (collector.grpc, collector.http):
            self.assertEqual(self.shown(port), before)

    def test_tells_its_operator_what_is_wrong(self):
        self.make_certificate("one")
        self.key.chmod(0o644)
        collector = self.start()
        self.assertIn(f"{self.certificate}: expires on ", collector.log())
        self.assertIn(f"{self.key}: others can read or change the key (mode 0644)", collector.log())

    def test_needs_forward_secrecy_and_authenticated_encryption(self):
        self.make_certificate("one")
        collector = self.start()
        for suite, passes in [
            ("ECDHE-ECDSA-AES128-GCM-SHA256", True),
            ("ECDHE-ECDSA-AES128-SHA", False),
            ("ECDHE-ECDSA-AES256-SHA384", False),
        ]:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers(suite)
            for port in (collector.grpc, collector.http):
                context.set_alpn_protocols(["h2"])
                with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
                    if passes:
                        context.wrap_socket(plain).close()
                    else:
                        with self.assertRaises(OSError, msg=f"{suite} {port}"):
                            context.wrap_socket(plain)


if __name__ == "__main__":
    unittest.main()
