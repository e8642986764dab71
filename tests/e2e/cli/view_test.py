"""The pages that `gotelemetry view` serves. tests/browser tests them in a browser."""

import contextlib
import http.client
import json
import re
import signal
import subprocess
import unittest

from tests.e2e.cli import cli


class ViewTest(cli.TestCase):
    def setUp(self):
        super().setUp()
        self.keys = {}

    def start(self, address="localhost:0"):
        """Returns the viewer's process and the port that it says it serves on. Its key is for ask()."""
        process = subprocess.Popen(
            [cli.GOTELEMETRY, "view", "--no-open", "--addr", address], env=self.env, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end, process)
        line = process.stdout.readline()
        match = re.fullmatch(
            r"What was counted is shown at http://localhost:(\d+)/\?key=([0-9a-f]{32}) until Ctrl-C\.\n", line)
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
        return self.ask_without_key(port, f"{path}?key={self.keys[port]}", method, **headers)

    @staticmethod
    def ask_without_key(port, path, method="GET", **headers):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=cli.DEADLINE_SECONDS)) as connection:
            connection.request(method, path, headers={"Host": f"localhost:{port}"} | headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

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

    def test_shows_nothing_to_other_users(self):
        _, port = self.start()
        for path in ["/", "/api/state.json", "/?key=", "/?key=" + "0" * 32]:
            self.assertEqual(self.ask_without_key(port, path)[0], 403)

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
