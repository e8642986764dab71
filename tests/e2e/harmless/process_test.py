"""Processes: fork, exec, threads, signals, shared libraries, and what runs outside of main()."""

import os
import signal
import unittest

from tests.e2e.harmless import harmless

_COUNTING_LIBRARY = os.path.abspath("tests/e2e/harmless/libcounting.so")
_OPENING_LIBRARY = os.path.abspath("tests/e2e/harmless/libopening.so")
_PLAIN_LIBRARY = os.path.abspath("tests/e2e/harmless/libplain.so")


class ProcessTest(harmless.TestCase):
    def test_fork_before_open(self):
        self.assert_done("fork=3", "work", "open", "work")
        counts = self.counts()
        self.assertEqual(counts["subject/child"], 3)
        self.assertEqual(counts["subject/child_by_name"], 3)
        self.assertEqual(counts["subject/work"], 2)

    def test_fork_after_counting_and_before_open(self):
        self.assert_done("work", "fork=3", "open", "work")
        counts = self.counts()
        self.assertEqual(counts["subject/child"], 3)
        self.assertEqual(counts["subject/work"], 2)

    def test_fork_after_open(self):
        self.assert_done("work", "open", "fork=3", "work")
        self.assertEqual(
            self.counts(), harmless.ALL_COUNTS | {"subject/child": 3, "subject/child_by_name": 3}
        )

    def test_fork_while_threads_count(self):
        ending = self.assert_unharmed(
            "work", "threads=3", "fork=100", "open", "fork=100", "work", "exit-there"
        )
        self.assertEqual(ending.exit_status, 7)
        counts = self.counts()
        self.assertEqual(counts["subject/child"], 200)
        self.assertEqual(counts["subject/work"], 2)

    def test_counts_and_opens_in_a_cancelled_thread(self):
        self.assert_done("work", "work-cancelled", "work")
        self.assertEqual(self.counts()["subject/thread"], 1)
        self.assertEqual(self.counts()["subject/work"], 2)

    def test_counts_stacks(self):
        self.assert_done("work", "stack", "open", "stack", "work")
        self.assertEqual(sum(count for name, count in self.counts().items() if name.startswith("subject/stack\n")), 2)

    def test_starts_and_dies_of_an_error_of_its_own(self):
        ending = self.assert_unharmed("work", "start", "work", "fault")
        self.assertEqual(ending.exit_status, -signal.SIGBUS)
        self.assertEqual(self.counts()["subject/work"], 2)

    def test_exec(self):
        self.assert_unharmed("work", "open", "work", "exec", "work", "open", "work")
        counts = self.counts()
        self.assertEqual(counts["subject/work"], 4)
        self.assertEqual(counts["subject/before_main"], 2)
        self.assertEqual(counts["subject/at_exit"], 1)

    def test_exec_before_open_loses_what_had_no_file(self):
        self.assert_unharmed("work", "exec", "open", "work")
        self.assertEqual(self.counts()["subject/work"], 1)

    def run_with_libraries(self, *steps, library=_COUNTING_LIBRARY):
        """The twin loads a library without telemetry."""
        self.assertEqual(
            self.run_subject(*(step.replace("LIBRARY", library) for step in steps)),
            self.run_twin(*(step.replace("LIBRARY", _PLAIN_LIBRARY) for step in steps)),
        )

    def test_library_is_unloaded_before_open(self):
        self.run_with_libraries("library=LIBRARY", "work", "open", "work")
        self.assertEqual(self.counts()["subject/work"], 2)

    def test_library_is_unloaded_after_open(self):
        self.run_with_libraries("open", "library=LIBRARY", "work", "next-week", "work")
        self.assertEqual(self.counts()["subject/library"], 1)
        self.assertEqual(self.counts()["subject/work"], 2)

    def test_library_is_loaded_again(self):
        steps = ["open", "library=LIBRARY", "library=LIBRARY", "next-week", "library=LIBRARY", "work"]
        self.run_with_libraries(*steps, "next-week", "library=LIBRARY")
        by_week = [self.counts_of(path).get("subject/library") for path in self.counter_files()]
        self.assertEqual(by_week, [2, 1, 1])

    def test_library_with_telemetry_of_its_own_is_unloaded(self):
        steps = ["work", "library=LIBRARY", "library=LIBRARY", "work", "fault"]
        self.run_with_libraries(*steps, library=_OPENING_LIBRARY)
        self.assertEqual(self.counts(), {"subject/library": 2})

    def test_program_and_library_have_telemetry_of_their_own(self):
        steps = ["work", "open", "library=LIBRARY", "work", "fault"]
        self.run_with_libraries(*steps, library=_OPENING_LIBRARY)
        self.assertEqual(self.counts()["subject/work"], 2)
        self.assertEqual(self.counts()["subject/library"], 1)

    def test_counts_in_signal_handlers(self):
        self.assert_done("open", "signals=500")
        counts = self.counts()
        self.assertGreaterEqual(counts["subject/handler"], 500)

    def test_counts_in_signal_handlers_before_open(self):
        self.assert_done("signals=500", "open")
        self.assertGreaterEqual(self.counts()["subject/handler"], 500)

    def test_rotation_thread(self):
        self.assert_done("work", "open-rotating", "fork=3", "work")
        self.assertEqual(self.counts()["subject/child"], 3)
        self.assertEqual(self.counts()["subject/work"], 2)

    def test_threads_count_during_exit(self):
        self.assert_done("work", "open", "threads=4", "work")
        self.assertLessEqual(harmless.ALL_COUNTS.items(), self.counts().items())

    def test_dies_of_signals_as_without_telemetry(self):
        for number in (signal.SIGTERM, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS):
            with self.subTest(number):
                ending = self.assert_unharmed("work", "open", "work", f"raise={int(number)}")
                self.assertEqual(ending.exit_status, -number)
        self.assertEqual(self.counts()["subject/work"], 8)

    def test_dies_of_an_error_of_its_own(self):
        ending = self.assert_unharmed("work", "open", "work", "fault")
        self.assertEqual(ending.exit_status, -signal.SIGBUS)

    def test_counts_survive_a_kill(self):
        ending = self.assert_unharmed("work", "open", "work", f"raise={int(signal.SIGKILL)}")
        self.assertEqual(ending.exit_status, -signal.SIGKILL)
        self.assertEqual(self.counts(), {"subject/before_main": 1, "subject/work": 2})


if __name__ == "__main__":
    unittest.main()
