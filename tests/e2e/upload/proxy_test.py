"""Reports go through the proxy that the environment names, or not at all.

The collector's name, collector.test, is known to nobody but the proxy. So what reaches the collector came through it.
"""

import base64
import contextlib
import pathlib
import re
import socket
import subprocess
import threading
import unittest

from tests.e2e.upload import upload_world
from tests.e2e.upload.upload_world import COLLECTOR, ENVIRONMENT, NOW, WEEK, TestCase, sums

NAME = "collector.test"


class Proxy:
    """A proxy that knows the method CONNECT and one server."""

    def __init__(self, server):
        self.server = server
        self.requests = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listening.accept()
                threading.Thread(target=self.connect, args=[connection], daemon=True).start()

    def connect(self, client):
        host, port = self.server.rsplit(":", 1)
        with contextlib.suppress(OSError), client, socket.create_connection((host, int(port))) as server:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = client.recv(1)
                if not piece:
                    return
                head += piece
            self.requests.append(head.decode())
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            there = threading.Thread(target=self.copy, args=[client, server], daemon=True)
            there.start()
            self.copy(server, client)
            there.join(10)

    @staticmethod
    def copy(source, sink):
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)

    def close(self):
        self.listening.close()


class ProxyTest(TestCase):
    def setUp(self):
        super().setUp()
        self.reached = self.scripted_collector()
        self.proxy = self.start_proxy(self.reached.address)

    def start_proxy(self, server):
        proxy = Proxy(server)
        self.addCleanup(proxy.close)
        return proxy

    def upload(self, variables, *options, port=80):
        """A new machine's upload in plain text to collector.test, with these variables in the environment."""
        machine = self.machine(consent_to=f"{NAME}:{port}")
        machine.count("tool/approved=3")
        result = subprocess.run(
            machine.upload_command(*(options or ["--plain-text"])),
            env={**ENVIRONMENT, **variables},
            capture_output=True,
            text=True,
            timeout=upload_world.TIMEOUT_SECONDS,
            check=False,
        )
        return machine, result

    def assert_sent_through_the_proxy(self, variables):
        self.proxy.requests.clear()
        machine, result = self.upload(variables)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(list(machine.sent()), [WEEK])
        [request] = self.proxy.requests
        self.assertTrue(request.startswith(f"CONNECT {NAME}:80 HTTP/1."), request)
        return request

    def assert_nothing_sent(self, variables):
        self.proxy.requests.clear()
        machine, result = self.upload(variables)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(list(machine.sent()), [])
        self.assertEqual(self.proxy.requests, [])
        [line] = result.stderr.splitlines()
        return line

    def test_each_variable_names_a_proxy(self):
        for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "grpc_proxy"):
            with self.subTest(name):
                self.assert_sent_through_the_proxy({name: f"http://{self.proxy.address}"})
        self.assert_sent_through_the_proxy({"HTTPS_PROXY": self.proxy.address})
        self.assertEqual(sums(self.reached.accepted()), {"tool/approved": 21})

    def test_an_escaped_password_reaches_the_proxy(self):
        request = self.assert_sent_through_the_proxy(
            {"HTTPS_PROXY": f"http://user:p%40ss%3A@{self.proxy.address}"}
        )
        expected = base64.b64encode(b"user:p@ss:").decode()
        self.assertIn(f"Proxy-Authorization: Basic {expected}\r\n".lower(), request.lower())

    def test_a_proxy_that_cannot_be_used_is_not_passed_over(self):
        for value in ("socks5://", "https://"):
            line = self.assert_nothing_sent({"ALL_PROXY": value + self.proxy.address})
            self.assertIn("the proxy that ALL_PROXY names cannot be used: only http:// is known", line)

    def test_an_error_tells_that_it_is_the_proxys(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            nobody = f"127.0.0.1:{server.getsockname()[1]}"
        line = self.assert_nothing_sent({"HTTPS_PROXY": nobody})
        self.assertIn(f"through the proxy {nobody} of HTTPS_PROXY", line)

    def test_no_proxy_is_obeyed_in_each_form(self):
        for value in ("*", "other.test, collector.test", ".test", "collector.test:80"):
            with self.subTest(value):
                line = self.assert_nothing_sent(
                    {"HTTPS_PROXY": f"http://{self.proxy.address}", "NO_PROXY": value}
                )
                self.assertNotIn("proxy", line)

    def test_this_machine_is_reached_directly(self):
        machine = self.machine(consent_to=self.reached.address)
        machine.count("tool/approved=3")
        result = subprocess.run(
            machine.upload_command(),
            env={**ENVIRONMENT, "HTTPS_PROXY": "socks5://127.0.0.1:1"},
            capture_output=True,
            timeout=upload_world.TIMEOUT_SECONDS,
            check=False,
        )
        self.assertEqual(result.returncode, 0)

    def test_the_collectors_certificate_is_checked_through_the_proxy(self):
        certificate, key = self.scratch / "collector.crt", self.scratch / "collector.key"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
                *("-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"),
                *("-keyout", key, "-out", certificate),
            ],
            capture_output=True,
            check=True,
        )
        process = subprocess.Popen(
            [
                *(COLLECTOR, "serve", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"),
                *("--data-dir", self.scratch / "data", "--config", self.config, "--now", NOW),
                *("--tls-cert", certificate, "--tls-key", key),
            ],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        address = re.search(r"gRPC on (\S+) and", process.stdout.readline()).group(1)
        through = {"HTTPS_PROXY": self.start_proxy(address).address}

        _, result = self.upload(through, "--config", self.config, port=443)
        self.assertEqual(result.returncode, 1, "its certificate is nobody's")
        certificates = self.scratch / "certificates"
        certificates.mkdir()
        (certificates / "one.pem").write_bytes(pathlib.Path(certificate).read_bytes())
        for variables in ({"SSL_CERT_FILE": str(certificate)}, {"SSL_CERT_DIR": str(certificates)}):
            machine, result = self.upload({**through, **variables}, "--config", self.config, port=443)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(list(machine.sent()), [WEEK])
        missing = {**through, "SSL_CERT_FILE": "/none.pem"}
        _, result = self.upload(missing, "--config", self.config, port=443)
        self.assertIn("SSL_CERT_FILE: ", result.stderr)


if __name__ == "__main__":
    unittest.main()
