"""Whichever system call fails, no command claims what is not so, and nothing counted is lost.

Each test makes a machine, lets one system call of a command fail, and looks at the machine. Set FAULTS_ALL to try every
plausible error of each call (some minutes), as in

    bazel test --test_env=FAULTS_ALL=1 --test_timeout=3600 //tests/e2e/faults:faults_test
"""

import json
import pathlib
import threading
import unittest

from tests.e2e.faults import faults
from tests.e2e.upload import upload_world
from tests.e2e.upload.upload_world import ENVIRONMENT, GOTELEMETRY, PROGRAMS, WEEK, sums

OPENER = pathlib.Path("tests/e2e/faults/opener").absolute()
OTHER = "localhost:2"
# Exit statuses of the opener.
COUNTING, NOT_COUNTING = 7, 8
WEEKS = ["2026-11-04", WEEK]
COUNTS = {"tool/approved": 27, "tool/size:small": 5, "tool/private": 24}


class FaultsTest(upload_world.TestCase):
    maxDiff = None

    def setUp(self):
        super().setUp()
        self._lock = threading.Lock()

    def counted(self, consent_to):
        """A machine where two weeks and two programs were counted for a collector."""
        machine = self.machine(consent_to=consent_to)
        machine.count("tool/approved=3", "tool/size:small=5", "tool/private=7")
        machine.count("tool/approved=11", program=PROGRAMS[1])
        machine.count("tool/approved=13", "tool/private=17", day="2026-10-29")
        return machine

    def fresh(self, template):
        with self._lock:
            return self.copy(template)

    def try_faults(
        self, template, command, check, idle=("--version",), least=10, every=1, uses_grpc=False
    ):
        """Runs `command(machine)` with each fault. `check(machine, result)` returns what is wrong, if anything."""
        machine = self.fresh(template)
        found = faults.of(
            command(machine),
            [command(machine)[0], *idle],
            ENVIRONMENT,
            self.scratch / "strace.log",
            every,
        )
        self.assertGreater(len(found), least)

        def check_one(fault):
            machine = self.fresh(template)
            log = machine.root.with_suffix(".log")
            result = fault.run(command(machine), ENVIRONMENT, log, uses_grpc)
            if result.returncode == 1 and not result.stderr.strip():
                return "it fails without a word"
            wrong = check(machine, result)
            return wrong and f"{wrong}; status {result.returncode}: {result.stdout}{result.stderr}"

        wrong = faults.in_parallel(check_one, found)
        print(f"{self.id()}: {len(found)} faults", flush=True)
        self.assertEqual([f"{fault}: {why}" for fault, why in wrong], [])

    def set_mode(self, template, *arguments, check, **options):
        self.try_faults(
            template, lambda machine: [GOTELEMETRY, "--dir", machine.root, *arguments], check, **options
        )

    def mode_of(self, directory):
        """The word in a mode file; None if there is no such file."""
        path = directory / "mode"
        return (path.read_text().split() or [""])[0] if path.exists() else None

    def test_off_for_a_collector_is_off_or_fails(self):
        template = self.counted("localhost:1")

        def check(machine, result):
            mode = self.mode_of(machine.dir)
            if mode not in ("on", "off"):
                return f"the mode is {mode!r}"
            return mode != "off" and result.returncode == 0 and "it claims to be off"

        self.set_mode(template, "off", "--collector", "localhost:1", check=check)

    def test_off_for_all_is_off_for_each_or_fails(self):
        template = self.counted("localhost:1")
        template.seen_from(OTHER).consent("on")

        def check(machine, result):
            modes = [self.mode_of(d) for d in (machine.dir, machine.seen_from(OTHER).dir, machine.root)]
            if not set(modes) <= {"on", "off", None, ""}:
                return f"the modes are {modes}"
            return modes != ["off"] * 3 and result.returncode == 0 and f"it claims to be off: {modes}"

        self.set_mode(template, "off", check=check, every=2)

    def test_on_is_on_or_changes_nothing(self):
        for before in (None, "local"):
            template = self.machine(collector="localhost:1")
            if before:
                template.consent(before)

            def check(machine, result, before=before):
                mode = self.mode_of(machine.dir)
                if result.returncode == 0:
                    return mode != "on" and f"it claims to be on: {mode!r}"
                # One that crashes or hangs in gRPC, after that, claims nothing.
                says_so = "the consent to localhost:1 stands" in result.stderr
                return mode == "on" and result.returncode == 1 and not says_so and "it claims to have failed"

            self.set_mode(template, "on", "--collector", "localhost:1", check=check, every=4, uses_grpc=True)

    def test_clean_removes_all_or_fails(self):
        template = self.counted("localhost:1")
        template.seen_from(OTHER).count("tool/approved=1")

        def check(machine, result):
            left = [
                path.name
                for path in machine.root.rglob("*")
                if path.is_file() and path.name not in ("mode", "weekends", "report.lock")
            ]
            return left and result.returncode == 0 and f"it claims to have removed {left}"

        self.set_mode(template, "clean", check=check, every=2)

    def test_upload_sends_all_or_says_what_it_did_not(self):
        collector = self.scripted_collector()
        template = self.counted(collector.address)
        machines = []

        def check(machine, result):
            machines.append(machine)
            done = sorted(machine.sent()) == WEEKS and not machine.ready()
            # A mode file, or a policy, that cannot be read means off, and the run says so.
            says_off = "The mode is off (" in result.stdout
            if result.returncode == 0 and not done and not says_off:
                return f"it claims to be done: {sorted(machine.sent())}, {machine.ready()}"
            machine.upload()
            if sorted(machine.sent()) != WEEKS or machine.ready():
                return "the next run does not send the rest"
            counts = sums(machine.local_reports())
            return counts != COUNTS and f"afterwards the local reports have {counts}"

        self.try_faults(template, lambda machine: machine.upload_command(), check, every=4, uses_grpc=True)
        accepted = collector.accepted()
        # The machine that was only traced has uploaded too.
        self.assertEqual(len(accepted), 2 * (len(machines) + 1))
        # What could not be read when its week's report was made is late, and late counts are never sent. But nothing is
        # sent twice.
        sent = sums(accepted)["tool/approved"]
        self.assertLessEqual(sent, 27 * (len(machines) + 1))
        self.assertGreater(sent, 25 * (len(machines) + 1))

    def opener(self, machine):
        return [OPENER, machine.root, "localhost:1"]

    def opened(self, machine):
        """How often the opener has counted that it opened."""
        total = 0
        for file in machine.local.glob("*.v1.count"):
            dump = faults.run([GOTELEMETRY, "dump", file], ENVIRONMENT).stdout
            total += json.loads(dump.split("\n", 1)[1])["Count"].get("opener/opened", 0)
        return total

    def check_open(self, template):
        before = self.opened(template)

        def check(machine, result):
            if result.returncode not in (COUNTING, NOT_COUNTING):
                return "it is harmed"
            counted = self.opened(machine) - before
            return counted != (result.returncode == COUNTING) and f"it counted {counted}"

        self.try_faults(template, self.opener, check, idle=(), least=5)

    def test_a_file_system_without_shared_mappings_is_named_and_harms_nobody(self):
        machine = self.machine(collector="localhost:1")
        self.assertEqual(faults.run(self.opener(machine), ENVIRONMENT).returncode, COUNTING)
        [file] = opened = list(machine.local.glob("*.v1.count"))

        def without_mappings(command, log):
            strace = ["strace", "-f", "-o", log, "-P", file, "-e", "inject=mmap:error=ENODEV", "--"]
            return faults.run([*strace, *command], ENVIRONMENT)

        log = self.scratch / "strace.log"
        self.assertEqual(without_mappings(self.opener(machine), log).returncode, NOT_COUNTING)
        inc = [GOTELEMETRY, "--dir", machine.root, "inc", "--collector", "localhost:1", "--program", "example.com/sh", "a"]
        self.assertEqual(faults.run(inc, ENVIRONMENT).returncode, 0)
        [file] = set(machine.local.glob("*.v1.count")) - set(opened)
        result = without_mappings(inc, log)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(
            result.stderr,
            f"gotelemetry: cannot count for example.com/sh in {file}: its file system cannot share mapped files, which "
            "counting needs (No such device)\n",
        )

    def test_open_counts_in_a_new_file_if_it_says_so(self):
        template = self.machine(collector="localhost:1")
        (template.local / "weekends").unlink()
        template.local.rmdir()
        self.check_open(template)

    def test_open_counts_in_an_existing_file_if_it_says_so(self):
        template = self.machine(collector="localhost:1")
        self.assertEqual(faults.run(self.opener(template), ENVIRONMENT).returncode, COUNTING)
        self.check_open(template)


if __name__ == "__main__":
    unittest.main()
