"""Whatever a collector answers, or if it never does, no report is lost and none counts twice."""

import signal
import unittest

from tests.e2e.upload.upload_world import WEEK, TestCase, sums

REFUSALS = ["INVALID_ARGUMENT", "ALREADY_EXISTS", "PERMISSION_DENIED"]
PASSING_FAILURES = [
    "CANCELLED",
    "UNKNOWN",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
]


class AnswersTest(TestCase):
    def machine_with_a_report(self, collector):
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3", "tool/private=4")
        return machine

    def test_keeps_a_report_after_an_error_that_may_pass(self):
        collector = self.scripted_collector()
        for number, code in enumerate(PASSING_FAILURES, start=1):
            with self.subTest(code):
                machine = self.machine_with_a_report(collector)
                collector.answer(code)
                self.assertIn("as the script says", machine.upload(expect=1))
                self.assertEqual(machine.ready(), [WEEK])
                self.assertEqual(machine.sent(), {})
                machine.upload()
                self.assertEqual(machine.ready(), [])
                self.assertEqual(list(machine.sent()), [WEEK])
                self.assertEqual(len(collector.accepted()), number)
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3 * len(PASSING_FAILURES)})

    def test_counts_a_report_once_whose_acknowledgement_was_lost(self):
        collector = self.scripted_collector()
        for number, code in enumerate(PASSING_FAILURES, start=1):
            with self.subTest(code):
                machine = self.machine_with_a_report(collector)
                collector.answer(code, keep=True)
                machine.upload(expect=1)
                machine.upload()
                self.assertEqual(list(machine.sent()), [WEEK])
                self.assertEqual(len(collector.accepted()), number)

    def test_drops_a_report_that_is_refused_for_good(self):
        collector = self.scripted_collector()
        for code in REFUSALS:
            with self.subTest(code):
                machine = self.machine_with_a_report(collector)
                collector.answer(code)
                self.assertIn("refused for good", machine.upload(expect=1))
                self.assertEqual(machine.ready(), [])
                self.assertEqual(machine.sent(), {})
                self.assertEqual(
                    sums(machine.local_reports()), {"tool/approved": 3, "tool/private": 4}
                )
                machine.upload()
        self.assertEqual(collector.accepted(), [])


class NoAnswerTest(TestCase):
    def test_the_user_gives_up(self):
        collector = self.scripted_collector()
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3")
        collector.hang()
        upload = machine.start_upload()
        collector.wait_until_hanging()
        upload.send_signal(signal.SIGINT)
        upload.communicate(timeout=60)
        self.assertNotEqual(upload.returncode, 0)
        self.assertEqual(machine.ready(), [WEEK])
        machine.upload()
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3})


class NoTlsTest(TestCase):
    def test_nothing_is_sent_in_plain_text_when_tls_is_asked_for(self):
        collector = self.scripted_collector()
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3")
        result = machine.run_upload("--tls-roots", "upload/testing/localhost.crt")
        self.assertEqual(result.returncode, 1)
        [line] = result.stderr.splitlines()
        self.assertIn("speaks no TLS", line)
        self.assertEqual(collector.accepted(), [])


if __name__ == "__main__":
    unittest.main()
