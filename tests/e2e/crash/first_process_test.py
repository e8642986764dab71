"""A crash of the first process of a container, which the kernel does not kill like others, counts once."""

import os
import subprocess
import sys
import unittest

from tests.e2e.harmless import harmless

_CRASHER = os.path.abspath("tests/e2e/crash/crasher")


def as_first_process(command):
    unshare = ["unshare", "--pid", "--fork"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--pid", "--fork"]
    return unshare + list(command)


def needs_pid_namespaces(test):
    """Skips a test, and says so, if this machine forbids them."""
    if subprocess.run(as_first_process(["true"]), capture_output=True, check=False).returncode == 0:
        return test
    reason = f"{test.__name__} DID NOT RUN: process namespaces are forbidden here"
    print(f"*** {reason} ***", file=sys.stderr, flush=True)
    with open(os.environ.get("TEST_WARNINGS_OUTPUT_FILE", os.devnull), "a", encoding="utf-8") as warnings:
        warnings.write(reason + "\n")
    return unittest.skip(reason)(test)


class FirstProcessTest(harmless.TestCase):
    def crash(self, how):
        """Crashes as the first process, which ends as it would without telemetry; returns the signals and the stacks that are counted."""
        with_telemetry = self.start(how, self.root, program=_CRASHER, wrap=as_first_process).end()
        without = self.start(how, program=_CRASHER, wrap=as_first_process).end()
        self.assertEqual(with_telemetry, without)
        self.assertNotEqual(without.exit_status, 0)
        counts = {}
        for folder, _, names in os.walk(self.root):
            for name in names:
                if name.endswith(".v1.count"):
                    counts.update(self.counts_of(os.path.join(folder, name)))
        self.assertEqual(counts["crash/armed"], 1)
        signals = {name.removeprefix("crash/signal:"): count for name, count in counts.items() if name.startswith("crash/signal:")}
        return signals, sum(count for name, count in counts.items() if name.startswith("crash/crash\n"))

    @needs_pid_namespaces
    def test_abort(self):
        self.assertEqual(self.crash("abort"), ({"SIGABRT": 1}, 1))

    @needs_pid_namespaces
    def test_uncaught_exception(self):
        self.assertEqual(self.crash("throw"), ({"SIGABRT": 1}, 1))

    @needs_pid_namespaces
    def test_fault(self):
        self.assertEqual(self.crash("segv"), ({"SIGSEGV": 1}, 1))


if __name__ == "__main__":
    unittest.main()
