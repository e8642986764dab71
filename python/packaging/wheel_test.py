import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import pypi_packages

_WHEELS = pathlib.Path("python/packaging/wheel")
_TESTS = pathlib.Path("python/tests")
_RUN_PYTEST = pathlib.Path("python/testing/run_pytest.py")

_USE = """
import gotelemetry, pathlib, sys
path = pathlib.Path(sys.argv[1], "day.json")
path.write_text('{"Week":"2026-11-18","X":0.5,"Programs":[{"Program":"p","Counters":{"a:b":1}}]}')
print(gotelemetry.Dataset.open(path).counters())
"""

_SCHEMA = """
import gotelemetry
try:
    gotelemetry.UploadConfig.load("/absent")
except FileNotFoundError:
    pass
"""

_LOADED = """
import gotelemetry, pathlib
maps = pathlib.Path("/proc/self/maps").read_text().split()
print("\\n".join(sorted({name for name in maps if ".so" in name})))
"""


class WheelTest(unittest.TestCase):
    """The wheel, installed into an otherwise empty virtual environment."""

    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp(dir=os.environ["TEST_TMPDIR"]))
        (cls.wheel,) = _WHEELS.iterdir()
        cls.run_command(sys.executable, "-m", "venv", cls.directory / "environment")
        cls.python = cls.directory / "environment/bin/python"
        cls.run_command(cls.python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", cls.wheel)

    @classmethod
    def run_command(cls, *command, **options):
        done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def test_has_the_version_of_the_repository(self):
        version = pathlib.Path("VERSION").read_text(encoding="ascii").strip()
        self.assertTrue(self.wheel.name.startswith(f"gotelemetry-{version}-"), self.wheel.name)
        stated = "import gotelemetry, importlib.metadata as m; print(gotelemetry.__version__, m.version('gotelemetry'))"
        self.assertEqual(self.run_command(self.python, "-I", "-c", stated), f"{version} {version}\n")

    def test_is_small(self):
        self.assertLess(self.wheel.stat().st_size, 8 << 20)

    def test_reads_datasets_without_any_other_package(self):
        output = self.run_command(self.python, "-I", "-c", _USE, self.directory)
        self.assertIn("Table of 1 rows", output)

    def test_brings_the_libraries_that_not_every_machine_has(self):
        loaded = self.run_command(self.python, "-I", "-c", _LOADED).splitlines()
        foreign = [path for path in loaded if "libabsl" in path or "simdjson" in path or "zstd" in path]
        self.assertTrue(foreign)
        self.assertEqual([path for path in foreign if "/site-packages/gotelemetry.libs/" not in path], [])

    def test_loads_no_protobuf_to_be_imported(self):
        self.assertNotIn("protobuf", self.run_command(self.python, "-I", "-c", _LOADED))

    def test_brings_protobuf_for_what_needs_it(self):
        program = _SCHEMA + _LOADED
        loaded = self.run_command(self.python, "-I", "-c", program).splitlines()
        self.assertTrue([path for path in loaded if "/site-packages/gotelemetry.libs/libprotobuf-" in path])

    def test_passes_the_tests_of_the_package(self):
        paths = os.pathsep.join([str(_TESTS.absolute()), os.path.dirname(pypi_packages.__file__)])
        environment = {**os.environ, "PYTHONPATH": paths, "TEST_TMPDIR": str(self.directory)}
        tests = [str(path) for path in sorted(_TESTS.glob("*_test.py"))]
        self.assertTrue(tests)
        print(self.run_command(self.python, _RUN_PYTEST, *tests, env=environment))


if __name__ == "__main__":
    unittest.main()
