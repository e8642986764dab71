"""The user's mode decides which reports an upload makes, and which it sends."""

import unittest

from tests.e2e.upload.upload_world import NOW, WEEK, TestCase, sums


class RestrictionTest(TestCase):
    """tests/e2e/cli/silence_test.py checks that no socket is opened."""

    def machine_that_knows_the_config(self, collector):
        machine = self.machine(consent_to=collector.address)
        machine.upload()
        machine.count("tool/approved=3")
        return machine

    def test_a_restriction_to_local_makes_reports_and_sends_none(self):
        collector = self.scripted_collector()
        machine = self.machine_that_knows_the_config(collector)
        machine.upload(under=["env", "GOTELEMETRY=local"])
        self.assertEqual(sums(machine.local_reports()), {"tool/approved": 3})
        self.assertEqual(machine.ready(), [])
        machine.upload()
        self.assertEqual(collector.accepted(), [])

    def test_a_restriction_to_off_leaves_everything_alone(self):
        collector = self.scripted_collector()
        machine = self.machine_that_knows_the_config(collector)
        before = sorted(machine.root.rglob("*"))
        for variable in ["GOTELEMETRY=off", "DO_NOT_TRACK=1"]:
            machine.upload(under=["env", variable])
            self.assertEqual(sorted(machine.root.rglob("*")), before)
        machine.upload()
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3})

    def test_ci_leaves_the_report_to_a_later_run(self):
        collector = self.scripted_collector()
        machine = self.machine_that_knows_the_config(collector)
        machine.upload(under=["env", "CI=true"])
        self.assertEqual(machine.ready(), [WEEK])
        self.assertEqual(collector.accepted(), [])
        machine.upload()
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3})

    def test_ci_leaves_the_week_to_a_later_run_if_there_is_no_config(self):
        collector = self.scripted_collector()
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3")
        self.assertIn("no report is made", machine.upload(under=["env", "CI=true"]))
        self.assertEqual(machine.local_reports(), [])
        machine.upload()
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3})


class ConsentTest(TestCase):
    def test_a_collector_without_consent_gets_nothing(self):
        consented = self.scripted_collector()
        other = self.scripted_collector()
        machine = self.machine(consent_to=consented.address)
        machine.count("tool/approved=3")
        machine.seen_from(other.address).count("tool/approved=5")
        machine.upload("--collector", other.address)
        self.assertEqual(other.accepted(), [])
        machine.upload()
        self.assertEqual(sums(consented.accepted()), {"tool/approved": 3})
        self.assertEqual(other.accepted(), [])

    def test_a_week_that_began_before_the_consent_is_not_sent(self):
        collector = self.scripted_collector()
        machine = self.machine(collector=collector.address)
        machine.count("tool/approved=3", day="2026-11-05")
        machine.consent("on", date="2026-11-06")
        machine.upload()
        self.assertEqual(collector.accepted(), [])
        self.assertEqual(sums(machine.local_reports()), {"tool/approved": 3})


class WrongClockTest(TestCase):
    def test_a_clock_that_is_behind_sends_the_report_once_it_is_right(self):
        collector = self.scripted_collector()
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3")
        machine.upload(now="2020-01-02T00:00:00Z")
        self.assertEqual(collector.accepted(), [])
        machine.upload()
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3})

    def test_a_report_of_the_future_waits_for_its_day(self):
        collector = self.scripted_collector()
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3")
        collector.answer("UNAVAILABLE")
        machine.upload(expect=1)
        machine.upload(now="2026-11-10T23:59:59Z")
        self.assertEqual(machine.ready(), [WEEK])
        self.assertEqual(collector.accepted(), [])
        machine.upload(now="2026-11-11T00:00:00Z")
        self.assertEqual(len(collector.accepted()), 1)

    def test_a_clock_that_is_ahead_uploads_nothing_old_and_loses_nothing(self):
        collector = self.scripted_collector()
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3")
        machine.upload(now="2031-01-01T00:00:00Z")
        machine.upload(now=NOW)
        self.assertEqual(collector.accepted(), [])
        self.assertEqual(sums(machine.local_reports()), {"tool/approved": 3})


if __name__ == "__main__":
    unittest.main()
