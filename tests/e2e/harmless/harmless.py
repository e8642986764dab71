"""Runs a program that counts, beside its twin that does not, under the same conditions.

  class DirectoryTest(harmless.TestCase):
    def test_directory_is_a_file(self):
      open(self.telemetry_dir, "w").close()
      self.assert_unharmed("work", "open", "work")
      self.assertEqual(self.counts(), {})

The steps that the program takes are those of subject.cc. Each test has a home directory of its own.
"""

import dataclasses
import functools
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

SUBJECT = os.path.abspath("tests/e2e/harmless/subject")
TWIN = os.path.abspath("tests/e2e/harmless/twin")
GOTELEMETRY = os.path.abspath("cmd/gotelemetry/gotelemetry")

# A program that takes longer is considered hung. Generous, for busy machines.
_DEADLINE_SECONDS = 20

# What an undisturbed subject counts in the steps "work open work".
ALL_COUNTS = {"subject/before_main": 1, "subject/work": 2, "subject/at_exit": 1, "subject/destructor": 1}


@dataclasses.dataclass
class Ending:
    """What others can see of a program that has ended."""

    output: str
    errors: str
    # As wait(2) gives it: exit status, signal and whether there was a core dump.
    wait_status: int

    @property
    def exit_status(self):
        return os.waitstatus_to_exitcode(self.wait_status)


def without_privileges(command):
    """Makes root respect permissions like any user. A command that any user can run."""
    if os.geteuid() != 0:
        return list(command)
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"] + list(command)


def in_mount_namespace(script, command):
    """Runs `script`, which may mount file systems that only `command`, run after it, sees."""
    unshare = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
    return unshare + ["sh", "-ec", script + '\nexec "$@"', "sh"] + list(command)


@functools.cache
def can_mount():
    mount = in_mount_namespace("mount -t tmpfs none /mnt", ["true"])
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


def needs_mounts(test):
    """Skips a test, and says so, if this machine forbids mount namespaces."""
    if can_mount():
        return test
    reason = f"{test.__name__} DID NOT RUN: mount namespaces are forbidden here"
    print(f"*** {reason} ***", file=sys.stderr, flush=True)
    # Bazel shows these beside the test's result.
    with open(os.environ.get("TEST_WARNINGS_OUTPUT_FILE", os.devnull), "a", encoding="utf-8") as warnings:
        warnings.write(reason + "\n")
    return unittest.skip(reason)(test)


class Running:
    """A started program."""

    def __init__(self, command, env, preexec=None):
        self._directory = tempfile.mkdtemp()  # core dumps end up here
        self._process = subprocess.Popen(
            command,
            env=env,
            cwd=self._directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=preexec,
        )

    @property
    def pid(self):
        return self._process.pid

    def wait_for_pause(self):
        """Waits for the next step "pause". The caller then calls go_on()."""
        status = self._wait(os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            raise AssertionError(f"ended instead of pausing: {self._ending(status)}")

    def go_on(self):
        os.kill(self._process.pid, signal.SIGCONT)

    def kill(self):
        """Does nothing if the program has ended."""
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()

    def end(self):
        """Waits for the program to end."""
        return self._ending(self._wait(0))

    def _wait(self, options):
        deadline = time.monotonic() + _DEADLINE_SECONDS
        while time.monotonic() < deadline:
            pid, status = os.waitpid(self._process.pid, options | os.WNOHANG)
            if pid != 0:
                if not os.WIFSTOPPED(status):
                    self._process.returncode = os.waitstatus_to_exitcode(status)
                return status
            time.sleep(0.002)
        self.kill()
        raise AssertionError(f"hangs: {self._process.args!r}")

    def _ending(self, status):
        # A pipe holds all that a subject prints.
        output, errors = self._process.communicate()
        shutil.rmtree(self._directory)
        return Ending(output, errors, status)


class TestCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR"))
        self.addCleanup(scratch.cleanup)
        self.home = os.path.join(scratch.name, "home")
        self.root = os.path.join(self.home, ".config/go/telemetry")
        # The directory of the collector that subjects name.
        self.telemetry_dir = os.path.join(self.root, "collectors/telemetry.example.com_443")
        self.local_dir = os.path.join(self.telemetry_dir, "local")
        os.makedirs(os.path.dirname(self.telemetry_dir))
        self.env = {"HOME": self.home, "PATH": os.environ["PATH"]}

    def start(self, *steps, program=SUBJECT, wrap=list, preexec=None):
        """Starts `program`; `wrap` turns the command into the one that is run."""
        running = Running(wrap([program, *steps]), self.env, preexec)
        self.addCleanup(running.kill)
        return running

    def run_subject(self, *steps, **options):
        return self.start(*steps, **options).end()

    def run_twin(self, *steps, **options):
        return self.start(*steps, program=TWIN, **options).end()

    def assert_unharmed(self, *steps, **options):
        """Asserts that both programs end in the same way, and returns it."""
        ending = self.run_subject(*steps, **options)
        self.assertEqual(ending, self.run_twin(*steps, **options))
        return ending

    def assert_done(self, *steps, **options):
        """Also asserts that it is the usual way."""
        ending = self.assert_unharmed(*steps, **options)
        self.assertEqual((ending.exit_status, ending.errors), (7, ""))
        self.assertTrue(ending.output.endswith("done\n"), ending.output)

    def counter_files(self, suffix=".v1.count"):
        """The counter files, oldest first."""
        return sorted(str(path) for path in pathlib.Path(self.local_dir).glob("*" + suffix))

    def counter_file(self):
        (path,) = self.counter_files()
        return path

    def gotelemetry(self, *arguments, wrap=list):
        command = wrap([GOTELEMETRY, *arguments])
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=True).stdout

    def environment(self, wrap=list):
        """What `gotelemetry env` says of the subject's collector, or of Go's directory if that is all."""
        environment = json.loads(self.gotelemetry("env", "--json", wrap=wrap))
        return [*environment["collectors"], environment["go"]][0]

    def counts_of(self, path):
        return json.loads(self.gotelemetry("dump", path).partition("\n")[2])["Count"] or {}

    def counts(self):
        """The sum of all counter files."""
        total = {}
        for path in self.counter_files():
            for name, count in self.counts_of(path).items():
                total[name] = total.get(name, 0) + count
        return total

    def assert_all_counted(self):
        """Asserts that every count of "work open work" is there."""
        self.assertEqual(self.counts(), ALL_COUNTS)
