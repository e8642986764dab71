import pathlib
import re
import unittest

_WORKSPACE = pathlib.Path("tests/consumer/workspace")


class ReadmeTest(unittest.TestCase):
    """The README shows the workspace that tests/consumer/run builds, word for word."""

    @classmethod
    def setUpClass(cls):
        readme = pathlib.Path("README.md").read_text(encoding="utf-8")
        cls.blocks = set(re.findall(r"^```\w*\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL))

    def test_shows_each_file_as_it_is(self):
        for name in ("WORKSPACE", ".bazelrc", "BUILD.bazel", "mytool.cc"):
            with self.subTest(name):
                self.assertIn((_WORKSPACE / name).read_text(encoding="utf-8"), self.blocks)


if __name__ == "__main__":
    unittest.main()
