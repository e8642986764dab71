"""In somebody else's home nothing is created and nothing is sent, though the environment leads there.

So it is when sudo keeps HOME, and in a container that has a user's home. Only root can try this.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

from tests.e2e.harmless import harmless

_SOMEBODY = 12345


def can_give_away():
    with tempfile.NamedTemporaryFile() as file:
        try:
            os.chown(file.name, _SOMEBODY, _SOMEBODY)
        except OSError:
            return False
    return True


def needs_root(test):
    """Skips a test, and says so, if this is not root, or root of a sandbox without other users."""
    if os.geteuid() == 0 and can_give_away():
        return test
    reason = f"{test.__name__} DID NOT RUN: only root can give files away"
    print(f"*** {reason} ***", file=sys.stderr, flush=True)
    with open(os.environ.get("TEST_WARNINGS_OUTPUT_FILE", os.devnull), "a", encoding="utf-8") as warnings:
        warnings.write(reason + "\n")
    return unittest.skip(reason)(test)


class ForeignHomeTest(harmless.TestCase):
    def setUp(self):
        # Where everybody gets to, as to a home directory: Bazel's own directory for a test may be root's alone.
        with unittest.mock.patch.dict(os.environ, {"TEST_TMPDIR": "/tmp"}):
            super().setUp()
        os.chmod(os.path.dirname(self.home), 0o755)

    def give_away(self):
        for path in [pathlib.Path(self.home), *pathlib.Path(self.home).rglob("*")]:
            os.chown(path, _SOMEBODY, _SOMEBODY)

    def contents(self):
        return {path: path.read_bytes() if path.is_file() else None for path in pathlib.Path(self.home).rglob("*")}

    def run_gotelemetry(self, *arguments):
        return subprocess.run(
            [harmless.GOTELEMETRY, *arguments], env=self.env, capture_output=True, text=True, check=False
        )

    @needs_root
    def test_root_creates_nothing_where_telemetry_has_not_been(self):
        shutil.rmtree(os.path.join(self.home, ".config"))
        self.give_away()
        before = self.contents()
        self.assert_done("work", "start", "work")
        self.assertEqual(self.contents(), before)
        self.assertIn("decided by:  somebody else's directory", self.run_gotelemetry("env").stdout)

    @needs_root
    def test_root_counts_and_sends_nothing_where_its_owner_has_consented(self):
        pathlib.Path(self.telemetry_dir).mkdir()
        pathlib.Path(self.telemetry_dir, "mode").write_text("on 2020-01-01", encoding="utf-8")
        self.give_away()
        before = self.contents()
        self.assert_done("work", "start", "work")
        self.run_gotelemetry("upload", "--now", "2027-01-01T00:00:00Z")
        self.assertEqual(self.contents(), before)

    @needs_root
    def test_root_decides_nothing_for_the_owner(self):
        self.give_away()
        before = self.contents()
        for command in (["off"], ["local"], ["on", "--collector", "localhost:1"], ["off", "--collector", "localhost:1"]):
            with self.subTest(command):
                ending = self.run_gotelemetry(*command)
                self.assertEqual(ending.returncode, 1, ending.stdout)
                self.assertIn(f"belongs to user {_SOMEBODY}, not to user 0", ending.stderr)
                self.assertEqual(self.contents(), before)

    @needs_root
    def test_the_owner_counts(self):
        self.give_away()

        def as_the_owner(command):
            return ["setpriv", f"--reuid={_SOMEBODY}", f"--regid={_SOMEBODY}", "--clear-groups", "--", *command]

        subject = shutil.copy(harmless.SUBJECT, self.home)
        ending = self.start("work", "open", "work", program=subject, wrap=as_the_owner).end()
        self.assertEqual((ending.exit_status, ending.errors), (7, ""))
        self.assert_all_counted()

    @needs_root
    def test_what_root_made_in_it_before_changes_nothing(self):
        """Its .config belongs to root since an older program ran there."""
        os.chown(self.home, _SOMEBODY, _SOMEBODY)
        before = self.contents()
        self.assert_done("work", "start", "work")
        self.assertEqual(self.contents(), before)


if __name__ == "__main__":
    unittest.main()
