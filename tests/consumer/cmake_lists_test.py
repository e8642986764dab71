import pathlib
import re
import unittest
import xml.etree.ElementTree

_CMAKE = pathlib.Path("CMakeLists.txt")
_QUERY = pathlib.Path("tests/consumer/linked")
# Program that tests/consumer/run_cmake builds against the installed headers.
_EVERY_HEADER = pathlib.Path("tests/consumer/cmake/every_header.cc")
_FOR_USERS = ("//counter:", "//config/prompt:consent_prompt", "//config/prompt:prompt_texts")


def cmake_list(text, name):
    """Returns the items of a list that a CMakeLists.txt sets, in their order."""
    return re.search(rf"^set\({name}\n([^)]*)\)", text, re.MULTILINE).group(1).split()


def path_of(label):
    return label.removeprefix("//").replace(":", "/").removeprefix("/")


def attribute(rule, name):
    return [node.get("value") for child in rule.findall("list") if child.get("name") == name for node in child]


class CMakeListsTest(unittest.TestCase):
    """CMake compiles what Bazel does. Each message says what to change in CMakeLists.txt."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.cmake = _CMAKE.read_text(encoding="utf-8")
        cls.rules = [
            rule
            for rule in xml.etree.ElementTree.fromstring(_QUERY.read_text(encoding="utf-8")).iter("rule")
            if rule.get("class") == "cc_library" and rule.get("name").startswith("//")
        ]

    def sources(self, *options):
        """Bazel's sources that are compiled with exactly these options."""
        return sorted(
            path_of(label)
            for rule in self.rules
            for label in attribute(rule, "srcs")
            if sorted(attribute(rule, "copts")) == sorted(options) and label.endswith(".cc")
        )

    def test_the_query_finds_what_is_linked(self):
        names = {rule.get("name") for rule in self.rules}
        self.assertLessEqual({"//counter:counter", "//config/prompt:consent_prompt", "//counter:start"}, names)
        self.assertGreater(len(names), 50)

    def test_the_sources_for_counting_are_bazels(self):
        self.assertEqual(cmake_list(self.cmake, "GOTELEMETRY_COUNTING_SOURCES"), self.sources("-fno-exceptions"))

    def test_the_sources_of_the_prompt_are_bazels(self):
        self.assertEqual(cmake_list(self.cmake, "GOTELEMETRY_PROMPT_SOURCES"), self.sources("-fno-exceptions", "-Os"))

    def test_the_other_sources_are_bazels(self):
        self.assertEqual(cmake_list(self.cmake, "GOTELEMETRY_FLAG_SOURCES"), self.sources())

    def test_no_source_is_compiled_in_another_way(self):
        known = len(self.sources()) + len(self.sources("-fno-exceptions")) + len(self.sources("-fno-exceptions", "-Os"))
        self.assertEqual(known, sum(label.endswith(".cc") for rule in self.rules for label in attribute(rule, "srcs")))

    def test_the_options_of_the_linker_are_bazels(self):
        options = sorted({option for rule in self.rules for option in attribute(rule, "linkopts")})
        self.assertEqual(options, ["-Wl,--eh-frame-hdr", "-Wl,-z,nodelete"])
        for option in options:
            self.assertIn('"LINKER:' + option.removeprefix("-Wl,") + '"', self.cmake)
            self.assertIn(option, pathlib.Path("tools/cmake/gotelemetry.pc.in").read_text(encoding="utf-8"))

    def test_abseils_libraries_are_bazels(self):
        labels = {label for rule in self.rules for label in attribute(rule, "deps") if "absl//absl/" in label}
        # CMake's names of these have the package in them.
        prefixed = {"algorithm": "algorithm_", "flags": "flags_"}
        expected = set()
        for label in labels:
            package, target = re.search(r"//absl/(\w+):(\w+)$", label).groups()
            expected.add("absl::" + prefixed.get(package, "") + target)
        self.assertEqual(set(re.findall(r"absl::\w+", self.cmake.partition("set(GOTELEMETRY_HEADERS")[2])), expected)

    def test_installs_the_public_headers(self):
        public, others = set(), set()
        for rule in self.rules:
            users_may = rule.get("name").startswith(_FOR_USERS)
            for label in attribute(rule, "hdrs"):
                (public if users_may and "/internal" not in label else others).add(path_of(label))
        installed = cmake_list(self.cmake, "GOTELEMETRY_HEADERS")
        self.assertEqual(installed, sorted(set(installed)))
        self.assertEqual(public - set(installed), set())
        # What these include; tests/consumer/run_cmake shows that nothing is missing.
        self.assertEqual(set(installed) - public - others, set())
        # That it includes each of them is what run_cmake's program is for.
        used = _EVERY_HEADER.read_text(encoding="utf-8")
        for header in sorted(public - {"counter/open_options.h"}):
            self.assertIn(f'#include "{header}"', used)


if __name__ == "__main__":
    unittest.main()
