"""Counter files that are damaged while a program counts into them, or before it starts."""

import fcntl
import os
import pathlib
import random
import re
import signal
import time
import unittest

from tests.e2e.harmless import harmless


class DamagedFileTest(harmless.TestCase):
    def damage_while_counting(self, damage, *steps):
        """Damages the file of a program with `damage`; the program then takes `steps` and works once more."""
        subject = self.start("work", "open", "work", "pause", *steps, "work")
        subject.wait_for_pause()
        damage(self.counter_file())
        subject.go_on()
        self.assertEqual(subject.end(), self.run_twin("work", "work", "work"))

    def test_truncated_to_nothing_while_counting(self):
        self.damage_while_counting(lambda path: os.truncate(path, 0), "many=1000")
        self.assert_done("work", "open", "work")
        self.assert_all_counted()

    def test_truncated_to_a_part_while_counting(self):
        for size in (1, 100, 4096, 8192, 16383):
            with self.subTest(size=size):
                self.damage_while_counting(lambda path, size=size: os.truncate(path, size), "many=1000")
                os.unlink(self.counter_file())

    def test_truncated_while_counting_and_rotated(self):
        self.damage_while_counting(lambda path: os.truncate(path, 0), "many=100", "rotate")
        self.assertEqual(self.counts()["subject/work"], 1)

    def test_rotation_thread_survives_a_truncated_file(self):
        # Each thread lets SIGBUS in, once it has started.
        subject = self.start("open-rotating", "sleep=60")

        def masks():
            texts = [path.read_text() for path in pathlib.Path(f"/proc/{subject.pid}/task").glob("*/status")]
            return [int(re.search(r"^SigBlk:\s(\w+)$", text, re.MULTILINE)[1], 16) for text in texts]

        deadline = time.monotonic() + 60
        while len(masks()) < 2 or any(mask & 1 << signal.SIGBUS - 1 for mask in masks()):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)

    def test_overwritten_while_counting(self):
        generator = random.Random(3)
        for start in (0, 28, 200, 232, 2284):
            with self.subTest(start=start):

                def overwrite(path, start=start):
                    with open(path, "r+b") as file:
                        file.seek(start)
                        file.write(generator.randbytes(2048))

                self.damage_while_counting(overwrite, "many=1000")
                os.unlink(self.counter_file())

    def test_overwritten_with_ones_while_counting(self):
        def overwrite(path):
            with open(path, "r+b") as file:
                file.seek(200)
                file.write(b"\xff" * 16000)

        self.damage_while_counting(overwrite, "many=1000", "rotate", "many=1000")

    def test_removed_and_made_anew_while_counting(self):
        def replace(path):
            os.unlink(path)
            self.run_subject("work", "open", "work")

        self.damage_while_counting(replace, "many=1000")
        self.assert_all_counted()

    def test_another_file_takes_its_name_while_counting(self):
        def replace(path):
            with open(path + ".other", "wb") as file:
                file.write(b"something else")
            os.rename(path + ".other", path)

        self.damage_while_counting(replace, "many=1000")

    def test_damaged_file_is_put_aside_and_counting_goes_on(self):
        self.run_subject("work", "open", "work")
        path = self.counter_file()
        folder, name = os.path.split(path)
        aside = {b"first": path + ".corrupt", b"second": os.path.join(folder, f"2.{name}.corrupt")}
        for number, damage in enumerate(aside, 1):
            with self.subTest(damage):
                with open(path, "r+b") as file:
                    file.write(damage)
                self.assert_done("work", "open", "work")
                self.assert_all_counted()
                self.assertEqual(sorted(self.counter_files(".corrupt")), sorted(list(aside.values())[:number]))
        for damage, file_name in aside.items():
            with open(file_name, "rb") as file:
                self.assertTrue(file.read().startswith(damage))

    def test_env_tells_of_a_file_that_was_put_aside(self):
        self.run_subject("open")
        path = self.counter_file()
        os.truncate(path, 100)
        self.run_subject("open")
        self.assertIn(f"  damaged:     {path}.corrupt (put aside)\n", self.gotelemetry("env"))
        self.assertIn(f'"{path}.corrupt"', self.gotelemetry("env", "--json"))

    def test_damaged_file_that_cannot_be_put_aside(self):
        self.run_subject("open")
        path = self.counter_file()
        os.truncate(path, 100)
        folder, name = os.path.split(path)
        os.mkdir(path + ".corrupt")
        for number in range(2, 101):
            os.mkdir(os.path.join(folder, f"{number}.{name}.corrupt"))
        self.assert_done("work", "open", "work")
        self.assertEqual(os.path.getsize(path), 100)

    def test_damaged_file_is_locked_by_somebody_who_does_not_go_on(self):
        self.run_subject("open")
        os.truncate(self.counter_file(), 100)
        with open(self.counter_file(), "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.assert_done("work", "open", "work")

    def test_many_find_a_damaged_file_at_once(self):
        self.run_subject("open")
        os.truncate(self.counter_file(), 100)
        running = [self.start("work", "open", "work") for _ in range(8)]
        for subject in running:
            self.assertEqual(subject.end().exit_status, 7)
        self.assertEqual(self.counts()["subject/work"], 16)
        self.assertEqual(len(self.counter_files(".corrupt")), 1)


if __name__ == "__main__":
    unittest.main()
