"""Limits on a process: of open files, of file sizes, of memory, of system calls."""

import signal
import unittest

from tests.e2e.harmless import harmless

# More names than a counter file's first 16 KiB hold.
_GROW = "many=1000"


class LimitsTest(harmless.TestCase):
    def test_no_more_files_before_open(self):
        self.assert_done("limit-files=3", "work", "open", "work")

    def test_no_more_files_after_open(self):
        self.assert_done("work", "open", "limit-files=3", _GROW, "work")
        self.assertEqual(self.counts()["subject/work"], 2)

    def test_few_files(self):
        """Two more than there are: one for the directory, one for what is in it."""
        self.assert_done("limit-files=5", "work", "open", _GROW, "work")
        self.assertEqual(len(self.counts()), 1000 + len(harmless.ALL_COUNTS))

    def test_takes_no_descriptor_that_the_program_would_get(self):
        for limit in ("limit-files=16", "limit-files=4096"):
            with self.subTest(limit):
                self.assert_done(limit, "descriptor", "open", "descriptor", _GROW, "descriptor")

    def test_leaves_as_many_descriptors_as_there_were(self):
        self.assert_done("open", "limit-files=4", "descriptor", _GROW, "descriptor")

    def test_program_closes_descriptors_that_it_does_not_know(self):
        self.assert_done("work", "open", "close-all", _GROW, "work", "descriptor")
        self.assertEqual(len(self.counts()), 1000 + len(harmless.ALL_COUNTS))

    def test_standard_descriptors_are_closed(self):
        def wrap(command):
            return ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"] + command

        ending = self.assert_unharmed("work", "open", _GROW, "work", wrap=wrap)
        self.assertEqual((ending.exit_status, ending.output), (7, ""))
        self.assertEqual(len(self.counts()), 1000 + len(harmless.ALL_COUNTS))

    def test_file_size_limit_before_open(self):
        for limit in (0, 1, 2, 4096, 16383):
            with self.subTest(limit=limit):
                self.assert_done(f"limit-file-size={limit}", "work", "open", "work")
        self.assertEqual(self.counts(), {})

    def test_file_size_limit_of_one_page(self):
        self.assert_done("limit-file-size=16384", "work", "open", _GROW, "work")
        counts = self.counts()
        self.assertEqual(counts["subject/work"], 2)
        self.assertGreater(len(counts), 200)

    def test_file_size_limit_after_open(self):
        self.assert_done("work", "open", "limit-file-size=0", _GROW, "work")
        self.assertEqual(self.counts()["subject/work"], 2)

    def test_little_memory(self):
        for megabytes in (8, 10, 16, 32):
            with self.subTest(megabytes=megabytes):
                self.assert_done(f"limit-memory={megabytes << 20}", "work", "open", _GROW, "work")

    def assert_some_counted(self):
        """In a sandbox the file cannot grow: it keeps its present size."""
        counts = self.counts()
        self.assertEqual(counts["subject/work"], 2)
        self.assertGreater(len(counts), 100)

    def test_mmap_is_forbidden_after_open(self):
        self.assert_done("work", "open", "forbid-mmap", _GROW, "work")
        self.assert_some_counted()

    def test_mmap_is_forbidden_and_telemetry_never_opened(self):
        self.assert_done("work", "forbid-mmap", _GROW, "work")

    def test_open_is_forbidden_after_open(self):
        self.assert_done("work", "open", "forbid-open", _GROW, "work")
        self.assert_some_counted()

    def test_open_is_forbidden_where_no_descriptor_was_kept(self):
        for step in ("limit-files=256", "close-all"):
            with self.subTest(step):
                steps = ("open", step) if step == "close-all" else (step, "open")
                self.assert_done("work", *steps, "forbid-open", _GROW, "work")

    def test_almost_everything_is_forbidden(self):
        self.assert_done("work", "open", "prepare-for-sandbox", "allow-little", _GROW, "work")
        counts = self.counts()
        self.assertEqual(counts["subject/work"], 2)
        self.assertGreater(len(counts), 900)

    def test_almost_everything_is_forbidden_and_the_room_is_used_up(self):
        steps = ("prepare-for-sandbox", "allow-little", _GROW, "work")
        self.assert_done("limit-file-size=16384", "work", "open", *steps)
        self.assert_some_counted()

    def test_almost_everything_is_forbidden_without_a_word_to_telemetry(self):
        self.assert_done("work", "open", "allow-little", "many=100", "work")
        self.assertEqual(len(self.counts()), 100 + len(harmless.ALL_COUNTS))

    def test_there_is_room_after_open_in_a_file_that_is_nearly_full(self):
        for names in range(200, 450, 25):
            with self.subTest(names=names):
                self.run_subject("open", f"many={names}")
                self.assert_done("work", "open", "allow-little", f"many={names + 100}", "work")

    def test_week_ends_where_almost_everything_is_forbidden(self):
        steps = ("prepare-for-sandbox", "allow-little", "next-week", "open", "work")
        self.assert_done("work", "open", *steps)
        self.assertEqual(self.counts()["subject/work"], 2)

    def test_counts_a_new_stack_where_open_is_forbidden(self):
        self.assert_done("work", "open", "forbid-open", "stack", "work")
        self.assertEqual(self.stacks(), {"?": 1})

    def test_counts_a_new_stack_where_almost_everything_is_forbidden(self):
        self.assert_done("work", "open", "prepare-for-sandbox", "allow-little", "stack", "work")
        self.assertEqual(self.stacks(), {"?": 1})

    def test_crashes_where_open_is_forbidden(self):
        for number in (signal.SIGSEGV, signal.SIGABRT):
            with self.subTest(number):
                steps = ("work", "start", "forbid-open", "work", f"raise={int(number)}")
                self.assertEqual(self.assert_unharmed(*steps).exit_status, -number)
        self.assertEqual(self.crashes(), 2)

    def test_crashes_where_sending_signals_is_forbidden(self):
        ending = self.assert_unharmed("work", "start", "forbid-signals", "fault")
        self.assertEqual(ending.exit_status, -signal.SIGBUS)

    def test_crashes_where_almost_everything_is_forbidden(self):
        ending = self.assert_unharmed("work", "start", "prepare-for-sandbox", "allow-crashes", "work", "segv")
        self.assertEqual(ending.exit_status, -signal.SIGSEGV)
        self.assertEqual(self.crashes(), 1)

    def crashes(self):
        return sum(count for name, count in self.counts().items() if name.startswith("crash/crash\n"))

    def stacks(self):
        """How often each function was the innermost one of a stack."""
        counts = {}
        for name, count in self.counts().items():
            if name.startswith("subject/stack\n"):
                function = name.split("\n")[1].rpartition(":@")[0].rpartition(".")[2]
                counts[function] = counts.get(function, 0) + count
        return counts

    def test_week_ends_where_open_is_forbidden(self):
        self.assert_done("work", "open", "forbid-open", "next-week", "work")
        self.assertEqual(self.counts()["subject/work"], 1)

    def test_program_dies_of_a_forbidden_call_of_its_own(self):
        ending = self.assert_unharmed("work", "open", "forbid-open", "work", "descriptor")
        self.assertEqual(ending.exit_status, -signal.SIGSYS)
        self.assertEqual(self.counts()["subject/work"], 2)


if __name__ == "__main__":
    unittest.main()
