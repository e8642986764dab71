import email
import pathlib
import re
import subprocess
import sys
import unittest
import zipfile

import pypi_packages

_MINIMUM = pathlib.Path("third_party/pypi/minimum.in")


class WheelFormTest(unittest.TestCase):
    """What an index and an installer see of the wheel."""

    @classmethod
    def setUpClass(cls):
        (cls.path,) = pathlib.Path("python/packaging/wheel").iterdir()
        with zipfile.ZipFile(cls.path) as wheel:
            cls.names = wheel.namelist()
            (metadata,) = [name for name in cls.names if name.endswith(".dist-info/METADATA")]
            cls.metadata = email.message_from_bytes(wheel.read(metadata))

    def test_has_the_tag_that_its_symbols_ask_for(self):
        self.assertRegex(self.path.name, r"-cp311-cp311-manylinux_2_\d+_x86_64\.whl$")
        shown = subprocess.run([pypi_packages.PYTHON, "-m", "auditwheel", "show", self.path], check=True,
                               capture_output=True, text=True).stdout
        tag = re.search(r"manylinux_2_\d+_x86_64", self.path.name)[0]
        self.assertIn(f'"{tag}"', shown.replace("\n", " "))

    def test_passes_the_strict_check_of_twine(self):
        done = subprocess.run([pypi_packages.PYTHON, "-m", "twine", "check", "--strict", self.path], check=False,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_bundles_libraries_under_names_of_its_own(self):
        libraries = [name for name in self.names if name.startswith("gotelemetry.libs/lib")]
        self.assertTrue([name for name in libraries if "zstd" in name])
        for name in libraries:
            self.assertRegex(name, r"-[0-9a-f]{8}(\.so|\.)")

    def test_is_for_the_python_that_it_was_built_for(self):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        self.assertEqual(self.metadata["Requires-Python"], f"=={version}.*")

    def test_names_the_versions_that_tests_run_with(self):
        stated = dict(re.findall(r"([a-z]+)>=([\d.]+);", " ".join(self.metadata.get_all("Requires-Dist"))))
        tested = dict(re.findall(r"^([a-z]+)==([\d.]+)$", _MINIMUM.read_text(), re.MULTILINE))
        self.assertEqual(len(stated), 5)
        self.assertEqual({name: tested[name] for name in stated}, stated)

    def test_has_the_licences_that_it_names(self):
        for name in self.metadata.get_all("License-File"):
            self.assertTrue([each for each in self.names if each.endswith(f".dist-info/licenses/{name}")], name)


if __name__ == "__main__":
    unittest.main()
