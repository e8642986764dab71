"""Crashes on a full disk, which cannot be counted, end as they would without telemetry."""

import os
import signal
import unittest

from tests.e2e.harmless import harmless

_CRASHER = os.path.abspath("tests/e2e/crash/crasher")


class FullDiskTest(harmless.TestCase):
    def setUp(self):
        super().setUp()
        self.disk = os.path.join(self.home, "disk")
        self.kept = os.path.join(self.home, "kept")
        os.mkdir(self.disk)
        os.mkdir(self.kept)

    def crash(self, how, disk_bytes, prepare="true"):
        """Crashes with a telemetry directory on a file system of that size, and returns what was counted."""

        def wrap(command):
            mount = f"mount -t tmpfs -o size={disk_bytes} none {self.disk}; {prepare}"
            # The signal that ends the command ends the shell in its place.
            save = f'"$@"; status=$?; cp $(find {self.disk} -name "*.count") {self.kept} 2> /dev/null; exit $status'
            return harmless.in_mount_namespace(mount, ["sh", "-c", save, "sh"] + command)

        with_telemetry = self.start(how, self.disk, program=_CRASHER, wrap=wrap).end()
        without = self.start(how, program=_CRASHER, wrap=wrap).end()
        self.assertEqual(with_telemetry, without)
        self.assertEqual(without.exit_status, 128 + signal.SIGSEGV)
        counts = {}
        for name in os.listdir(self.kept):
            counts.update(self.counts_of(os.path.join(self.kept, name)))
        return counts

    @staticmethod
    def crashes(counts):
        return sum(count for name, count in counts.items() if name.startswith("crash/crash\n"))

    @harmless.needs_mounts
    def test_disk_with_room(self):
        counts = self.crash("many-names", "1m")
        self.assertEqual(self.crashes(counts), 1)
        self.assertGreater(len(counts), 1000)

    @harmless.needs_mounts
    def test_disk_is_full_before_the_start(self):
        self.assertEqual(self.crash("segv", "16k", f"cat /dev/zero > {self.disk}/fill 2> /dev/null || true"), {})

    @harmless.needs_mounts
    def test_disk_is_full_but_the_file_has_room(self):
        counts = self.crash("segv", "20k")
        self.assertEqual(self.crashes(counts), 1)

    @harmless.needs_mounts
    def test_disk_and_file_are_full(self):
        counts = self.crash("many-names", "20k")
        self.assertGreater(len(counts), 200)
        self.assertLess(len(counts), 1000)
        self.assertEqual(self.crashes(counts), 0)


if __name__ == "__main__":
    unittest.main()
