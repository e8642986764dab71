import json
import os
import pathlib
import re
import shlex
import signal
import socket
import subprocess
import tempfile
import unittest

_UNITS = pathlib.Path("upload/collector/systemd").resolve()
_COLLECTOR = pathlib.Path("cmd/collector/collector").resolve()
# systemd-analyze's scale: 0 is a service that may do nothing, 10 one that may do anything. In tenths.
_MOST_EXPOSED = 20
_SERVICES = ("collector.service", "collector-publish.service")
_CONFIG = {
    "GOOS": ["linux"],
    "GOARCH": ["amd64"],
    "GoVersion": ["gcc"],
    "Programs": [{"Name": "example.com/mytool", "Versions": ["v1.0.0"], "Counters": [{"Name": "mytool/runs", "Rate": 1}]}],
}


class UnitsTest(unittest.TestCase):
    """The units for systemd: what takes reports, and what publishes them."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = pathlib.Path(scratch.name)

    def analyze(self, *arguments):
        return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True)

    def unit(self, name, change=lambda text: text):
        """A copy of a unit, which names our program."""
        text = _UNITS.joinpath(name).read_text("utf-8").replace("/usr/bin/collector", str(_COLLECTOR))
        path = self.directory / name
        path.write_text(change(text), "utf-8")
        return path

    def test_systemd_finds_nothing_wrong(self):
        for name in (*_SERVICES, "collector-publish.timer"):
            self.unit(name)
        for name in (*_SERVICES, "collector-publish.timer"):
            result = self.analyze("verify", "--man=no", str(self.directory / name))
            self.assertEqual((result.returncode, result.stdout + result.stderr), (0, ""), name)

    def test_systemd_finds_what_is_wrong(self):
        for name in _SERVICES:
            misspelt = self.unit(name, lambda text: text.replace("DynamicUser=", "DynamicUsr="))
            self.assertIn("DynamicUsr", self.analyze("verify", "--man=no", str(misspelt)).stderr)

    def security(self, unit):
        return self.analyze("security", "--offline=true", "--no-pager", f"--threshold={_MOST_EXPOSED}", str(unit))

    def test_the_services_can_do_little_harm(self):
        for name in _SERVICES:
            result = self.security(self.unit(name))
            self.assertEqual(result.returncode, 0, result.stdout)

    def test_a_service_without_its_sandbox_would_fail_that(self):
        for name in _SERVICES:
            loose = self.unit(name, lambda text: re.sub(r"(?m)^(Protect|Restrict|System|Dynamic).*\n", "", text))
            self.assertNotEqual(self.security(loose).returncode, 0)

    def config(self):
        path = self.directory / "upload_config.json"
        path.write_text(json.dumps(_CONFIG), "utf-8")
        return path

    def command(self):
        """The command line of the unit with its options, with ports and a directory of this test."""
        unit = _UNITS.joinpath("collector.service").read_text("utf-8")
        command = re.search(r"(?m)^ExecStart=/usr/bin/collector (.*)$", unit).group(1)
        options = _UNITS.joinpath("collector.conf").read_text("utf-8")
        options = options.replace("/etc/gotelemetry/upload_config.json", str(self.config()))
        file = self.directory / "collector.conf"
        file.write_text(re.sub(r":(8443|8080|9090)\b", ":0", options), "utf-8")
        command = command.replace("/etc/gotelemetry/collector.conf", str(file))
        return shlex.split(command.replace("${STATE_DIRECTORY}", str(self.directory / "state")))

    def test_the_collector_takes_the_units_command_and_its_signals(self):
        trace = self.directory / "trace"
        manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(manager.close)
        manager.bind(str(self.directory / "notify"))
        manager.settimeout(60)
        # strace sees what the unit's filter would have to let through.
        with subprocess.Popen(
            ["strace", "-f", "-qq", "-o", trace, _COLLECTOR, *self.command()],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=os.environ | {"NOTIFY_SOCKET": str(self.directory / "notify"), "WATCHDOG_USEC": "2000000"},
        ) as process:
            try:
                # As Type=notify and WatchdogSec= expect it.
                self.assertTrue(manager.recv(4096).startswith(b"READY=1"))
                self.assertIn(b"WATCHDOG=1", manager.recv(4096))
                self.assertIn("gRPC on 127.0.0.1:", process.stdout.readline())
                collector = int(trace.read_text("utf-8").split()[0])
                os.kill(collector, signal.SIGHUP)
                while b"RELOADING=1" not in manager.recv(4096):
                    pass
                while b"READY=1" not in manager.recv(4096):
                    pass
                os.kill(collector, signal.SIGTERM)
                self.assertEqual(process.wait(timeout=60), 0)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
        self.check_calls(trace, "collector.service")

    def test_the_units_command_publishes(self):
        trace = self.directory / "trace"
        unit = _UNITS.joinpath("collector-publish.service").read_text("utf-8")
        command = re.search(r"(?m)^ExecStart=/usr/bin/collector (.*)$", unit).group(1)
        store = self.directory / "reports.db"
        push = [_COLLECTOR, "config", "push", "--store", f"sqlite:{store}", self.config()]
        subprocess.run(push, check=True, capture_output=True)
        for name, value in {
            "${STORE}": f"sqlite:{store}",
            "${STATE_DIRECTORY}": str(self.directory / "state"),
            "$OPTIONS": "--min-reports 7",
        }.items():
            self.assertIn(name, command)
            command = command.replace(name, value)
        subprocess.run(["strace", "-f", "-qq", "-o", trace, _COLLECTOR, *shlex.split(command)], check=True)
        self.assertTrue(self.directory.joinpath("state/site/index.html").exists())
        self.check_calls(trace, "collector-publish.service")

    def check_calls(self, trace, unit):
        """What a program called while strace looked on, its unit's filter lets through."""
        called = set(re.findall(r"(?m)^\d+ +(\w+)\(", trace.read_text("utf-8")))
        self.assertIn("openat", called)
        # SQLite gives its files to the database's owner, but only if it runs as root, which the service does not.
        if os.geteuid() == 0:
            called.discard("fchown")
        self.assertEqual(called - self.allowed(unit), set())

    def allowed(self, unit):
        """The names of the system calls that a unit's filter lets through."""
        sets = {}
        name = None
        for line in self.analyze("syscall-filter", "--no-pager").stdout.splitlines():
            line = re.sub(r"\x1b\[[0-9;]*m", "", line)
            if line.startswith("@"):
                name = line.strip()
                sets[name] = set()
            elif line.startswith("    ") and name and not line.strip().startswith("#"):
                sets[name].add(line.strip())

        def members(entry):
            return set().union(*map(members, sets[entry])) if entry in sets else {entry}

        text = _UNITS.joinpath(unit).read_text("utf-8")
        found = set()
        for line in re.findall(r"(?m)^SystemCallFilter=(.*)$", text):
            named = set().union(*map(members, line.removeprefix("~").split()))
            found = found - named if line.startswith("~") else found | named
        # The kernel's own, which no filter sees as a call of the program, and that which starts it.
        return found | {"execve", "exit", "exit_group", "restart_syscall", "rt_sigreturn"}


if __name__ == "__main__":
    unittest.main()
