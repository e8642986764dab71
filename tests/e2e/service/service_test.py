"""`collector serve` and `collector check` as an operator and a service manager know them."""

import http.client
import json
import re
import signal
import socket
import subprocess
import threading
import unittest

from tests.e2e.approval import approval_world
from tests.e2e.approval.approval_world import COLLECTOR, ENVIRONMENT, TIMEOUT_SECONDS, config, run


class Service:
    """A collector that a service manager has started."""

    def __init__(self, scratch, *options, watchdog_seconds=None):
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.manager.bind(str(scratch / "notify"))
        self.manager.settimeout(TIMEOUT_SECONDS)
        environment = ENVIRONMENT | {"NOTIFY_SOCKET": str(scratch / "notify")}
        if watchdog_seconds is not None:
            environment["WATCHDOG_USEC"] = str(int(watchdog_seconds * 1_000_000))
        self.process = subprocess.Popen(
            [COLLECTOR, "serve", *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.log = []
        self._reader = threading.Thread(target=self._read_log)
        self._reader.start()

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line.rstrip("\n"))

    def hear(self, *, wanted=None):
        """The next message to the service manager, of this kind if one is given."""
        while True:
            message = self.manager.recv(4096).decode()
            if wanted is None or message.startswith(wanted):
                return message

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(TIMEOUT_SECONDS)
        self._reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
        self.manager.close()
        return self.process.returncode


class ServiceTest(approval_world.TestCase):
    def setUp(self):
        super().setUp()
        self.approved = self.write("approved.json", config("tool/old"))
        self.conf = self.write(
            "collector.conf",
            f"# Where and what\nlisten = 127.0.0.1:0\nhttp = 127.0.0.1:0\ndata-dir = {self.data}\n"
            f"config = {self.approved}\nshared-data-dir = true\nlog-format = json\n",
        )

    def service(self, *options, **kinds):
        service = Service(self.scratch, "--config-file", self.conf, *options, **kinds)
        self.addCleanup(lambda: service.process.poll() is None and service.stop())
        return service

    def check(self, *options, expect=0):
        return run("check", "--config-file", self.conf, *options, expect=expect)

    def test_tells_the_service_manager_what_it_does(self):
        service = self.service(watchdog_seconds=0.5)
        self.assertRegex(
            service.hear(), r"^READY=1\nSTATUS=serving gRPC on 127\.0\.0\.1:\d+ and HTTP on "
        )
        for _ in range(4):
            self.assertEqual(service.hear(), "WATCHDOG=1")
        service.process.send_signal(signal.SIGHUP)
        self.assertRegex(service.hear(wanted="RELOADING"), r"^RELOADING=1\nMONOTONIC_USEC=\d+$")
        service.hear(wanted="READY=1")
        self.assertEqual(service.stop(), 0)

    def test_says_when_it_stops(self):
        service = self.service()
        service.hear(wanted="READY=1")
        service.process.send_signal(signal.SIGTERM)
        self.assertEqual(service.hear(), "STOPPING=1")
        service.process.wait(TIMEOUT_SECONDS)
        self.assertEqual(service.stop(), 0)
        self.assertRegex(service.log[-1], r'"level":"info","message":"stopped by SIGTERM after \d+s?"')

    def test_the_log_tells_of_the_start_in_json(self):
        service = self.service()
        service.hear(wanted="READY=1")
        service.stop()
        events = [json.loads(line) for line in service.log]
        for event in events:
            self.assertEqual(sorted(event), ["level", "message", "time"])
            self.assertRegex(event["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
            self.assertIn(event["level"], ("info", "warning", "error"))
        told = "\n".join(event["message"] for event in events)
        self.assertRegex(told, r"(?m)^version \d+\.\d+\.\d+ \(commit ")
        self.assertIn(f"store {self.data}/reports.db", told)
        self.assertRegex(told, r"config \S+ is in force .*; it approves 1 program, 1 counter and 0 stacks")
        self.assertRegex(told, r"(?m)^serving gRPC on \S+ and HTTP on \S+$")

    def test_the_log_is_text_or_has_priorities(self):
        service = self.service("--log-format", "text")  # the command line wins
        service.hear(wanted="READY=1")
        service.stop()
        for line in service.log:
            self.assertRegex(line, r"^\S+Z (info|warning|error) collector: ")
        (self.scratch / "notify").unlink()
        service = self.service("--log-format=journal")
        service.hear(wanted="READY=1")
        service.stop()
        for line in service.log:
            self.assertRegex(line, r"^<[346]>")

    def test_takes_a_changed_config_without_dropping_a_connection(self):
        service = self.service()
        ready = service.hear(wanted="READY=1")
        address = re.search(r"HTTP on (\S+)", ready).group(1)
        connection = http.client.HTTPConnection(address, timeout=TIMEOUT_SECONDS)
        self.assertNotIn("tool/new", self.approved_by(connection))
        used = connection.sock
        self.write("approved.json", config("tool/old", "tool/new"))
        self.eventually(
            lambda: "tool/new" in self.approved_by(connection), "the changed config is not taken"
        )
        self.assertIs(connection.sock, used, "the connection was dropped")
        # Half a file does not matter.
        self.write("approved.json", '{"Programs": [')
        self.eventually(lambda: any("stays" in line for line in service.log), "nothing is said")
        self.assertIn("tool/new", self.approved_by(connection))
        connection.close()
        self.assertEqual(service.stop(), 0)

    @staticmethod
    def approved_by(connection):
        connection.request("GET", "/config.json")
        return connection.getresponse().read().decode()

    def test_check_finds_what_serve_would_refuse(self):
        self.assertIn("These options are fine.", self.check())
        self.assertFalse(self.data.exists(), "it wrote something")
        self.assertIn("0.0.0.0:1", self.check("--listen", "0.0.0.0:1", expect=1))
        self.assertIn(
            "/no/such", self.check("--tls-cert", "/no/such", "--tls-key", "/no/such", expect=1)
        )
        self.write("approved.json", '{"Programs":[{"Nam":"x"}]}')
        self.assertIn("UNKNOWN_KEY", self.check(expect=1))

    def test_an_unknown_key_is_an_error_with_its_line(self):
        self.write("collector.conf", "# one\n\nlistne = 127.0.0.1:0\n")
        said = f'collector: {self.conf}:3: unknown key "listne", did you mean "listen"?\n'
        self.assertEqual(self.check(expect=2), said)
        self.assertEqual(run("serve", "--config-file", self.conf, expect=2), said)

    def test_a_key_for_each_flag(self):
        flags = set(re.findall(r"(?m)^  --([a-z-]+)", run("serve", "--help")))
        self.assertGreater(len(flags), 15)
        for flag in flags - {"config-file"}:
            self.write("collector.conf", f"{flag} = \n")
            self.assertNotIn("unknown key", self.check(expect=2), flag)


if __name__ == "__main__":
    unittest.main()
