"""The pages that `gotelemetry view` serves. tests/browser tests them in a browser."""

import contextlib
import http.client
import json
import re
import signal
import subprocess
import time
import unittest

from tests.e2e.cli import cli


class ViewTest(cli.TestCase):
    def setUp(self):
        super().setUp()
        self.keys = {}

    def start(self, address="localhost:0", options=("--no-open",)):
        """Returns the viewer's process and the port that it says it serves on. Its key is for ask()."""
        process = subprocess.Popen(
            [cli.GOTELEMETRY, "view", "--addr", address, *options], env=self.env, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end, process)
        line = process.stdout.readline()
        match = re.fullmatch(
            r"What was counted is shown at http://127\.0\.0\.1:(\d+)/#key=([0-9a-f]{32}) until Ctrl-C\.\n", line)
        self.assertTrue(match, line)
        port = int(match[1])
        self.keys[port] = match[2]
        return process, port

    @staticmethod
    def end(process):
        process.kill()
        process.wait()
        process.stdout.close()

    def ask(self, port, path, method="GET", **headers):
        """Returns the status and the body of the answer to a client with the viewer's link."""
        return self.ask_without_key(port, path, method, Authorization=f"Bearer {self.keys[port]}", **headers)

    @staticmethod
    def ask_without_key(port, path, method="GET", **headers):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=cli.DEADLINE_SECONDS)) as connection:
            connection.request(method, path, headers={"Host": f"localhost:{port}"} | headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    @staticmethod
    def headers(port, path):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=cli.DEADLINE_SECONDS)) as connection:
            connection.request("GET", path)
            return connection.getresponse().headers

    def state(self, port):
        status, body = self.ask(port, "/api/state.json")
        self.assertEqual(status, 200)
        return json.loads(body)

    def modes(self, port):
        return [directory["environment"]["mode"] for directory in self.state(port)["directories"]]

    def test_shows_what_is_counted_meanwhile(self):
        _, port = self.start()
        (go,) = self.state(port)["directories"]
        self.assertEqual((go["collector"], go["weeks"]), ("", []))
        self.count()
        wordcounts, go = self.state(port)["directories"]
        self.assertEqual((wordcounts["collector"], go["weeks"]), (cli.COLLECTOR, []))
        (week,) = wordcounts["weeks"]
        self.assertEqual(week["programs"][0]["counters"]["wordcount/runs"], 1)

    def test_shows_the_mode_of_now(self):
        _, port = self.start()
        self.count()
        self.assertEqual(self.modes(port), ["local", "local"])
        self.gotelemetry("off", "--collector", cli.COLLECTOR)
        self.assertEqual(self.modes(port), ["off", "local"])
        self.gotelemetry("off")
        self.assertEqual(self.modes(port), ["off", "off"])

    def test_refuses_pages_of_other_sites(self):
        _, port = self.start()
        self.assertEqual(self.ask(port, "/api/state.json", Host="evil.example")[0], 421)
        self.assertEqual(self.ask(port, "/api/state.json", Origin="http://evil.example")[0], 403)

    def test_shows_nothing_without_the_key(self):
        _, port = self.start()
        key = self.keys[port]
        for path in ["/api/state.json", "/api/file", f"/api/state.json?key={key}"]:
            self.assertEqual(self.ask_without_key(port, path)[0], 403)
        self.assertEqual(self.ask_without_key(port, "/api/state.json", Cookie=f"gotelemetry-view-{port}={key}")[0], 403)

    def test_gives_the_key_to_a_browser_in_no_argument_and_no_cookie(self):
        # Any user may read the arguments of xdg-open and of the browser.
        programs = self.home / "programs"
        programs.mkdir()
        opened = self.home / "opened"
        script = programs / "xdg-open"
        script.write_text(f'#!/bin/sh\n{{ echo "$*"; cat "$1"; }} >{opened}.new\nmv {opened}.new {opened}\n')
        script.chmod(0o700)
        session = self.home / "session"
        session.mkdir()
        self.env |= {"DISPLAY": ":99", "PATH": f"{programs}:/usr/bin:/bin", "XDG_RUNTIME_DIR": str(session)}
        process, port = self.start(options=[])
        deadline = time.monotonic() + cli.DEADLINE_SECONDS
        while not opened.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        arguments, page = opened.read_text().split("\n", 1)
        self.assertNotIn(self.keys[port], arguments)
        self.assertNotIn(":", arguments)
        self.assertIn(f"url=http://127.0.0.1:{port}/#key={self.keys[port]}", page)
        self.assertNotIn("Set-Cookie", self.headers(port, "/"))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(cli.DEADLINE_SECONDS), 0)
        self.assertEqual(list(session.iterdir()), [])

    def test_changes_nothing(self):
        _, port = self.start()
        for method in ["POST", "PUT", "DELETE"]:
            self.assertEqual(self.ask(port, "/", method)[0], 405)
        self.assertFalse(self.root.exists())

    def test_takes_another_port_if_its_own_is_taken(self):
        _, port = self.start()
        _, other = self.start(f"localhost:{port}")
        self.assertNotEqual(other, port)
        self.assertEqual(self.ask(other, "/")[0], 200)

    def test_ends_in_good_order(self):
        for number in [signal.SIGINT, signal.SIGTERM]:
            process, port = self.start()
            self.assertEqual(self.ask(port, "/")[0], 200)
            process.send_signal(number)
            self.assertEqual(process.wait(cli.DEADLINE_SECONDS), 0)


if __name__ == "__main__":
    unittest.main()
