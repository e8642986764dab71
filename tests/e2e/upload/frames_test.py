"""What the frames of stacks tell on the wire: of builds that the config lists, which build and where in its file; of
any other, the function and the offset in it."""

import json
import re
import socket
import subprocess
import threading
import time
import unittest
import urllib.request

from tests.e2e.upload import upload_world
from tests.e2e.upload.upload_world import ENVIRONMENT, GOTELEMETRY, PROGRAMS, WEEK

_BUILD_ID = re.compile(r"@([0-9a-f]{16})\.")
_ENTRY = re.compile(r":@0x[1-9a-f]")


class Recorder:
    """Stands between a client and a server on loopback, and keeps what the client sends."""

    def __init__(self, server):
        host, port = server.rsplit(":", 1)
        self._server = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.sent = bytearray()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # closed
            server = socket.create_connection(self._server)
            threading.Thread(target=self._pass_on, args=(client, server, self.sent), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(server, client, bytearray()), daemon=True).start()

    @staticmethod
    def _pass_on(source, target, record):
        try:
            while data := source.recv(65536):
                record += data
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # one of them has gone

    def close(self):
        self._listener.close()


class FramesTest(upload_world.TestCase):
    def config_with(self, builds, name="config.json"):
        """A config that approves tool/stack, and what frames may name."""
        config = upload_world.upload_config()
        for program in config["Programs"]:
            program["Stacks"] = [{"Name": "tool/stack", "Rate": 1, "Depth": 8}]
            program["Builds"] = builds
        path = self.scratch / name
        path.write_text(json.dumps(config))
        return path

    def counted(self, machine):
        """The stack as it was counted, decoded, and the build ID of the tool."""
        names = [
            name
            for path in machine.local.glob("*.v1.count")
            for name in json.loads(self.run_tool("dump", path).split("\n", 1)[1])["Count"]
            if name.startswith("tool/stack\n")
        ]
        (stack,) = names
        (build_id,) = set(re.findall(r"\ncounting_tool@([0-9a-f]{16})\.", stack))
        return stack, build_id

    def run_tool(self, *command):
        return subprocess.run(
            [GOTELEMETRY, *command], env=ENVIRONMENT, check=True, capture_output=True, text=True
        ).stdout

    def upload(self, builds):
        """Uploads a stack under a config with these builds, which may depend on the tool's build ID. Returns the
        counted stack, the tool's build ID, what was sent in bytes, and the stacks that the collector got."""
        probe = self.machine()
        probe.count("stack")
        stack, build_id = self.counted(probe)
        collector = self.scripted_collector(self.config_with(builds(build_id)))
        recorder = Recorder(collector.address)
        self.addCleanup(recorder.close)
        machine = self.machine(consent_to=recorder.address)
        machine.count("stack")
        machine.upload()
        (report,) = collector.accepted()
        (program,) = report["Programs"]
        (local,) = machine.local_reports()
        self.assertEqual(list(local["Programs"][0]["Stacks"]), [stack], "the local report has everything")
        self.assertEqual(json.loads(machine.sent()[WEEK])["Programs"][0]["Stacks"], program["Stacks"])
        return stack, build_id, bytes(recorder.sent), program["Stacks"]

    def test_nothing_of_an_unlisted_build_is_sent(self):
        stack, _, sent, received = self.upload(lambda build_id: [])
        self.assertIn(b"tool/stack\n", sent, "what is sent can be read here")
        self.assertTrue(_BUILD_ID.search(stack) and _ENTRY.search(stack), stack)
        for build_id in _BUILD_ID.findall(stack):
            self.assertNotIn(build_id.encode(), sent)
        self.assertNotIn(b"counting_tool", sent)
        self.assertIsNone(_ENTRY.search(sent.decode("latin-1")))
        (name,) = received
        self.assertRegex(name, r"^tool/stack\n\?\.main:@0x0,\+0x[0-9a-f]+(\n|$)")
        self.assertEqual(name.count("\n"), stack.count("\n"), "each frame remains, with function and offset")

    def test_a_listed_build_is_named(self):
        stack, own, sent, received = self.upload(lambda build_id: [{"File": "counting_tool", "IDs": [build_id]}])
        (name,) = received
        self.assertIn(own.encode(), sent)
        for build_id in set(_BUILD_ID.findall(stack)) - {own}:
            self.assertNotIn(build_id.encode(), sent)
        for counted, frame in zip(stack.split("\n"), name.split("\n")):
            if f"@{own}." in counted:
                self.assertEqual(frame, counted)

    def test_another_build_of_a_listed_file_is_not(self):
        _, own, sent, received = self.upload(lambda _: [{"File": "counting_tool", "IDs": ["0011223344556677"]}])
        self.assertNotIn(own.encode(), sent)
        (name,) = received
        self.assertRegex(name, r"^tool/stack\ncounting_tool\.main:@0x0,\+0x[0-9a-f]+(\n|$)")

    def test_preview_shows_what_will_be_sent(self):
        today = time.strftime("%Y-%m-%d", time.gmtime())
        next_week = time.strftime("%Y-%m-%dT12:00:00Z", time.gmtime(time.time() + 8 * 24 * 3600))
        config = self.config_with([])
        collector = self.scripted_collector(config)
        machine = self.machine(consent_to=collector.address)
        machine.count("stack", day=today)
        preview = self.run_tool("--dir", machine.root, "preview", "--config", config)
        machine.upload("--config", config, now=next_week)
        (report,) = collector.accepted()
        ((name, _),) = report["Programs"][0]["Stacks"].items()
        self.assertIn(json.dumps(name), preview)
        self.assertRegex(preview, r"frames tool/stack: some are of builds that are not in the config")
        self.assertIsNone(_BUILD_ID.search(preview))

    def test_the_collector_keeps_no_more_of_a_client_that_sends_it_all(self):
        collector = self.collector(self.config_with([{"File": "tool", "IDs": ["3f2a9c0b6d1e4f58"]}]))
        stacks = {
            "tool/stack\ntool@3f2a9c0b6d1e4f58.f:@0x11d0,+0x1b": 1,
            "tool/stack\ntool@0011223344556677.f:@0x11d0,+0x1b": 2,
            "tool/stack\nhome@8899aabbccddeeff.f:@0x22e0,+0x1b": 4,
        }
        platform = {key: value for key, value in upload_world.platform().items() if key in ("GoVersion", "GOOS", "GOARCH")}
        program = {"Program": PROGRAMS[0], "Version": "v1.0.0", **platform, "Counters": {}, "Stacks": stacks}
        report = {"Week": WEEK, "LastWeek": "", "X": 0.5, "Programs": [program], "Config": "v1.0.0"}
        with urllib.request.urlopen(
            urllib.request.Request(
                f"http://{collector.http}/upload/{WEEK}",
                data=json.dumps(report).encode(),
                headers={"Content-Type": "application/json"},
            )
        ) as answer:
            self.assertIn('"frames"', answer.read().decode())
        (accepted,) = collector.accepted()
        self.assertEqual(
            accepted["Programs"][0]["Stacks"],
            {
                "tool/stack\ntool@3f2a9c0b6d1e4f58.f:@0x11d0,+0x1b": 1,
                "tool/stack\ntool.f:@0x0,+0x1b": 2,
                "tool/stack\n?.f:@0x0,+0x1b": 4,
            },
        )


if __name__ == "__main__":
    unittest.main()
