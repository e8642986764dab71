import pathlib
import re
import unittest

_WORKSPACE = pathlib.Path("tests/consumer/workspace")
_CMAKE = pathlib.Path("tests/consumer/cmake")
_PKG_CONFIG = pathlib.Path("tests/consumer/pkg_config")


class ReadmeTest(unittest.TestCase):
    """The README shows what tests/consumer/run and run_cmake build, word for word."""

    @classmethod
    def setUpClass(cls):
        cls.readme = pathlib.Path("README.md").read_text(encoding="utf-8")
        cls.blocks = set(re.findall(r"^```\w*\n(.*?)^```$", cls.readme, re.MULTILINE | re.DOTALL))

    def test_shows_each_file_as_it_is(self):
        for name in ("WORKSPACE", ".bazelrc", "BUILD.bazel", "mytool.cc"):
            with self.subTest(name):
                self.assertIn((_WORKSPACE / name).read_text(encoding="utf-8"), self.blocks)

    def test_shows_the_project_of_cmake(self):
        self.assertIn((_CMAKE / "installed/CMakeLists.txt").read_text(encoding="utf-8"), self.blocks)

    def test_shows_what_differs_with_the_sources(self):
        lines = (_CMAKE / "fetch_content/CMakeLists.txt").read_text(encoding="utf-8").split("\n\n")
        self.assertIn(lines[1] + "\n", self.blocks)
        lines = (_CMAKE / "subdirectory/CMakeLists.txt").read_text(encoding="utf-8").split("\n\n")
        self.assertIn(f"`{lines[1]}`", self.readme)

    def test_shows_the_makefile(self):
        self.assertIn((_PKG_CONFIG / "Makefile").read_text(encoding="utf-8"), self.blocks)


if __name__ == "__main__":
    unittest.main()
