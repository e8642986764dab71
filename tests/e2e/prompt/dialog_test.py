"""The dialog about consent, with the real server and the real gotelemetry."""

import os
import re
import unittest

from tests.e2e.cli import cli
from tests.e2e.prompt import language_client

_WORDSERVER = os.path.abspath("cmd/examples/wordserver/wordserver")
_CONFIG = os.path.abspath("cmd/examples/wordserver/upload_config.json")
_YES = "Yes, upload to telemetry.example.com"
_SHOW = "Show what would be sent"
_SHOWS_DOCUMENTS = {"capabilities": {"window": {"showDocument": {"support": True}}}}


class DialogTest(cli.TestCase):
    def setUp(self):
        super().setUp()
        # Somebody who has used the server for long, and is among those who are asked.
        self.env |= {"GOTELEMETRY_CLIENT_TOKEN": "1", "GOTELEMETRY_CLIENT_START_TIME": "1714521600",
                     "GOTELEMETRY_BIN": cli.GOTELEMETRY}

    def start(self, *arguments, **params):
        client = language_client.Client([_WORDSERVER, *arguments], self.env)
        self.addCleanup(lambda: client.process.poll() is None and client.kill())
        client.initialize(**params)
        return client

    def read(self, name):
        path = self.telemetry_dir / name
        return path.read_text() if path.exists() else None

    def counts(self):
        """What the dialog has counted."""
        lines = (line.split(",") for line in self.gotelemetry("csv").splitlines())
        return {name.strip('"').removeprefix("wordserver/telemetryprompt:"): int(count)
                for count, name, *_ in lines if "telemetryprompt" in name}

    def test_a_yes_is_consent_from_then_on(self):
        client = self.start()
        question = client.next("window/showMessageRequest")
        self.assertEqual([action["title"] for action in question["params"]["actions"]], [_SHOW, _YES, "No"])
        self.assertEqual(self.read("prompt"), "pending 1 1714521600 1")
        client.respond(question, {"title": _YES})
        self.assertIn("gotelemetry local --collector", client.next("window/showMessage")["params"]["message"])
        self.assertRegex(self.read("mode"), r"^on \d{4}-\d\d-\d\d$")
        self.assertFalse((self.root / "mode").exists())
        self.assertEqual(client.close(), 0)
        self.assertIn("mode:        on", self.gotelemetry("env"))
        self.assertEqual(self.counts(), {"asked": 1, "accepted": 1})
        self.assertEqual(self.start().questions(), [])

    def test_a_no_is_heard_once_and_for_all(self):
        client = self.start()
        client.respond(client.next("window/showMessageRequest"), {"title": "No"})
        self.assertEqual(client.close(), 0)
        self.assertEqual(self.read("prompt"), "no 1 1714521600 1")
        self.assertIsNone(self.read("mode"))
        for days in (0, 31, 400, 4000):
            client = self.start("--percent-asked", "100", "--now", cli.days_from_now(days))
            self.assertEqual(client.questions(), [])
            client.close()
        self.assertEqual(self.counts(), {"asked": 1, "declined": 1})

    def test_shows_exactly_what_would_be_sent(self):
        client = self.start(**_SHOWS_DOCUMENTS)
        client.respond(client.next("window/showMessageRequest"), {"title": _SHOW})
        document = client.next("window/showDocument")
        shown = self.read("preview.txt")
        self.assertEqual(document["params"]["uri"], f"file://{self.telemetry_dir}/preview.txt")
        preview = self.gotelemetry("preview", "--collector", cli.COLLECTOR, "--config", _CONFIG)
        # X is drawn anew each time.
        self.assertEqual(re.sub('"X": .*', "X", shown), re.sub('"X": .*', "X", preview))
        self.assertIn('"wordserver/telemetryprompt:asked": 1', shown)
        client.respond(document, {"success": True})
        question = client.next("window/showMessageRequest")
        self.assertIn(f"{self.telemetry_dir}/preview.txt", question["params"]["message"])
        self.assertEqual(self.read("prompt"), "pending 1 1714521600 1")
        client.respond(question, {"title": _YES})
        client.next("window/showMessage")
        client.close()
        self.assertIsNone(self.read("preview.txt"))
        self.assertEqual(self.counts(), {"asked": 1, "shown": 1, "accepted": 1})

    def test_a_dismissed_question_comes_again_after_a_month_and_three_times_at_most(self):
        for attempt, days in enumerate((0, 31, 62), 1):
            client = self.start("--now", cli.days_from_now(days))
            client.respond(client.next("window/showMessageRequest"), None)
            client.close()
            self.assertEqual(self.read("prompt"), f"failed {attempt} 1714521600 1")
            client = self.start("--now", cli.days_from_now(days + 29))
            self.assertEqual(client.questions(), [])
            client.close()
        client = self.start("--now", cli.days_from_now(1000))
        self.assertEqual(client.questions(), [])

    def test_two_editors_ask_one_question(self):
        clients = [self.start() for _ in range(6)]
        self.assertEqual(sum(len(client.questions()) for client in clients), 1)

    def test_a_killed_server_leaves_an_attempt_behind_and_no_lock(self):
        client = self.start()
        client.next("window/showMessageRequest")
        client.kill()
        self.assertEqual(self.read("prompt"), "pending 1 1714521600 1")
        client = self.start()
        self.assertEqual(client.questions(), [])
        client.close()
        client = self.start("--now", cli.days_from_now(31))
        client.next("window/showMessageRequest")
        self.assertEqual(self.read("prompt"), "pending 2 1714521600 1")

    def test_a_server_that_ends_meanwhile_has_no_answer(self):
        client = self.start()
        client.next("window/showMessageRequest")
        client.close()
        self.assertEqual(self.read("prompt"), "failed 1 1714521600 1")
        self.assertEqual(self.counts(), {"asked": 1, "expired": 1})

    def test_a_new_home_is_not_asked(self):
        del self.env["GOTELEMETRY_CLIENT_START_TIME"]
        client = self.start("--percent-asked", "100")
        self.assertEqual(client.questions(), [])
        self.assertRegex(self.read("prompt"), r"^- 0 \d{10} 1$")

    def test_leaves_no_trace_where_telemetry_is_off(self):
        for variable in ("DO_NOT_TRACK=1", "GOTELEMETRY=off"):
            name, _, value = variable.partition("=")
            self.env[name] = value
            client = self.start()
            self.assertEqual(client.questions(), [])
            client.close()
            del self.env[name]
        self.assertEqual(list(self.home.iterdir()), [])

    def test_asks_nobody_under_ci_in_an_editor_that_says_off_or_who_told_gopls_no(self):
        self.env["CI"] = "true"
        self.assertEqual(self.start().questions(), [])
        del self.env["CI"]
        options = {"initializationOptions": {"telemetry": {"enabled": False}}}
        self.assertEqual(self.start(**options).questions(), [])
        self.assertEqual(self.start(clientInfo={"name": "helix"}).questions(), [])
        gopls = self.home / ".config/gopls/prompt/telemetry"
        gopls.parent.mkdir(parents=True)
        gopls.write_text("no 1")
        self.assertEqual(self.start().questions(), [])
        self.assertEqual(gopls.read_text(), "no 1")
        self.assertIsNone(self.read("prompt"))

    def test_the_record_can_be_seen_and_forgotten(self):
        client = self.start()
        client.respond(client.next("window/showMessageRequest"), {"title": "No"})
        client.close()
        self.assertIn("the answer was no", self.gotelemetry("prompt", "status"))
        self.gotelemetry("prompt", "reset", "--collector", cli.COLLECTOR)
        client = self.start()
        client.next("window/showMessageRequest")

    def test_an_editor_counts_through_the_server_or_without_one(self):
        client = self.start("--percent-asked", "0")
        response = client.request("workspace/executeCommand", {
            "command": "telemetry.addCounters", "arguments": [{"names": ["restart:crash"], "values": [2]}]})
        self.assertIsNone(response["result"])
        client.close()
        self.gotelemetry("inc", "--collector", cli.COLLECTOR, "--program", "example.com/extension", "extension/open", "3")
        lines = self.gotelemetry("csv")
        self.assertIn('2,"wordserver/editor/restart:crash",example.com/wordserver,v1.0.0,', lines)
        self.assertIn('3,"extension/open",example.com/extension,devel,', lines)


if __name__ == "__main__":
    unittest.main()
