"""Likely mistakes: one line that names the thing, and the exit status that tells usage from failure."""

import contextlib
import os
import socket
import subprocess
import threading
import unittest

from tests.e2e.cli import cli

_FAILED = 1
_WRONG_USAGE = 2


COLLECTOR = os.path.abspath("cmd/collector/collector")


@contextlib.contextmanager
def server_without_tls():
    """Gives the port of a server that answers in plain text, and a list of what each connection began with."""
    beginnings = []

    def answer(connection):
        with connection, contextlib.suppress(ConnectionError):
            if beginning := connection.recv(64):
                beginnings.append(beginning)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            while connection.recv(4096):
                pass

    def serve():
        with contextlib.suppress(OSError):  # closed
            while True:
                threading.Thread(target=answer, args=server.accept()[:1], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], beginnings
        server.shutdown(socket.SHUT_RDWR)


class MistakesTest(cli.TestCase):
    def assert_mistake(self, status, names, *arguments):
        ending = self.run_gotelemetry(*arguments)
        self.assertEqual(ending.returncode, status, arguments)
        self.assertRegex(ending.stderr, r"\Agotelemetry: [^\n]+\n\Z")
        self.assertIn(names, ending.stderr)

    def file(self, name, contents):
        path = self.home / name
        path.write_text(contents)
        return str(path)

    def test_unknown_mode_or_command(self):
        self.assert_mistake(_WRONG_USAGE, "maybe", "maybe")

    def test_no_command(self):
        self.assert_mistake(_WRONG_USAGE, "--help")

    def test_unknown_option(self):
        self.assert_mistake(_WRONG_USAGE, "--yaml", "env", "--yaml")

    def test_collector_that_is_no_address(self):
        for address in ["no address", "http://example.com:80", "example.com:http", "example.com:0", ":443"]:
            for command in ["on", "off", "approved", "upload"]:
                self.assert_mistake(_WRONG_USAGE, address, command, "--collector", address)
        self.assertFalse(self.root.exists())

    def test_date_that_is_none(self):
        for command in ["report", "upload"]:
            for date in ["tomorrow", "2026-11-19", "2026-02-30T00:00:00Z"]:
                self.assert_mistake(_WRONG_USAGE, date, command, "--now", date)

    def test_missing_counter_file(self):
        self.assert_mistake(_FAILED, "nowhere.v1.count", "dump", "nowhere.v1.count")

    def test_damaged_counter_file(self):
        path = self.file("damaged.v1.count", "# telemetry/counter file v1\n")
        self.assert_mistake(_FAILED, path, "dump", path)

    def test_directory_in_place_of_a_file(self):
        self.assert_mistake(_FAILED, str(self.home), "dump", str(self.home))

    def test_missing_config(self):
        self.consent()
        for command in ["report", "preview", "upload"]:
            self.assert_mistake(_FAILED, "nowhere.json", command, "--config", "nowhere.json")

    def test_config_that_is_not_json(self):
        self.consent()
        path = self.file("charts.txt", "title: Editors\n")
        for command in ["report", "preview", "upload"]:
            self.assert_mistake(_FAILED, path + ": not JSON", command, "--config", path)

    def test_config_with_a_wrong_field(self):
        self.consent()
        path = self.file("config.json", '{"Programs": [{"Name": 7}]}')
        self.assert_mistake(_FAILED, "Programs[0].Name is not a string", "preview", "--config", path)

    def test_on_without_a_collector(self):
        self.count()
        ending = self.run_gotelemetry("on")
        self.assertEqual(ending.returncode, _WRONG_USAGE)
        self.assertIn(f"{cli.COLLECTOR} (local): example.com/wordcount\n", ending.stdout)
        self.assertIn("gotelemetry on --collector HOST[:PORT]", ending.stderr)
        self.assertFalse((self.telemetry_dir / "mode").exists())

    def test_unreachable_collector(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{unused.getsockname()[1]}"
            self.count_for(address)
            self.consent()
            self.count()
            self.assert_mistake(_FAILED, address, "upload", "--now", cli.days_from_now(8))
        self.assertEqual(len(list(self.local_dir.glob("*.v1.count"))), 1, "nothing is lost")

    def upload_without_tls(self, complaint, *options):
        """Uploads to a server without TLS that may be another machine, and returns what it received at first."""
        with server_without_tls() as (port, beginnings):
            address = f"0.0.0.0:{port}"  # leads here, but is not known to
            self.count_for(address)
            self.consent()
            self.count()
            self.assert_mistake(
                _FAILED,
                address + complaint,
                *("upload", "--collector", address, "--now", cli.days_from_now(8), *options),
            )
        return {beginning[:3] for beginning in beginnings}

    def test_plain_text_to_another_machine(self):
        self.assertEqual(self.upload_without_tls(" speaks no TLS"), {b"\x16\x03\x01"}, "only TLS handshakes")
        self.assertEqual(self.upload_without_tls(": ", "--plain-text"), {b"PRI"}, "HTTP/2, as permitted")

    def test_plain_text_and_certificates(self):
        self.assert_mistake(_WRONG_USAGE, "--tls-roots", "upload", "--plain-text", "--tls-roots", "roots.pem")

    def test_no_telemetry_directory(self):
        del self.env["HOME"]
        for command in [["on"], ["approved"], ["view", "--text"], ["preview"], ["report"], ["upload"], ["clean"], ["csv"], ["dump"]]:
            self.assert_mistake(_FAILED, "HOME is not set", *command)

    def test_output_that_is_lost(self):
        self.count()
        for program, *arguments in [
            [cli.GOTELEMETRY, "--help"],
            [cli.GOTELEMETRY, "env"],
            [cli.GOTELEMETRY, "csv"],
            [cli.GOTELEMETRY, "dump"],
            [cli.GOTELEMETRY, "preview", "--config", cli.CONFIG],
            [COLLECTOR, "--help"],
        ]:
            with open("/dev/full", "w", encoding="utf-8") as full_disk:
                ending = subprocess.run(
                    [program, *arguments],
                    env=self.env,
                    stdout=full_disk,
                    stderr=subprocess.PIPE,
                    text=True,
                    timeout=cli.DEADLINE_SECONDS,
                    check=False,
                )
            name = os.path.basename(program)
            self.assertEqual(
                (ending.returncode, ending.stderr), (_FAILED, f"{name}: cannot write the output\n"), arguments)

    def test_telemetry_directory_that_is_a_file(self):
        path = self.file("file", "")
        self.assert_mistake(_FAILED, path, "--dir", path, "off")

    def test_telemetry_directory_without_a_name(self):
        self.assert_mistake(_WRONG_USAGE, "--dir", "--dir", "", "env")


if __name__ == "__main__":
    unittest.main()
