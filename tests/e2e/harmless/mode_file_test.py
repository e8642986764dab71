"""Mode files of all kinds. If one cannot be understood, the program does not count."""

import os
import unittest

from tests.e2e.harmless import harmless


class ModeFileTest(harmless.TestCase):
    def setUp(self):
        super().setUp()
        os.mkdir(self.telemetry_dir)
        self.mode_file = os.path.join(self.telemetry_dir, "mode")

    def assert_off(self, rule, wrap=list):
        self.assert_done("work", "open", "work", wrap=wrap)
        self.assertEqual(os.listdir(self.telemetry_dir), ["mode"])
        self.assertIn("mode:        off\n", self.gotelemetry("env", wrap=wrap))
        self.assertIn(f"decided by:  {rule} ({self.mode_file})\n", self.gotelemetry("env", wrap=wrap))
        environment = self.environment(wrap)
        self.assertEqual((environment["mode"], environment["rule"]), ("off", rule))
        self.assertEqual(environment["detail"], self.mode_file)

    def test_contents_that_mean_counting(self):
        for contents in (b"local", b"on 2026-11-22\n", b"on 2026-99-99\n", b"local\n\n"):
            with self.subTest(contents):
                with open(self.mode_file, "wb") as file:
                    file.write(contents)
                self.assert_done("work", "open", "work")
                self.assert_all_counted()
                os.unlink(self.counter_file())

    def test_contents_that_cannot_be_understood(self):
        all_bytes = bytes(range(256))
        for contents in (b"", b"\n", b"\0", b"off\0", b"ON", all_bytes, b"on" * 2**22):
            with self.subTest(contents[:20]):
                with open(self.mode_file, "wb") as file:
                    file.write(contents)
                self.assert_off("unreadable mode file")

    def test_may_not_be_read(self):
        with open(self.mode_file, "w", encoding="utf-8") as file:
            file.write("on 2026-11-22")
        os.chmod(self.mode_file, 0)
        self.assert_off("unreadable mode file", wrap=harmless.without_privileges)

    def test_is_no_file(self):
        for make, remove in (
            (os.mkdir, os.rmdir),
            (os.mkfifo, os.unlink),
            (lambda path: os.symlink(path, path), os.unlink),
            (lambda path: os.symlink("/dev/zero", path), os.unlink),
        ):
            with self.subTest(make):
                make(self.mode_file)
                self.assert_off("unreadable mode file")
                remove(self.mode_file)


if __name__ == "__main__":
    unittest.main()
