"""What a hostile or broken editor sends to a language server that asks for consent: it neither crashes nor consents."""

import contextlib
import json
import os
import subprocess
import unittest

from tests.e2e.cli import cli
from tests.e2e.prompt import language_client

_WORDSERVER = os.path.abspath("cmd/examples/wordserver/wordserver")
_URI = "file:///notes.txt"
_YES = "Yes, upload to telemetry.example.com"
_NO = "No"


class Client(language_client.Client):
    """A client that says what is wrong, and knows whether the server still works."""

    def send_bytes(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def ask(self):
        """Initialises the server, and returns the id of its question."""
        self.initialize()
        return self.next("window/showMessageRequest")["id"]

    def command(self, name, *arguments):
        return self.request("workspace/executeCommand", {"command": name, "arguments": list(arguments)})

    def still_serves(self):
        """Fails unless the server does its work; returns what it had sent before."""
        text = "a note about the the cat"
        self.notify("textDocument/didOpen", {"textDocument": {"uri": _URI, "version": 1, "text": text}})
        answer = self.request(
            "textDocument/hover", {"textDocument": {"uri": _URI}, "position": {"line": 0, "character": 14}}
        )
        assert "2 of 6" in answer["result"]["contents"]["value"], answer
        return [message for message in self.passed if message.get("method") != "textDocument/publishDiagnostics"]

    def end(self):
        """Closes the connection, and returns the exit status."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        return self.process.wait(language_client.DEADLINE_SECONDS)


class HostileClientTest(cli.TestCase):
    def setUp(self):
        super().setUp()
        # Somebody who is due to be asked.
        self.env |= {"GOTELEMETRY_CLIENT_TOKEN": "1", "GOTELEMETRY_CLIENT_START_TIME": "1714521600"}

    def start(self):
        client = Client([_WORDSERVER], self.env)
        self.addCleanup(self.stop, client)
        return client

    def stop(self, client):
        client.process.kill()
        client.end()
        client.wait()

    def forget(self):
        """Makes the user one who was never asked."""
        for name in ("prompt", "mode"):
            (self.telemetry_dir / name).unlink(missing_ok=True)

    def consented(self):
        return any(path.read_text().startswith("on") for path in self.root.rglob("mode"))

    def record(self):
        return (self.telemetry_dir / "prompt").read_text().split()

    def counts(self):
        """What was counted, by name."""
        counts = {}
        for line in self.gotelemetry("csv").splitlines():
            count, name = line.split(",", 1)
            counts[name[1 : name.rindex('"')]] = int(count)
        return counts

    def test_consents_to_the_one_answer_that_is_a_yes(self):
        client = self.start()
        client.send({"id": client.ask(), "result": {"title": _YES, "more": 1}})
        client.next("window/showMessage")
        self.assertTrue(self.consented())
        self.assertEqual(self.record()[:2], ["yes", "1"])
        self.assertEqual(client.end(), 1)  # without `shutdown`, as the protocol says
        self.assertEqual(self.counts()["wordserver/telemetryprompt:accepted"], 1)

    def test_takes_nothing_else_for_a_yes(self):
        bodies = [
            '"result": true',
            '"result": 1',
            '"result": 2',
            '"result": []',
            '"result": {}',
            f'"result": "{_YES}"',
            f'"result": ["{_YES}"]',
            f'"result": [{{"title": "{_YES}"}}]',
            '"result": {"title": null}',
            '"result": {"title": true}',
            '"result": {"title": ""}',
            '"result": {"title": "Yes"}',
            f'"result": {{"title": "{_YES.lower()}"}}',
            f'"result": {{"title": "{_YES} "}}',
            f'"result": {{"title": "{_YES}\\u0000"}}',
            f'"result": {{"title": "\\u0000{_YES}"}}',
            f'"result": {{"title": "{_YES}\\n"}}',
            f'"result": {{"title": "{_NO}{_YES}"}}',
            f'"result": {{"title": ["{_YES}"]}}',
            f'"result": {{"title": {{"title": "{_YES}"}}}}',
            f'"result": {{"Title": "{_YES}"}}',
            f'"result": {{"title": "{_NO}", "title": "{_YES}"}}',
            f'"result": {{"title": "{_YES}", "title": "{_NO}"}}',
            f'"result": null, "result": {{"title": "{_YES}"}}',
            f'"error": {{"code": -32603, "message": "no"}}, "result": {{"title": "{_YES}"}}',
            f'"error": {{"title": "{_YES}"}}',
            '"error": null',
            f'"params": {{"title": "{_YES}"}}',
            f'"method": "window/showMessageRequest", "result": {{"title": "{_YES}"}}',
            f'"result": {{"title": "{_YES}"',
            f'"result": {{"title": "{_YES}"}}}} {{"x": 1',
            f'"result": {{"title": "\\ud800{_YES}"}}',
            f'"result": {{"title": "{_YES}", }}',
            "",
        ]
        for body in bodies:
            with self.subTest(body):
                self.forget()
                client = self.start()
                member = f', "id": {json.dumps(client.ask())}' + (f", {body}" if body else "")
                client.send_text(f'{{"jsonrpc": "2.0"{member}}}'.encode())
                if "method" in body:
                    self.assertIn("error", client.receive())
                self.assertEqual(client.still_serves(), [])
                self.assertFalse(self.consented())
                client.end()
                self.assertFalse(self.consented())

    def test_takes_only_answers_to_the_question_that_is_open(self):
        client = self.start()
        # Before there is one.
        client.send({"id": "telemetryprompt:1", "result": {"title": _YES}})
        question = client.ask()
        others = [None, 0, 1, "", "1", "telemetryprompt:0", "telemetryprompt:2", question + " ", [question], {}, True]
        for other in others:
            client.send({"id": other, "result": {"title": _YES}})
        client.send({"result": {"title": _YES}})
        self.assertEqual(client.still_serves(), [])
        self.assertFalse(self.consented())

        # It is still open, and after the answer it is not.
        client.send({"id": question, "result": {"title": _NO}})
        client.send({"id": question, "result": {"title": _YES}})
        self.assertEqual(client.still_serves(), [])
        self.assertFalse(self.consented())
        self.assertEqual(self.record()[:2], ["no", "1"])

    def test_takes_no_answer_after_it_was_shut_down(self):
        client = self.start()
        question = client.ask()
        client.request("shutdown", None)
        client.send({"id": question, "result": {"title": _YES}})
        client.notify("exit", None)
        self.assertEqual(client.end(), 0)
        self.assertFalse(self.consented())

    def test_asks_once_however_often_it_is_told_to(self):
        client = self.start()
        client.initialize()
        for number in range(10_000):
            client.send(
                {"id": f"c{number}", "method": "workspace/executeCommand", "params": {"command": "telemetry.maybePrompt"}}
            )
        answers = [client.receive() for _ in range(10_001)]
        client.passed = []
        self.assertEqual(
            [message["method"] for message in answers if "method" in message], ["window/showMessageRequest"]
        )
        # A client that says again that it is initialised is not asked again either.
        for _ in range(100):
            client.notify("initialized", {})
        self.assertEqual(client.still_serves(), [])
        self.assertEqual(self.record()[:2], ["pending", "1"])
        self.assertFalse(self.consented())

    def test_counts_no_names_that_it_should_not(self):
        client = self.start()
        client.ask()
        harmless = "../up"  # No part of a path: a name is only ever text.
        hostile = ["", " ", "a\nb", "a\r\nb", "a\x00b", "\x1b[2J", "a\tb", "\x7f", "\u202e", "x" * 5000, 'q"q', "a,b"]
        for name in [*hostile, harmless]:
            answer = client.command("telemetry.addCounters", {"names": [name], "values": [1]})
            self.assertIn("result" if name == harmless else "error", answer, name)
        for arguments in (
            None,
            1,
            [],
            [1],
            [{}],
            [{"names": ["a"]}],
            [{"names": ["a"], "values": [-1]}],
            [{"names": ["a"], "values": [1, 2]}],
            [{"names": ["a"], "values": ["1"]}],
            [{"names": ["a"], "values": [1e300]}],
            [{"names": "a", "values": 1}],
        ):
            params = {"command": "telemetry.addCounters", "arguments": arguments}
            self.assertIn("error", client.request("workspace/executeCommand", params), arguments)
        client.still_serves()
        client.end()
        counts = self.counts()
        self.assertEqual(
            {name for name in counts if not name.startswith("crash/")},
            {
                "wordserver/client:other",
                "wordserver/editor/../up",
                "wordserver/repeated_words",
                "wordserver/requests:hover",
                "wordserver/telemetryprompt:asked",
                "wordserver/telemetryprompt:expired",
            },
        )

    def test_does_not_fill_the_counter_file_with_names(self):
        client = self.start()
        client.ask()
        for number in range(10_000):
            arguments = [{"names": [f"n{number}-{k}" for k in range(10)], "values": [1] * 10}]
            params = {"command": "telemetry.addCounters", "arguments": arguments}
            client.send({"id": f"a{number}", "method": "workspace/executeCommand", "params": params})
        for _ in range(10_000):
            client.receive()
        client.still_serves()
        client.end()
        files = list(self.local_dir.glob("*.count"))
        self.assertEqual(len(files), 1)
        self.assertLess(files[0].stat().st_size, 1 << 20)

    def test_survives_megabytes(self):
        client = self.start()
        question = client.ask()
        large = "x" * (8 << 20)
        client.send({"id": question, "result": {"title": _YES, "padding": large}})
        client.notify("textDocument/didChange", {"textDocument": {"uri": large}})
        client.command("telemetry.maybePrompt", large)
        client.command(large)
        for opening in ("[", '{"a":', '{"jsonrpc":"2.0","id":"telemetryprompt:1","result":['):
            client.send_text((opening * (200_000 if len(opening) < 9 else 1) + "[" * 1_000_000).encode())
        client.send_text(b'{"id":' + b"9" * 1_000_000 + b"}")
        self.assertEqual(client.still_serves(), [])
        self.assertFalse(self.consented())

    def test_survives_control_characters_everywhere(self):
        client = self.start()
        rude = "".join(chr(code) for code in range(0x20)) + "\x7f\x9b31m\u2028"
        client.initialize(
            clientInfo={"name": rude, "version": rude},
            locale=rude,
            rootUri=rude,
            initializationOptions={rude: rude, "telemetry": {"enabled": rude}},
        )
        client.next("window/showMessageRequest")
        client.send_text(b'{"jsonrpc":"2.0","id":"\xff\xfe","result":{"title":"\xc0\x80"}}')
        client.send_text(b'\xef\xbb\xbf{"jsonrpc":"2.0","id":1,"method":"\xff"}')
        client.send_text(b"\x00" * 1000)
        client.still_serves()
        client.end()
        for name in self.counts():
            self.assertRegex(name, r"^[!-~]+$")

    def test_asks_nobody_whose_editor_says_no(self):
        client = self.start()
        client.initialize(initializationOptions={"telemetry": {"enabled": False}})
        client.command("telemetry.maybePrompt")
        self.assertEqual(client.still_serves(), [])
        self.assertFalse((self.telemetry_dir / "prompt").exists())
        self.assertFalse(self.consented())

    def test_ends_cleanly_where_the_framing_is_wrong(self):
        for data in (
            b"Content-Length: -1\r\n\r\n",
            b"Content-Length: 99999999999999999999\r\n\r\n{}",
            b"Content-Length: 1e3\r\n\r\n{}",
            b"Content-Length: 4000000000\r\n\r\n{}",
            b"Content-Length: 5\r\n\r\n{",
            b"Content-Length: \x00\r\n\r\n",
            b"No-Length: 1\r\n\r\n{}",
            b"\r\n\r\n",
            b"x" * (1 << 20),
            b"\x00" * (1 << 16),
        ):
            with self.subTest(data[:40]):
                self.forget()
                client = self.start()
                client.ask()
                with contextlib.suppress(BrokenPipeError):  # It may have ended already.
                    client.send_bytes(data)
                self.assertEqual(client.end(), 1)
                self.assertFalse(self.consented())
                self.assertEqual(self.record()[1], "1")

    def test_is_not_killed_by_a_client_that_does_not_read(self):
        reading, writing = os.pipe()
        os.close(reading)
        initialize = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
        message = b"Content-Length: %d\r\n\r\n%s" % (len(initialize), initialize)
        ended = subprocess.run([_WORDSERVER], input=message, stdout=writing, env=self.env, check=False)
        os.close(writing)
        self.assertEqual(ended.returncode, 1)


if __name__ == "__main__":
    unittest.main()
