"""What a user allows decides whether an upload opens a socket, and which reports it sends."""

import unittest

from tests.e2e.upload.upload_world import NOW, WEEK, TestCase, sums


class NoSocketTest(TestCase):
    def network_calls_of_upload(self, machine, under=()):
        log = self.scratch / "strace.log"
        machine.upload(under=[*under, "strace", "-f", "-o", log, "-e", "trace=%network"])
        return log.read_text()

    def test_mode_off_touches_nothing(self):
        machine = self.machine()
        machine.count("tool/approved=3")
        machine.consent("off")
        before = sorted(machine.dir.rglob("*"))
        self.assertNotIn("socket(", self.network_calls_of_upload(machine))
        self.assertEqual(sorted(machine.dir.rglob("*")), before)

    def test_mode_local_makes_reports_and_opens_no_socket(self):
        machine = self.machine()
        machine.count("tool/approved=3")
        machine.consent("local")
        self.assertNotIn("socket(", self.network_calls_of_upload(machine))
        self.assertEqual(sums(machine.local_reports()), {"tool/approved": 3})
        self.assertEqual(machine.ready(), [])

    def test_an_environment_that_restricts_opens_no_socket(self):
        for variable in ["GOTELEMETRY=off", "GOTELEMETRY=local", "DO_NOT_TRACK=1", "CI=true"]:
            with self.subTest(variable):
                machine = self.machine(consent_to="127.0.0.1:9")
                machine.count("tool/approved=3")
                self.assertNotIn(
                    "socket(", self.network_calls_of_upload(machine, under=["env", variable])
                )
                self.assertEqual(machine.ready(), [])


class ConsentTest(TestCase):
    def test_another_collector_gets_nothing(self):
        consented = self.scripted_collector()
        other = self.scripted_collector()
        machine = self.machine(consent_to=consented.address)
        machine.count("tool/approved=3")
        self.assertIn(
            f"consent was given for {consented.address}",
            machine.upload("--collector", other.address, expect=1),
        )
        self.assertEqual(other.accepted(), [])
        machine.upload()
        self.assertEqual(len(consented.accepted()), 1)

    def test_a_week_that_began_before_the_consent_is_not_sent(self):
        collector = self.scripted_collector()
        machine = self.machine()
        machine.count("tool/approved=3", day="2026-11-05")
        machine.consent("on", collector.address, date="2026-11-06")
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
