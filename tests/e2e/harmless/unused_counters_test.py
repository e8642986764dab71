"""A thousand unused counters cost a program their own bytes and nothing else."""

import os
import re
import subprocess
import unittest

_PROGRAM = os.path.abspath("tests/e2e/harmless/unused_counters")
_OBJECTS = os.path.abspath("tests/e2e/harmless/_objs/unused_counters_library")

_BYTES_OF_A_COUNTER = 48


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class UnusedCountersTest(unittest.TestCase):
    def setUp(self):
        (self.object,) = [os.path.join(_OBJECTS, name) for name in os.listdir(_OBJECTS)]

    def test_no_constructor_runs(self):
        self.assertNotRegex(run("readelf", "--wide", "--sections", self.object), r"\.(init_array|ctors)")
        self.assertNotIn("_GLOBAL__sub_I", run("nm", self.object))

    def test_memory_is_that_of_the_globals(self):
        symbols = run("nm", "--demangle", "--print-size", self.object)
        variables = re.findall(r"^\w+ (\w+) [bBdD] (.*)$", symbols, re.MULTILINE)
        self.assertEqual(
            [(name, int(size, 16)) for size, name in variables],
            [("subject::unused", 1000 * _BYTES_OF_A_COUNTER)],
        )

    def test_no_file_is_touched(self):
        calls = run("strace", "-qq", "-e", "trace=%file,%network", "-o", "/dev/stdout", _PROGRAM)
        # What the dynamic loader does for any program.
        of_the_loader = re.compile(r'^(execve\(|access\("/etc/ld\.so|\w+\(AT_FDCWD, "[^"]*\.so|newfstatat\(\d+, "")')
        self.assertEqual([call for call in calls.splitlines() if not of_the_loader.search(call)], [])


if __name__ == "__main__":
    unittest.main()
