"""Crashes of programs from several compilers, and the source lines that `gotelemetry symbolize` finds.

binutils' addr2line, another reader of the same debug information, says what is right.
"""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

_GOTELEMETRY = pathlib.Path("cmd/gotelemetry/gotelemetry").absolute()
_SOURCE = pathlib.Path("tests/e2e/crash/victim.cc")
_RAW_FRAME = re.compile(r"victim@\w+\.(?P<function>\S+):@0x(?P<entry>\w+),\+0x(?P<pc>\w+)")
_FRAME = re.compile(r"  victim\.(?P<function>.+):[+=-]\d+,\+0x\w+  (?P<file>\S+):(?P<line>\d+)$", re.MULTILINE)


def _run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True,
                          **options).stdout


def _abseil_flags():
    return _run("pkg-config", "--static", "--libs", "absl_strings", "absl_time").split()


def _last_name(function):
    """The function's own name, without scopes, parameters and template arguments; it depends on the compiler how
    much of the rest addr2line knows."""
    function = re.sub(r"^operator\(\)|::operator\(\)", "::call", function)
    while re.search(r"<[^<>]*>|\([^()]*\)", function):
        function = re.sub(r"<[^<>]*>|\([^()]*\)", "", function)
    return re.split("::| ", function.removesuffix(" const").strip())[-1]


class SymbolizeTest(unittest.TestCase):

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)
        self.dir = self.scratch / "telemetry"
        self.victim = self.scratch / "victim"

    def build(self, compiler, *flags):
        if shutil.which(compiler) is None:
            self.skip_loudly(f"{self.id()} DID NOT RUN: {compiler} is not installed")
        _run(compiler, "-std=c++20", "-g", *flags, "-I.", _SOURCE, "-o", self.victim,
             "-Wl,--eh-frame-hdr,--build-id", "-Wl,--start-group", *os.environ["OWN_ARCHIVES"].split(),
             *_abseil_flags(), "-Wl,--end-group")

    def skip_loudly(self, reason):
        # Bazel shows these beside the test's result.
        with open(os.environ.get("TEST_WARNINGS_OUTPUT_FILE", os.devnull), "a", encoding="utf-8") as warnings:
            warnings.write(reason + "\n")
        self.skipTest(reason)

    def crash(self):
        environment = {**os.environ, "GOTELEMETRY": "", "CI": "", "DO_NOT_TRACK": ""}
        ending = subprocess.run([self.victim, self.dir], env=environment, cwd=self.scratch, check=False)
        self.assertLess(ending.returncode, 0, "the victim did not crash")

    def symbolize(self, binary):
        return subprocess.run([_GOTELEMETRY, "--dir", self.dir, "symbolize", "--binary", binary],
                              capture_output=True, text=True, check=False)

    def expected(self, unstripped):
        """The counted frames as addr2line shows them."""
        dump = _run(_GOTELEMETRY, "--dir", self.dir, "dump").replace("\\n", "\n")
        addresses = [hex(int(frame["entry"], 16) + int(frame["pc"], 16)) for frame in _RAW_FRAME.finditer(dump)]
        self.assertGreaterEqual(len(addresses), 3, dump)
        lines = _run("addr2line", "-f", "-i", "-C", "-e", unstripped, *addresses).splitlines()
        frames = []
        for function, place in zip(lines[::2], lines[1::2]):
            file, line = place.split(" ")[0].rsplit(":", 1)
            if line != "?":
                frames.append((_last_name(function), os.path.basename(file), line))
        return frames

    def check(self, binary=None, unstripped=None):
        result = self.symbolize(binary or self.victim)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        functions = [frame["function"] for frame in _FRAME.finditer(result.stdout)]
        found = [(_last_name(frame["function"]), os.path.basename(frame["file"]), frame["line"])
                 for frame in _FRAME.finditer(result.stdout)]
        self.assertEqual(found, self.expected(unstripped or self.victim), result.stdout)
        for function in ("victim::Store", "victim::StoreTwice", "victim::Apply", "victim::Run", "main"):
            self.assertIn(function, functions)

    def test_gcc_without_optimisation(self):
        self.build("g++", "-O0", "-pie", "-fPIE")
        self.crash()
        self.check()

    def test_gcc_with_optimisation_at_a_fixed_address(self):
        self.build("g++", "-O2", "-no-pie", "-fno-pie", "-fomit-frame-pointer")
        self.crash()
        self.check()

    def test_gcc_with_optimisation_linked_statically(self):
        self.build("g++", "-O2", "-static", "-fomit-frame-pointer")
        self.crash()
        self.check()

    def test_clang_without_optimisation(self):
        self.build("clang++-14", "-O0", "-pie", "-fPIE")
        self.crash()
        self.check()

    def test_clang_with_optimisation(self):
        self.build("clang++-14", "-O2", "-fomit-frame-pointer")
        self.crash()
        self.check()

    def test_clang_with_optimisation_linked_statically(self):
        self.build("clang++-14", "-O2", "-static", "-fomit-frame-pointer")
        self.crash()
        self.check()

    def test_gcc_without_optimisation_at_a_fixed_address(self):
        self.build("g++", "-O0", "-no-pie", "-fno-pie")
        self.crash()
        self.check()

    def test_stripped_with_a_separate_debug_file(self):
        self.build("g++", "-O2", "-fomit-frame-pointer")
        whole = shutil.copy(self.victim, self.scratch / "whole")
        debug_file = self.scratch / "victim.debug"
        _run("objcopy", "--only-keep-debug", self.victim, debug_file)
        _run("strip", self.victim)
        _run("objcopy", f"--add-gnu-debuglink={debug_file}", self.victim)
        self.crash()
        self.check(self.victim, whole)
        self.check(debug_file, whole)

    def test_refuses_another_build(self):
        self.build("g++", "-O2")
        self.crash()
        self.build("g++", "-O0")
        result = self.symbolize(self.victim)
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr, r"^gotelemetry: victim was counted with build id \w{16}, the file has \w{40}\n$")
        self.assertNotRegex(result.stdout, _FRAME)


if __name__ == "__main__":
    unittest.main()
