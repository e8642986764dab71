"""Many tools count and many uploads run at once; the dataset has exactly what was counted."""

import unittest

from tests.e2e.upload.upload_world import PROGRAMS, WEEK, TestCase, sums


class ManyAtOnceTest(TestCase):
    def test_the_dataset_has_the_sums_that_the_tools_counted(self):
        collector = self.collector()
        machines = [self.machine(consent_to=collector.address) for _ in range(3)]
        tools = [
            machine.start_counting(
                "tool/approved=10000",
                "tool/size:small=200",
                "tool/size:large=1",
                "tool/private=50",
                *(f"tool/other:{i}=1" for i in range(500)),
                program=program,
            )
            for machine in machines
            for program in PROGRAMS
            for _ in range(2)
        ]
        for tool in tools:
            self.assertEqual(tool.wait(60), 0)
        for upload in [machine.start_upload() for machine in machines]:
            _, error = upload.communicate(timeout=60)
            self.assertEqual((upload.returncode, error), (0, ""))

        dataset = collector.accepted()
        self.assertEqual(len(dataset), len(machines))
        self.assertEqual(
            sums(dataset), {"tool/approved": 120000, "tool/size:small": 2400, "tool/size:large": 12}
        )
        self.assertEqual(
            [sorted(p["Program"] for p in report["Programs"]) for report in dataset],
            [sorted(PROGRAMS)] * len(machines),
        )
        local = sums(report for machine in machines for report in machine.local_reports())
        self.assertEqual((local["tool/private"], local["tool/other:7"]), (600, 12))

    def test_uploads_of_one_machine_at_the_same_time_send_each_report_once(self):
        collector = self.collector()
        machine = self.machine(consent_to=collector.address)
        for day in ["2026-10-22", "2026-10-29", "2026-11-05"]:
            machine.count("tool/approved=3", day=day)
        for upload in [machine.start_upload() for _ in range(6)]:
            upload.communicate(timeout=60)
        machine.upload()
        self.assertEqual(machine.leftovers(), [])
        self.assertEqual(sorted(machine.sent()), ["2026-10-28", "2026-11-04", WEEK])
        for week in machine.sent():
            self.assertEqual(sums(collector.accepted(week)), {"tool/approved": 3})
            self.assertEqual(len(collector.accepted(week)), 1)
        self.assertEqual(sums(machine.local_reports()), {"tool/approved": 9})


if __name__ == "__main__":
    unittest.main()
