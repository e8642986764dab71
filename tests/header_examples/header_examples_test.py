import pathlib
import subprocess
import tempfile
import unittest

from tests.header_examples import header_examples

_HEADER = """// Counts.
//
//   Counter errors("a...b");
//   if (!Open(...)) return;  // not an error
//
//   a/b   counts of b
//
//   int main() {
//     auto count = [] { ... };
//
// Thread-safe.

namespace telemetry::report_internal {
class Counter {
"""


class HeaderExamplesTest(unittest.TestCase):

    def compiles(self, header, given=""):
        """Returns whether the example of a header "a.h" compiles; what it declares is in `header` as well."""
        part = header_examples.example("a.h", header, given)
        declared = header[header.index("\n\n"):]
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory, "a.cc")
            path.write_text(header_examples.cpp_file({}, {}) + declared + part, encoding="utf-8")
            done = subprocess.run(["g++", "-std=c++20", "-fsyntax-only", "-w", path],
                                  capture_output=True, text=True, check=False)
        return done.returncode == 0

    def test_finds_paragraphs_of_code_and_not_of_data(self):
        self.assertEqual(header_examples.paragraphs(_HEADER), [
            (3, ['Counter errors("a...b");', "if (!Open(...)) return;  // not an error"]),
            (8, ["int main() {", "  auto count = [] { ... };"]),
        ])
        self.assertEqual(header_examples.paragraphs("// Counts.\n\n//   Not(the, first, comment);\n"), [])

    def test_completes_what_is_left_out(self):
        text = header_examples.example("a/b.h", _HEADER, "extern int x;\n")
        self.assertEqual(text, """
namespace telemetry::report_internal::example_a_b_h {
extern int x;
#line 8 "a/b.h"
int main() {
  auto count = [] { {} }; }
inline Returned Example() {
#line 3 "a/b.h"
Counter errors("a...b");
if (!Open(Elided())) return {};
}
}  // namespace
""")

    def test_an_example_that_fits_the_header_compiles(self):
        header = "// Adds.\n//\n//   int sum = Add(1, 2);\n\nnamespace telemetry {\nint Add(int a, int b);\n}\n"
        self.assertTrue(self.compiles(header))

    def test_an_example_with_an_argument_too_many_does_not(self):
        header = "// Adds.\n//\n//   int sum = Add(1, 2, 3);\n\nnamespace telemetry {\nint Add(int a, int b);\n}\n"
        self.assertFalse(self.compiles(header))

    def test_an_example_with_a_type_that_is_gone_does_not(self):
        header = "// Adds.\n//\n//   Sum<16> sum;\n\nnamespace telemetry {\nint Add(int a, int b);\n}\n"
        self.assertFalse(self.compiles(header))

    def test_a_name_may_be_given(self):
        header = "// Adds.\n//\n//   int sum = Add(x, ...);\n\nnamespace telemetry {\nint Add(int a, int b);\n}\n"
        self.assertFalse(self.compiles(header))
        self.assertTrue(self.compiles(header, "extern int x;\n"))

    def test_reads_what_is_given(self):
        given = header_examples.read_given("g.txt", "Text.\n== a.h\n#include <map>\nextern int x;\n")
        self.assertEqual(given, {"a.h": (["#include <map>"], '#line 3 "g.txt"\n\nextern int x;\n')})


class AllExamplesTest(unittest.TestCase):
    """The examples of this repository. That they compile is a condition for this test to be built."""

    def test_looks_at_each_package(self):
        counts = {}
        for path in pathlib.Path("tests/header_examples").glob("*_examples_cc.cc"):
            counts[path.name.partition("_")[0]] = path.read_text(encoding="utf-8").count("::example_")
        print(f"{sum(counts.values())} examples compile: {counts}")
        self.assertEqual(set(counts), {"cmd", "config", "counter", "report", "storage", "tools", "upload"})
        self.assertGreater(sum(counts.values()), 90)


if __name__ == "__main__":
    unittest.main()
