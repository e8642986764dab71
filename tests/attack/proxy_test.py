"""A collector behind HAProxy, as OPERATING.md describes it: what passes, and what does not."""

import contextlib
import pathlib
import re
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import attacks
import http2
import running

CONFIG = pathlib.Path("upload/collector/haproxy.cfg").absolute()
CERTIFICATE = pathlib.Path("upload/testing/localhost.crt").absolute()
KEY = pathlib.Path("upload/testing/localhost.key").absolute()
MEBIBYTE = 1 << 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class ProxyTest(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.collector = self.enterContext(running.collector(self.scratch, "--behind-proxy"))
        self.port = free_port()
        (self.scratch / "telemetry.pem").write_text(CERTIFICATE.read_text() + KEY.read_text())
        text = CONFIG.read_text()
        for old, new in [
            (" :443 ", f" 127.0.0.1:{self.port} "),
            ("/etc/haproxy/telemetry.pem", f"{self.scratch}/telemetry.pem"),
            ("127.0.0.1:8443", f"127.0.0.1:{self.collector.grpc}"),
            ("127.0.0.1:8080", f"127.0.0.1:{self.collector.http}"),
            # The machine that runs the test may not have as many descriptors.
            ("maxconn 20000", "maxconn 1000"),
        ]:
            self.assertIn(old, text)
            text = text.replace(old, new)
        config = self.scratch / "haproxy.cfg"
        config.write_text(text)
        check = subprocess.run(
            ["/usr/sbin/haproxy", "-c", "-f", config], capture_output=True, text=True, check=False
        )
        self.assertEqual(check.returncode, 0, check.stderr)
        self.assertEqual(re.findall(r"^\[(?:WARNING|ALERT)\].*", check.stderr, re.MULTILINE), [])
        proxy = subprocess.Popen(["/usr/sbin/haproxy", "-db", "-f", config])
        self.addCleanup(self.stop, proxy)
        deadline = time.monotonic() + 20
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                break
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    @staticmethod
    def stop(process):
        process.terminate()
        process.wait(running.TIMEOUT_SECONDS)

    @contextlib.contextmanager
    def connect(self, protocol, source="127.0.0.1"):
        context = ssl.create_default_context(cafile=CERTIFICATE)
        context.set_alpn_protocols([protocol])
        with socket.create_connection(
            ("127.0.0.1", self.port), timeout=20, source_address=(source, 0)
        ) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as connection:
                self.assertEqual(connection.selected_alpn_protocol(), protocol)
                yield connection

    def call(self, source="127.0.7.1"):
        """Asks for the config over gRPC, from another network; returns what comes back."""
        with self.connect("h2", source) as connection:
            connection.sendall(http2.PREFACE + http2.frame(http2.SETTINGS, 0, 0))
            headers = http2.call_headers(b"/telemetry.v1.Collector/GetUploadConfig")
            connection.sendall(http2.frame(http2.HEADERS, http2.END_HEADERS, 1, headers))
            connection.sendall(http2.frame(http2.DATA, http2.END_STREAM, 1, b"\0\0\0\0\0"))
            answer = b""
            with contextlib.suppress(TimeoutError):
                connection.settimeout(5)
                while b"example.com/tool" not in answer:
                    piece = connection.recv(65536)
                    if not piece:
                        break
                    answer += piece
            return answer

    def get(self, path):
        with self.connect("http/1.1") as connection:
            connection.sendall(
                f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
            )
            reply = b""
            while piece := connection.recv(65536):
                reply += piece
            return reply.decode()

    def test_passes_calls_and_pages(self):
        self.assertIn(b"example.com/tool", self.call())
        reply = self.get("/healthz")
        self.assertIn(" 200 OK", reply)
        self.assertIn("strict-transport-security: max-age=31536000", reply.lower())
        self.assertIn(" 404 ", self.get("/metrics"))

    def test_keeps_streams_that_are_taken_back_from_the_collector(self):
        before = self.collector.costs.memory()
        with self.connect("h2") as connection:
            sent = attacks.reset_streams_on(connection, 8 * MEBIBYTE, 20)
        self.assertIn(b"example.com/tool", self.call())
        self.assertLess(self.collector.costs.peak_memory() - before, 200 * MEBIBYTE, sent)

    def test_keeps_a_header_without_end_from_the_collector(self):
        before = self.collector.costs.cpu_seconds()
        begin = time.monotonic()
        with self.connect("h2") as connection:
            attacks.endless_header_on(connection, 60)
        self.assertLess(time.monotonic() - begin, 55)
        self.assertLess(self.collector.costs.cpu_seconds() - before, 1)

    def test_ends_no_report_of_a_slow_sender_for_good(self):
        # 408 would: a head has ten seconds.
        with self.connect("http/1.1") as connection:
            connection.sendall(b"POST /upload/2026-11-18 HTTP/1.1\r\nHost: localhost\r\n")
            connection.settimeout(running.TIMEOUT_SECONDS)
            self.assertEqual(connection.recv(65536), b"")

    def test_limits_the_connections_of_a_network(self):
        with attacks.idle_connections(self.port, 300):
            self.assertLess(self.collector.costs.descriptors(), 100)
            with self.assertRaises(OSError):
                self.call(source="127.0.0.1")
            self.assertIn(b"example.com/tool", self.call())


if __name__ == "__main__":
    unittest.main()
