"""An uploader that is killed at any step loses nothing, counts nothing twice, and mixes up no collectors.

strace kills it when it enters the Nth call of a system call that changes files, for each of those and
every N that a run has: at each such point everything before has happened, and nothing after.
"""

import itertools
import unittest

from tests.e2e.upload.upload_world import PROGRAMS, WEEK, TestCase, sums

CHANGES = [
    "write",
    "pwrite64",
    "ftruncate",
    "fallocate",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
]
KILLED = -9


class KilledUploaderTest(TestCase):
    def setUp(self):
        super().setUp()
        self.scripted = self.scripted_collector()
        self.other = self.scripted_collector()
        # Two weeks and two programs for one collector, and something for another.
        self.template = self.machine(consent_to=self.scripted.address)
        for_other = self.template.seen_from(self.other.address)
        for_other.consent("on")
        for_other.count("tool/approved=101", "tool/private=1")
        self.template.count("tool/approved=3", "tool/size:small=5", "tool/private=7")
        self.template.count("tool/approved=11", program=PROGRAMS[1])
        self.template.count("tool/approved=13", "tool/private=17", day="2026-10-29")

    def upload_killed_at(self, machine, call, number):
        """Whether there was such a call."""
        result = machine.run_upload(
            under=[
                "strace",
                "-o",
                self.scratch / "strace.log",
                "-e",
                f"trace={call}",
                "-e",
                f"inject={call}:signal=KILL:when={number}",
            ]
        )
        self.assertIn(result.returncode, (0, KILLED), result.stderr)
        return result.returncode == KILLED

    def check_nothing_lost_or_repeated(self, machine, weeks, counts):
        # A leftover temporary file, or a lock file that nobody holds, is harmless and is removed a day later.
        self.assertEqual(
            [name for name in machine.leftovers() if not name.endswith((".tmp", ".lock"))], []
        )
        self.assertEqual(machine.ready(), [])
        self.assertEqual(sorted(machine.sent()), weeks)
        self.assertEqual(sums(machine.local_reports()), counts)

    def test_at_each_step(self):
        kills = machines = 0
        for call in CHANGES:
            for number in itertools.count(1):
                machine = self.copy(self.template)
                machines += 1
                if not self.upload_killed_at(machine, call, number):
                    break
                kills += 1
                with self.subTest(call=call, number=number):
                    machine.upload()
                    self.check_nothing_lost_or_repeated(
                        machine,
                        ["2026-11-04", WEEK],
                        {"tool/approved": 27, "tool/size:small": 5, "tool/private": 24},
                    )
                    self.check_nothing_lost_or_repeated(
                        machine.seen_from(self.other.address),
                        [WEEK],
                        {"tool/approved": 101, "tool/private": 1},
                    )
        self.assertGreater(kills, 40)
        accepted = self.scripted.accepted()
        self.assertEqual(len(accepted), 2 * machines)
        self.assertEqual(
            sums(accepted), {"tool/approved": 27 * machines, "tool/size:small": 5 * machines}
        )
        accepted = self.other.accepted()
        self.assertEqual(len(accepted), machines)
        self.assertEqual(sums(accepted), {"tool/approved": 101 * machines})


if __name__ == "__main__":
    unittest.main()
