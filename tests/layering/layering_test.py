import pathlib
import unittest

from tests.layering import layers

_QUERY = pathlib.Path("tests/layering/shipped")
_README = pathlib.Path("README.md")
_PACKAGES_WITH_ROOMS = ("cmd/gotelemetry", "config", "report", "storage", "upload")
# What puts rooms together lies above them, though in the folder of their package.
_ABOVE_ROOMS = ("//cmd/gotelemetry:all_commands", "//config:consent_prompt", "//config:consent_prompt_lsp")

# What a program that counts may have to link: three packages of this repository, and one library.
# Settings of how Bazel links are in //third_party.
_FOR_COUNTING = ("//counter", "//config", "//storage", "//third_party:", "@com_google_absl//")


# "About twenty": a few more do not make a room that nobody finds through. Tests are not among them.
_MOST_SOURCES = 25


class LayersTest(unittest.TestCase):
    """The checker itself, on a repository of two packages."""

    RULE = layers.read_rule(
        "| package | what it is | may depend on |\n|---|---|---|\n"
        "| `low/` | bytes | |\n| `side` | `words` | `low` |\n| `high` | all | `low`, `side:thin` |\n")

    def test_reads_the_rule_from_the_last_column(self):
        self.assertEqual(self.RULE, {"low": set(), "side": {"low"}, "high": {"low", "side:thin"}})

    def test_reads_the_edges_of_a_query(self):
        edges = layers.read_edges('<query><rule name="//a:b"><rule-input name="//c:d"/></rule></query>')
        self.assertEqual(edges, {("//a:b", "//c:d")})

    def test_allows_what_the_rule_names(self):
        edges = {("//high:a", "//low:b"), ("//high/deep:a", "//side:thin"), ("//low:a", "//low/internal:b"),
                 ("//low:a", "@absl//base:base"), ("//:all", "//high:a")}
        self.assertEqual(layers.violations(self.RULE, edges), [])

    def test_reports_what_it_does_not_name(self):
        edges = {("//low:a", "//high:b"), ("//high:a", "//side:thick"), ("//new:a", "//low:b")}
        self.assertEqual(layers.violations(self.RULE, edges), [
            "//high:a depends on //side:thick, which high may not",
            "//low:a depends on //high:b, which low may not",
            "//new:a: no rule for its package",
        ])

    ROOMS = layers.read_rooms(
        "| header | what it is |\n|---|---|\n| `deep.h` | a header |\n\n"
        "| room | what it is | may depend on |\n|---|---|---|\n| `deep/` | `words` | |\n| `wide/` | all | `deep/` |\n"
        "| `chart` | not a room | `deep/` |\n")

    def test_reads_the_rule_of_rooms_from_the_last_column(self):
        self.assertEqual(self.ROOMS, {"deep": set(), "wide": {"deep"}})

    def test_allows_what_the_rule_of_rooms_names(self):
        edges = {("//high/wide:a", "//high/deep:b"), ("//high/wide:a", "//high/wide/internal:b"),
                 ("//high/deep/internal:a", "//high:b"), ("//high:a", "//high:b"), ("//high/deep:a", "//low/wide:b"),
                 ("//higher/deep:a", "//higher/wide:b")}
        self.assertEqual(layers.room_violations("high", self.ROOMS, edges), [])

    def test_reports_what_the_rule_of_rooms_does_not_name(self):
        edges = {("//high/deep:a", "//high/wide:b"), ("//high:a", "//high/deep:b"),
                 ("//high/new/internal:a", "//high/deep:b")}
        self.assertEqual(layers.room_violations("high", self.ROOMS, edges), [
            "//high/deep:a depends on //high/wide:b, which deep may not",
            "//high/new/internal:a: no rule for its room",
            "//high:a depends on //high/deep:b, which high may not",
        ])

    def test_counts_the_sources_of_a_folder_once(self):
        edges = {("//a:x", "//a:x.cc"), ("//a:y", "//a:x.h"), ("//a:x", "//a:x.h"), ("//a:x", "//a:deep/z.py"),
                 ("//a:x", "//a/b:w.cc"), ("//a:x", "//a:data.json"), ("//a:x", "@absl//base:base.h")}
        self.assertEqual(layers.read_sources(edges),
                         {"a": {"x.cc", "x.h"}, "a/deep": {"z.py"}, "a/b": {"w.cc"}})

    def test_finds_the_last_rule_of_a_build_file(self):
        query = ('<query><rule location="a/BUILD:7:1"/><rule location="a/BUILD:30:11"/>'
                 '<rule location="b/BUILD:2:1"/></query>')
        self.assertEqual(layers.read_build_lines(query), {"a/BUILD": 30, "b/BUILD": 2})

    def test_names_what_is_too_large(self):
        self.assertEqual(layers.too_many({"b": 4, "a": 5, "c": 3}, 3), ["a has 5, more than 3", "b has 4, more than 3"])

    def test_follows_edges_from_the_roots(self):
        edges = {("a", "b"), ("b", "c"), ("c", "b"), ("d", "e")}
        self.assertEqual(layers.reachable(edges, {"a"}), {"a", "b", "c"})


class LayeringTest(unittest.TestCase):
    """This repository."""

    @classmethod
    def setUpClass(cls):
        cls.rule = layers.read_rule(_README.read_text(encoding="utf-8"))
        cls.edges = layers.read_edges(_QUERY.read_text(encoding="utf-8"))

    def test_packages_depend_only_on_what_the_readme_says(self):
        self.assertGreater(len(self.edges), 100)
        self.assertEqual(layers.violations(self.rule, self.edges), [])

    def test_rooms_depend_only_on_what_their_package_says(self):
        for package in _PACKAGES_WITH_ROOMS:
            with self.subTest(package):
                rooms = layers.read_rooms(pathlib.Path(package, "README.md").read_text(encoding="utf-8"))
                edges = {(source, target) for source, target in self.edges if source not in _ABOVE_ROOMS}
                self.assertEqual(layers.room_violations(package, rooms, edges), [])

    def test_a_room_has_about_twenty_source_files(self):
        counts = {folder: len(names) for folder, names in layers.read_sources(self.edges).items()}
        self.assertGreater(len(counts), 50)
        self.assertGreater(counts["counter"], 15)
        self.assertEqual(layers.too_many(counts, _MOST_SOURCES), [])

    def test_a_build_file_has_fewer_than_300_lines(self):
        lines = layers.read_build_lines(_QUERY.read_text(encoding="utf-8"))
        ours = {name: line for name, line in lines.items() if not name.startswith(("external/", "/"))}
        self.assertGreater(len(ours), 50)
        self.assertEqual(layers.too_many(ours, 299), [])

    def test_looks_at_each_room(self):
        for package in _PACKAGES_WITH_ROOMS:
            with self.subTest(package):
                rooms = layers.read_rooms(pathlib.Path(package, "README.md").read_text(encoding="utf-8"))
                folders = {source.removeprefix(f"//{package}/").partition(":")[0].partition("/")[0]
                           for source, _ in self.edges if source.startswith(f"//{package}/")}
                self.assertGreater(len(rooms), 2)
                self.assertEqual(set(rooms) - folders, set())

    def test_looks_at_each_package(self):
        packages = {source.strip("/").partition("/")[0].partition(":")[0] for source, _ in self.edges}
        self.assertLessEqual(set(self.rule) - {"tests"}, packages)

    def test_counting_and_asking_reach_only_abseil(self):
        counting = {label for label, _ in self.edges if label.startswith(("//counter:", "//config/prompt:"))}
        self.assertLessEqual({"//counter:open", "//config/prompt:consent_prompt_lsp"}, counting)
        reached = layers.reachable(self.edges, counting)
        self.assertEqual([label for label in sorted(reached) if not label.startswith(_FOR_COUNTING)], [])


if __name__ == "__main__":
    unittest.main()
