"""A telemetry directory that is missing, or not as it should be."""

import os
import shutil
import unittest

from tests.e2e.harmless import harmless


class DirectoryTest(harmless.TestCase):
    def test_all_is_well(self):
        self.assert_done("work", "open", "work")
        self.assert_all_counted()

    def test_no_home(self):
        del self.env["HOME"]
        self.assert_done("work", "open", "work")
        self.assertEqual(os.listdir(os.path.dirname(self.telemetry_dir)), [])

    def test_home_is_not_there(self):
        shutil.rmtree(self.home)
        self.assert_done("work", "open", "work")
        self.assert_all_counted()

    def test_home_cannot_be_made(self):
        self.env["HOME"] = "/proc/none"
        self.assert_done("work", "open", "work")

    def test_home_may_not_be_written_to(self):
        os.rmdir(os.path.dirname(self.telemetry_dir))
        os.chmod(os.path.dirname(os.path.dirname(self.telemetry_dir)), 0o555)
        self.assert_done("work", "open", "work", wrap=harmless.without_privileges)
        self.assertFalse(os.path.exists(self.telemetry_dir))

    def test_counter_file_may_not_be_written_to(self):
        self.run_subject("work", "open", "work")
        os.chmod(self.counter_file(), 0o400)
        self.assert_done("work", "open", "work", wrap=harmless.without_privileges)
        self.assert_all_counted()

    @harmless.needs_mounts
    def test_home_is_on_a_read_only_file_system(self):
        def wrap(command):
            return harmless.in_mount_namespace(f"mount -t tmpfs -o ro none {self.home}", command)

        self.assert_done("work", "open", "work", wrap=wrap)

    @harmless.needs_mounts
    def test_counter_files_are_on_a_read_only_file_system(self):
        self.run_subject("work", "open", "work")

        def wrap(command):
            remount = f"mount --bind {self.home} {self.home}; mount -o remount,bind,ro {self.home}"
            return harmless.in_mount_namespace(remount, command)

        self.assert_done("work", "open", "work", wrap=wrap)
        self.assert_all_counted()

    def test_directory_is_a_file(self):
        with open(self.telemetry_dir, "w", encoding="utf-8") as file:
            file.write("mine")
        self.assert_done("work", "open", "work")
        with open(self.telemetry_dir, encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine")

    def test_directory_is_a_symbolic_link(self):
        elsewhere = os.path.join(self.home, "elsewhere")
        os.mkdir(elsewhere)
        os.symlink(elsewhere, self.telemetry_dir)
        self.assert_done("work", "open", "work")
        self.assert_all_counted()

    def test_directory_is_a_symbolic_link_to_nothing(self):
        elsewhere = os.path.join(self.home, "elsewhere")
        os.symlink(elsewhere, self.telemetry_dir)
        self.assert_done("work", "open", "work")
        self.assertFalse(os.path.exists(elsewhere))

    def test_local_directory_is_a_symbolic_link_to_itself(self):
        os.mkdir(self.telemetry_dir)
        os.symlink("local", self.local_dir)
        self.assert_done("work", "open", "work")

    def test_counter_file_is_a_symbolic_link(self):
        self.run_subject("open")
        path = self.counter_file()
        victim = os.path.join(self.home, "victim")
        os.rename(path, victim)
        os.symlink(victim, path)
        with open(victim, "rb") as file:
            before = file.read()
        self.assert_done("work", "open", "work")
        with open(victim, "rb") as file:
            self.assertEqual(file.read(), before)

    def test_weekends_file_is_something_else(self):
        os.makedirs(self.local_dir)
        weekends = os.path.join(self.local_dir, "weekends")
        for make in (os.mkdir, os.mkfifo, lambda path: os.symlink("nowhere", path)):
            with self.subTest(make):
                make(weekends)
                self.assert_done("work", "open", "work")
                (os.rmdir if os.path.isdir(weekends) else os.unlink)(weekends)

    @harmless.needs_mounts
    def test_disk_is_full_before_the_file_is_made(self):
        def wrap(command):
            fill = f"""
                mount -t tmpfs -o size=64k none {self.home}
                cat /dev/zero > {self.home}/fill 2> /dev/null || true
            """
            return harmless.in_mount_namespace(fill, command)

        self.assert_done("work", "open", "many=1000", "work", wrap=wrap)

    @harmless.needs_mounts
    def test_disk_fills_up_while_counting(self):
        kept = os.path.join(self.home, "kept")
        os.mkdir(kept)

        # Room for the first 16 KiB of a counter file, for 'weekends' and for nothing else.
        disk = os.path.join(self.home, "disk")
        os.mkdir(disk)
        mount = f"mount -t tmpfs -o size=20k none {disk}; HOME={disk}"
        save = f'"$@"; status=$?; cp $(find {disk} -name "*.count") {kept} 2> /dev/null; exit $status'

        def wrap(command):
            return harmless.in_mount_namespace(mount, ["sh", "-c", save, "sh"] + command)

        self.assert_done("work", "open", "many=1000", "work", wrap=wrap)
        (name,) = os.listdir(kept)
        counts = self.counts_of(os.path.join(kept, name))
        self.assertEqual(counts["subject/work"], 2)
        self.assertGreater(len(counts), 200)
        self.assertLess(len(counts), 1000)

    def test_directory_is_deleted_while_counting(self):
        for limit in ("limit-files=256", "limit-files=4096"):
            with self.subTest(limit):
                subject = self.start(limit, "work", "open", "work", "pause", "many=1000", "work")
                subject.wait_for_pause()
                shutil.rmtree(self.telemetry_dir)
                subject.go_on()
                self.assertEqual(subject.end(), self.run_twin(*["work"] * 3))
                self.assertFalse(os.path.exists(self.telemetry_dir))
                self.assert_done("work", "open", "work")
                self.assert_all_counted()
                shutil.rmtree(self.telemetry_dir)


if __name__ == "__main__":
    unittest.main()
