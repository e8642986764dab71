"""Likely mistakes: one line that names the thing, and the exit status that tells usage from failure."""

import socket
import unittest

from tests.e2e.cli import cli

_FAILED = 1
_WRONG_USAGE = 2


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
        for address in ["example.com", "https://example.com:443", "example.com:http", ":443"]:
            self.assert_mistake(_WRONG_USAGE, address, "on", "--collector", address)
        self.assertFalse(self.telemetry_dir.exists())

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
        self.consent("localhost:1")
        for command in ["report", "preview", "upload"]:
            self.assert_mistake(_FAILED, "nowhere.json", command, "--config", "nowhere.json")

    def test_config_that_is_not_json(self):
        self.consent("localhost:1")
        path = self.file("charts.txt", "title: Editors\n")
        for command in ["report", "preview", "upload"]:
            self.assert_mistake(_FAILED, path + ": not JSON", command, "--config", path)

    def test_config_with_a_wrong_field(self):
        self.consent("localhost:1")
        path = self.file("config.json", '{"Programs": [{"Name": 7}]}')
        self.assert_mistake(_FAILED, "Programs[0].Name is not a string", "preview", "--config", path)

    def test_upload_to_another_collector_than_the_consented(self):
        self.consent("localhost:1")
        self.assert_mistake(_FAILED, "localhost:2", "upload", "--collector", "localhost:2")

    def test_upload_without_a_collector(self):
        self.write_mode("on 2020-01-01")
        self.assert_mistake(_FAILED, "collector", "upload")

    def test_unreachable_collector(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{unused.getsockname()[1]}"
            self.consent(address)
            self.count()
            self.assert_mistake(_FAILED, address, "upload", "--now", cli.days_from_now(8))
        self.assertEqual(len(list(self.local_dir.glob("*.v1.count"))), 1, "nothing is lost")

    def test_telemetry_directory_that_is_a_file(self):
        path = self.file("file", "")
        self.assert_mistake(_FAILED, path, "--dir", path, "off")

    def test_telemetry_directory_without_a_name(self):
        self.assert_mistake(_WRONG_USAGE, "--dir", "--dir", "", "env")


if __name__ == "__main__":
    unittest.main()
