"""Source lines that `collector symbols add` keeps: those of addr2line and llvm-symbolizer, two other readers of the same
debug information, for each instruction of a program, however it was compiled.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

_COLLECTOR = pathlib.Path("cmd/collector/collector").absolute()
_GOTELEMETRY = pathlib.Path("cmd/gotelemetry/gotelemetry").absolute()

_SOURCE = """
#include <cstdio>
#include <cstdlib>

#include "shape.h"

namespace {
__attribute__((noinline)) int Hidden(int n) { return n > 2 ? shape::Outer(n) : shape::Outer(n - 1); }
}  // namespace

extern "C" __attribute__((noinline)) int c_function(int n) {
  const auto twice = [](int x) { return 2 * Hidden(x); };
  return twice(n) + 1;
}

int main(int argc, char**) { std::printf("%d\\n", c_function(argc) + shape::Box{argc}.Get(2.5)); }
"""

_HEADER = """
namespace shape {
struct Box {
  int value;
  template <class T>
  __attribute__((noinline)) int Get(T more) const {
    return value + static_cast<int>(more);
  }
};
inline __attribute__((always_inline)) int Inner(int x) {
  if (x > 3) std::abort();
  return x * 2;
}
inline __attribute__((always_inline)) int Middle(int x) {
  int y = Inner(x);
  return y + 1;
}
__attribute__((noinline)) int Outer(int x) {
  int z = Middle(x);
  return z + 3;
}
}  // namespace shape
"""

_PLACE = re.compile(r"(?P<file>[^/]+\.(?:cc|h)):(?P<line>[1-9]\d*)")


def _run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True,
                          **options).stdout


def _places(lines):
    """The base name and line of each line that has a known one."""
    return [match.groups() for match in map(_PLACE.search, lines) if match]


class SymbolsTest(unittest.TestCase):

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)
        (self.scratch / "tool.cc").write_text(_SOURCE, encoding="utf-8")
        (self.scratch / "shape.h").write_text(_HEADER, encoding="utf-8")
        self.tool = self.scratch / "tool"
        self.data = self.scratch / "data"

    def build(self, compiler, *flags):
        """In two steps, as build tools do: .dwo files come into being in the first."""
        for tool in (compiler, "llvm-symbolizer-14"):
            if shutil.which(tool) is None:
                self.skip_loudly(f"{self.id()} DID NOT RUN: {tool} is not installed")
        _run(compiler, "-O2", *flags, "-c", "tool.cc", "-o", "tool.o", cwd=self.scratch)
        _run(compiler, "-Wl,--build-id", *[flag for flag in flags if flag.startswith("-gz")], "tool.o", "-o", "tool",
             cwd=self.scratch)
        self.reference = self.tool

    def build_split(self, compiler, *flags):
        """The references read the same code with the debug information in the program: not all of them know this way to
        split it."""
        self.build(compiler, "-g", *flags)
        whole = pathlib.Path(shutil.copy(self.tool, self.scratch / "whole"))
        before = self.addresses()
        self.build(compiler, "-g", "-gsplit-dwarf", *flags)
        self.assertEqual(self.addresses(), before)
        self.reference = whole

    def skip_loudly(self, reason):
        # Bazel shows these beside the test's result.
        with open(os.environ.get("TEST_WARNINGS_OUTPUT_FILE", os.devnull), "a", encoding="utf-8") as warnings:
            warnings.write(reason + "\n")
        self.skipTest(reason)

    def add(self, *files):
        return subprocess.run([_COLLECTOR, "symbols", "add", "--data-dir", self.data, *files], capture_output=True,
                              text=True, check=False)

    def build_id(self):
        return re.search(r"Build ID: (\w+)", _run("readelf", "-n", self.tool))[1]

    def addresses(self):
        """Of all instructions in the program's own functions, but for what only fills the space between them."""
        code = _run("objdump", "-d", "--no-show-raw-insn", "-j", ".text", "-C", self.tool)
        found = []
        for function in re.split(r"\n\n", code):
            if re.search(r"<(main|c_function|.*shape::|\(anonymous namespace\)::)", function.split("\n")[0]):
                found += re.findall(r"^ +([0-9a-f]+):\t(?!nop|cs nop|data16|xchg +%ax,%ax)", function, re.MULTILINE)
        self.assertGreater(len(found), 15, code)
        return found

    def symbolized(self, addresses):
        """The places of each address, from a stack for each in a dataset."""
        stack = "crash/crash{}\ntool@{}.?:@0x0,+0x{}"
        build_id = self.build_id()[:16]
        stacks = {stack.format(number, build_id, address): 1 for number, address in enumerate(addresses)}
        dataset = self.scratch / "2026-11-18.json"
        dataset.write_text(
            json.dumps({"Week": "2026-11-18", "X": 0.5, "Programs": [{
                "Program": "example.com/tool", "Version": "v1.0.0", "GoVersion": "gcc12.2.0", "GOOS": "linux",
                "GOARCH": "amd64", "Stacks": stacks}]}) + "\n", encoding="utf-8")
        listed = json.loads(_run(_COLLECTOR, "stacks", "--symbols", self.data / "symbols", "--json", dataset))
        lines = _run(_GOTELEMETRY, "symbolize", "--symbols", self.data / "symbols", dataset)
        for one in listed:
            self.assertIn(one["Readable"].replace("\n", "\n  "), lines)
        readable = {one["Stack"]: one["Readable"] for one in listed}
        return [_places(readable[name].split("\n")[1:]) for name in stacks]

    def of_addr2line(self, addresses):
        answer = _run("addr2line", "-a", "-f", "-i", "-e", self.reference, *addresses)
        return [_places(part.splitlines()[2::2]) for part in re.split(r"^0x[0-9a-f]{16}$", answer, flags=re.M)[1:]]

    def of_llvm(self, addresses):
        answer = _run("llvm-symbolizer-14", "-i", "--output-style=GNU", "-a", "-e", self.reference,
                      *["0x" + address for address in addresses])
        return [_places(part.splitlines()) for part in re.split(r"^0x[0-9a-f]+$", answer, flags=re.M)[1:]]

    def check(self, *references):
        """All of these read what the compiler wrote as we do."""
        added = self.add(self.tool)
        self.assertEqual((added.returncode, added.stderr), (0, ""))
        addresses = self.addresses()
        ours = self.symbolized(addresses)
        self.assertGreater(max(len(places) for places in ours), 2, "no inlined frames")
        for reference in references:
            self.assertEqual(ours, reference(addresses))

    def test_gcc(self):
        self.build("g++", "-g")
        self.check(self.of_llvm)
        # binutils 2.40 takes the wrong files from DWARF 5.
        self.build("g++", "-g", "-gdwarf-4")
        self.check(self.of_addr2line, self.of_llvm)

    def test_clang(self):
        # addr2line of binutils 2.40 knows no ranges as this clang writes them.
        self.build("clang++-14", "-g")
        self.check(self.of_llvm)

    def test_only_lines(self):
        self.build("clang++-14", "-gline-tables-only")
        self.check(self.of_llvm)
        self.build("g++", "-g1")
        self.check(self.of_llvm)

    def test_split(self):
        for compiler in ("g++", "clang++-14"):
            for version in ("-gdwarf-4", "-gdwarf-5"):
                with self.subTest(compiler=compiler, version=version):
                    self.build_split(compiler, version)
                    self.check(self.of_llvm)

    def test_compressed(self):
        self.build("g++", "-g", "-gz=zlib")
        self.check(self.of_llvm)

    def test_stripped_with_a_separate_debug_file(self):
        self.build("g++", "-g")
        addresses = self.addresses()
        expected = self.of_llvm(addresses)
        debug_file = self.scratch / "tool.debug"
        _run("objcopy", "--only-keep-debug", self.tool, debug_file)
        _run("strip", self.tool)
        without = self.add(self.tool)
        self.assertEqual(without.returncode, 0, "the debug file beside the program")
        self.assertEqual(self.symbolized(addresses), expected)
        shutil.rmtree(self.data)
        moved = debug_file.rename(self.scratch / "elsewhere.debug")
        refused = self.add(self.tool)
        self.assertEqual(refused.returncode, 1)
        self.assertRegex(refused.stderr, r"^collector: /.*/tool: no source lines in it.*\n$")
        self.assertEqual(self.add(moved).returncode, 0)
        self.assertEqual(self.symbolized(addresses), expected)

    def test_says_which_split_file_is_missing(self):
        self.build_split("g++")
        (self.scratch / "tool.dwo").unlink()
        added = self.add(self.tool)
        self.assertEqual(added.returncode, 1)
        self.assertRegex(added.stderr, r"^collector: /.*/tool: cannot read tool\.dwo, which has the functions.*\n$")
        # The lines are in the program.
        addresses = self.addresses()
        innermost = [places[:1] for places in self.of_llvm(addresses)]
        self.assertEqual([places[:1] for places in self.symbolized(addresses)], innermost)

    def package(self, packager):
        """Puts the .dwo file into a package and removes it."""
        if shutil.which(packager) is None:
            self.skip_loudly(f"{self.id()} DID NOT RUN: {packager} is not installed")
        _run(packager, "-e", "tool", "-o", "tool.dwp", cwd=self.scratch)
        return shutil.move(self.scratch / "tool.dwo", self.scratch / "kept.dwo")

    def test_says_what_to_do_about_a_package_of_split_files(self):
        # Of DWARF 5, dwp of binutils 2.40 breaks down and llvm-dwp 14 takes only what clang wrote.
        for compiler, packager, version in (("g++", "dwp", "-gdwarf-4"), ("clang++-14", "llvm-dwp-14", "-gdwarf-4"),
                                            ("clang++-14", "llvm-dwp-14", "-gdwarf-5")):
            with self.subTest(compiler=compiler, version=version):
                self.build_split(compiler, version)
                kept = self.package(packager)
                added = self.add(self.tool)
                self.assertEqual(added.returncode, 1)
                self.assertRegex(added.stderr, r"^collector: /.*/tool: the functions of 1 of its source files are in "
                                 r"/.*/tool\.dwp, which cannot be read: leave the \.dwo files where .*\n$")
                # The lines are in the program.
                addresses = self.addresses()
                innermost = [places[:1] for places in self.of_llvm(addresses)]
                self.assertEqual([places[:1] for places in self.symbolized(addresses)], innermost)
                named = self.add(self.scratch / "tool.dwp")
                self.assertEqual((named.returncode, named.stdout), (1, ""))
                self.assertRegex(named.stderr, r"^collector: /.*/tool\.dwp: a package of \.dwo files, .*\n$")
                half = self.add(kept)
                self.assertEqual((half.returncode, half.stdout), (1, ""))
                self.assertRegex(half.stderr, r"^collector: /.*/kept\.dwo: a \.dwo file, .*\n$")
                # What it says helps, and the package does not harm.
                shutil.move(kept, self.scratch / "tool.dwo")
                self.check(self.of_llvm)

    def test_says_that_a_compression_cannot_be_read(self):
        self.build("g++", "-g")
        _run("objcopy", "--compress-debug-sections=zstd", self.tool)
        added = self.add(self.tool)
        self.assertEqual(added.returncode, 1)
        self.assertRegex(added.stderr, r"tool: its debug information is compressed in a way that cannot be read")
        symbolized = subprocess.run([_GOTELEMETRY, "--dir", self.scratch, "symbolize", "--binary", self.tool],
                                    capture_output=True, text=True, check=False)
        self.assertEqual(symbolized.returncode, 1)
        self.assertIn("is compressed in a way", symbolized.stderr)

    def test_without_a_build_id(self):
        self.build("g++", "-g")
        _run("objcopy", "--remove-section", ".note.gnu.build-id", self.tool)
        added = self.add(self.tool)
        self.assertEqual(added.returncode, 1)
        self.assertIn("no build ID", added.stderr)


if __name__ == "__main__":
    os.environ.pop("DEBUGINFOD_URLS", None)
    unittest.main()
