"""The smallest tool that counts does its work, and has counted."""

import pathlib
import subprocess
import tempfile
import unittest

TREESIZE = pathlib.Path("cmd/examples/treesize").absolute()


class TreesizeTest(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def run_treesize(self, folder):
        return subprocess.run(
            [TREESIZE, folder],
            capture_output=True,
            text=True,
            check=False,
            env={"HOME": str(self.scratch / "home")},
        )

    def test_prints_how_many_files_there_are_and_counts_it(self):
        (self.scratch / "home").mkdir()
        folder = self.scratch / "folder"
        (folder / "deeper").mkdir(parents=True)
        (folder / "one").touch()
        (folder / "deeper" / "two").touch()
        done = self.run_treesize(folder)
        self.assertEqual((done.returncode, done.stdout), (0, f"2\t{folder}\n"), done.stderr)
        [counts] = (self.scratch / "home").rglob("treesize.*.count")
        self.assertIn(b"treesize/files:<100", counts.read_bytes())

    def test_names_a_folder_that_is_not_there(self):
        done = self.run_treesize(self.scratch / "none")
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{self.scratch}/none: No such file", done.stderr)


if __name__ == "__main__":
    unittest.main()
