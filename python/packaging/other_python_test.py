"""A wheel for another version of CPython than Debian's, installed there, passes the tests that need no other package.

  other_python_test.py VERSION INTERPRETER DIRECTORY    INTERPRETER has the path of one, and DIRECTORY the wheel
"""

import email
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile

import pypi_packages

_TESTS = pathlib.Path("python/tests")
_USE = """
import gotelemetry, pathlib, sys
path = pathlib.Path(sys.argv[1], "day.json")
path.write_text('{"Week":"2026-11-18","X":0.5,"Programs":[{"Program":"p","Counters":{"a:b":1}}]}')
print(sys.version_info[:2], gotelemetry.Dataset.open(path).counters())
"""


class OtherPythonTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp(dir=os.environ["TEST_TMPDIR"]))
        (cls.wheel,) = pathlib.Path(_DIRECTORY).iterdir()
        cls.python = pathlib.Path(_INTERPRETER).read_text(encoding="utf-8").strip()
        # Only pip of this version knows which wheels it takes.
        cls.run_command(cls.python, "-I", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-cache-dir",
                        "--disable-pip-version-check", "--target", cls.directory / "installed", cls.wheel)

    @classmethod
    def run_command(cls, *command, **options):
        done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def run_python(self, *arguments):
        paths = os.pathsep.join([str(self.directory / "installed"), str(_TESTS.absolute())])
        environment = {**os.environ, "PYTHONPATH": paths, "TEST_TMPDIR": str(self.directory),
                       # Since 3.12 a fork where there are threads is deprecated; the tests do it on purpose.
                       "PYTHONWARNINGS": "ignore::DeprecationWarning"}
        return self.run_command(self.python, *arguments, env=environment)

    def test_is_tagged_for_that_version_alone(self):
        tag = f"cp{_VERSION.replace('.', '')}"
        self.assertRegex(self.wheel.name, rf"-{tag}-{tag}-manylinux_2_\d+_x86_64\.whl$")
        with zipfile.ZipFile(self.wheel) as wheel:
            names = wheel.namelist()
            (name,) = [name for name in names if name.endswith(".dist-info/METADATA")]
            metadata = email.message_from_bytes(wheel.read(name))
        self.assertEqual(metadata["Requires-Python"], f"=={_VERSION}.*")
        self.assertIn("gotelemetry/_native.so", names)

    def test_passes_the_strict_check_of_twine(self):
        self.run_command(pypi_packages.PYTHON, "-m", "twine", "check", "--strict", self.wheel)

    def test_reads_datasets(self):
        version = tuple(map(int, _VERSION.split(".")))
        self.assertIn(f"{version} <gotelemetry.Table of 1 rows", self.run_python("-c", _USE, self.directory))

    def test_passes_the_tests_that_need_no_package(self):
        tests = sorted(_TESTS.glob("*_test.py"))
        self.assertTrue(tests)
        for test in tests:
            with self.subTest(test.name):
                self.assertTrue(re.search(r"Ran [1-9]\d* tests.*\n\nOK", self.run_python(test)))


if __name__ == "__main__":
    _VERSION, _INTERPRETER, _DIRECTORY = sys.argv[1:4]
    del sys.argv[1:4]
    unittest.main()
