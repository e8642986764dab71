import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import deb

_CONTROL = """Package: tool
Version: ${version}
Architecture: ${architecture}
Maintainer: ${maintainer}
Depends: ${shlibs}
Description: a tool
 It does nothing.
"""
_VALUES = {"version": "1.2", "architecture": "all", "maintainer": "A Tool <a@tool.invalid>", "python": ""}
_EPOCH = 1_700_000_000


class DebTest(unittest.TestCase):
    """A package of a program of the system and a file of settings."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = pathlib.Path(scratch.name)
        self.tree = self.directory / "tree"
        self.debian = self.directory / "tool"
        self.debian.mkdir()
        self.debian.joinpath("control").write_text(_CONTROL, "utf-8")
        self.debian.joinpath("postrm").write_text("#!/bin/sh\nexit 0\n", "utf-8")
        self.tree.joinpath("usr/bin").mkdir(parents=True)
        self.tree.joinpath("etc/tool").mkdir(parents=True)
        shutil.copy("/usr/bin/env", self.tree / "usr/bin/tool")
        self.tree.joinpath("etc/tool/settings").write_text("a=1\n", "utf-8")

    def build(self, name="out"):
        out = self.directory / name
        out.mkdir()
        return deb.build(self.tree, self.debian, _VALUES, _EPOCH, out)

    def field(self, package, name):
        return subprocess.run(
            ["dpkg-deb", "--field", package, name], check=True, capture_output=True, text=True
        ).stdout.strip()

    def test_the_same_tree_at_another_time_and_with_another_umask_gives_the_same_bytes(self):
        first = self.build().read_bytes()
        for path in self.tree.rglob("*"):
            os.utime(path, (1, 1))
        self.tree.joinpath("etc/tool/settings").chmod(0o600)
        previous = os.umask(0o077)
        try:
            second = self.build("again")
        finally:
            os.umask(previous)
        self.assertEqual(second.read_bytes(), first)

    def test_another_content_gives_other_bytes(self):
        first = self.build().read_bytes()
        self.tree.joinpath("etc/tool/settings").write_text("a=2\n", "utf-8")
        self.assertNotEqual(self.build("again").read_bytes(), first)

    def test_depends_on_what_its_programs_load(self):
        self.assertRegex(self.field(self.build(), "Depends"), r"^libc6 \(>= [\d.]+\)$")

    def test_reckons_its_size_and_leaves_the_tree_alone(self):
        before = sorted(self.tree.rglob("*"))
        self.assertGreater(int(self.field(self.build(), "Installed-Size")), 20)
        self.assertEqual(sorted(self.tree.rglob("*")), before)

    def test_settings_are_configuration_and_all_else_has_its_hash(self):
        package = self.build()
        control = self.directory / "control"
        subprocess.run(["dpkg-deb", "--control", package, control], check=True)
        self.assertEqual(control.joinpath("conffiles").read_text("utf-8"), "/etc/tool/settings\n")
        self.assertRegex(control.joinpath("md5sums").read_text("utf-8"), r"(?m)^[0-9a-f]{32}  usr/bin/tool$")
        self.assertNotIn("settings", control.joinpath("md5sums").read_text("utf-8"))
        self.assertTrue(os.access(control / "postrm", os.X_OK))

    def test_all_files_are_roots_and_of_one_time(self):
        listing = subprocess.run(
            ["dpkg-deb", "--contents", self.build()], check=True, capture_output=True, text=True, env={"TZ": "UTC"}
        ).stdout.splitlines()
        for line in listing:
            self.assertRegex(line, r" root/root +\d+ 2023-11-14 22:13 ")
        self.assertTrue(any(line.startswith("-rwxr-xr-x") and line.endswith("./usr/bin/tool") for line in listing))
        self.assertTrue(any(line.startswith("-rw-r--r--") and line.endswith("settings") for line in listing))

    def compile(self, name, code, *libraries):
        """Adds a shared library to the tree."""
        library = self.tree / "usr/lib/tool" / name
        library.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["cc", "-shared", "-o", library, f"-Wl,-soname,{name}", "-x", "c", "-", "-x", "none", *libraries],
            input=code,
            text=True,
            check=True,
        )
        return library

    def test_a_library_of_its_own_is_no_dependency(self):
        own = self.compile("libown-1.so.1", "int f(void) { return 1; }")
        self.compile("uses.so", "int f(void); int g(void) { return f(); }", own)
        self.assertRegex(self.field(self.build(), "Depends"), r"^libc6 \(>= [\d.]+\)$")

    def test_a_name_without_a_value_is_an_error(self):
        self.debian.joinpath("control").write_text(_CONTROL.replace("${shlibs}", "${unknown}"), "utf-8")
        with self.assertRaises(KeyError):
            self.build()


if __name__ == "__main__":
    unittest.main()
