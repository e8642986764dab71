import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import unittest

_SCRIPT = pathlib.Path("tools/version/workspace_status")


class WorkspaceStatusTest(unittest.TestCase):
    """The script, in a repository of its own."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory(dir=os.environ["TEST_TMPDIR"])
        self.addCleanup(directory.cleanup)
        self.root = pathlib.Path(directory.name, "clone")
        self.script = self.root / _SCRIPT
        self.script.parent.mkdir(parents=True)
        shutil.copy(_SCRIPT, self.script)
        (self.root / ".gitattributes").write_text(f"/{_SCRIPT} export-subst\n", encoding="utf-8")

    def git(self, *arguments):
        done = subprocess.run(
            ["git", "-c", "user.name=n", "-c", "user.email=e@example.com", "-C", self.root, *arguments],
            check=True, capture_output=True, text=True,
            env={"PATH": os.environ["PATH"], "HOME": os.environ["TEST_TMPDIR"], "GIT_CONFIG_NOSYSTEM": "1"})
        return done.stdout.strip()

    def commit(self):
        self.git("init", "--quiet")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "first")
        return self.git("rev-parse", "HEAD")

    def status(self, script=None):
        done = subprocess.run([script or self.script], cwd="/", check=True, capture_output=True, text=True)
        self.assertEqual(done.stderr, "")
        return done.stdout

    def test_names_the_commit(self):
        self.assertEqual(self.status(), "")
        commit = self.commit()
        self.assertEqual(self.status(), f"STABLE_COMMIT {commit}\n")

    def test_says_that_files_were_changed(self):
        commit = self.commit()
        (self.root / ".gitattributes").write_text("", encoding="utf-8")
        self.assertEqual(self.status(), f"STABLE_COMMIT {commit}-changed\n")

    def test_knows_nothing_before_the_first_commit(self):
        self.git("init", "--quiet")
        self.assertEqual(self.status(), "")

    def test_knows_nothing_where_there_is_no_git(self):
        self.assertEqual(self.status(), "")

    def test_an_archive_carries_its_commit(self):
        commit = self.commit()
        self.git("archive", "--output=archive.tar", "HEAD")
        unpacked = self.root / "unpacked"
        with tarfile.open(self.root / "archive.tar") as archive:
            archive.extractall(unpacked)
        self.assertEqual(self.status(unpacked / _SCRIPT), f"STABLE_COMMIT {commit}\n")

    def test_a_copy_inside_another_repository_is_not_of_its_commit(self):
        self.commit()
        copy = self.root / "vendored" / _SCRIPT
        copy.parent.mkdir(parents=True)
        shutil.copy(self.script, copy)
        self.assertEqual(self.status(copy), "")


if __name__ == "__main__":
    unittest.main()
