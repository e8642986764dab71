import pathlib
import tempfile
import unittest
import zipfile

from python.packaging import make_wheel

_LDD = """\tlinux-vdso.so.1 (0x00007ffd)
\tlibabsl_time.so.20220623 => /lib/x86_64-linux-gnu/libabsl_time.so.20220623 (0x00007f00)
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f00)
\t/lib64/ld-linux-x86-64.so.2 (0x00007f00)
"""


class MakeWheelTest(unittest.TestCase):

    def test_reads_what_ldd_prints(self):
        self.assertEqual(make_wheel.parse_ldd(_LDD), {
            "libabsl_time.so.20220623": "/lib/x86_64-linux-gnu/libabsl_time.so.20220623",
            "libc.so.6": "/lib/x86_64-linux-gnu/libc.so.6"})

    def test_refuses_a_library_that_is_not_there(self):
        with self.assertRaisesRegex(FileNotFoundError, "libx.so.1"):
            make_wheel.parse_ldd("\tlibx.so.1 => not found\n")

    def test_writes_the_same_bytes_for_the_same_contents(self):
        with tempfile.TemporaryDirectory() as directory:
            paths = [pathlib.Path(directory) / name for name in ("a.whl", "b.whl")]
            for path in paths:
                make_wheel.write_wheel(path, "p-1.dist-info", {"p/__init__.py": b"x = 1\n"})
            self.assertEqual(paths[0].read_bytes(), paths[1].read_bytes())
            with zipfile.ZipFile(paths[0]) as wheel:
                self.assertEqual(wheel.read("p-1.dist-info/RECORD").decode(), (
                    "p/__init__.py,sha256=nia_NpkRxFwkPGhBR7I_yeHc_PJX0pmhxjIBam_NM_Q,6\n"
                    "p-1.dist-info/RECORD,,\n"))

    def test_refuses_files_from_elsewhere(self):
        with self.assertRaisesRegex(ValueError, "not below"):
            make_wheel.package_contents("python", ["other/file.py"], "3.12")

    def test_puts_what_is_of_a_version_beside_the_rest(self):
        with tempfile.TemporaryDirectory() as directory:
            file = pathlib.Path(directory) / "python/p/python3_12/_native.so"
            file.parent.mkdir(parents=True)
            file.write_bytes(b"x")
            self.assertEqual(make_wheel.package_contents("python", [str(file)], "3.12"), {"p/_native.so": b"x"})


if __name__ == "__main__":
    unittest.main()
