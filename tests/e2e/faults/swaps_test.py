"""Another directory takes the telemetry root's place while a program works: no command works on both.

Who can write above the root could put another directory of the user's there, after a program has looked at the first
one and before it acts. So each test swaps the two after each system call in turn. Whichever directory the program took
first, it looked at and changed that one alone.
"""

import os
import pathlib
import unittest

from tests.e2e.faults import faults, swaps
from tests.e2e.upload import upload_world
from tests.e2e.upload.upload_world import ENVIRONMENT, GOTELEMETRY, WEEK, sums

OPENER = pathlib.Path("tests/e2e/faults/opener").absolute()
OFFERED = "localhost:1"


def contents(root):
    """What a user would miss: each file with what is in it, without those that only mark a moment."""
    return {
        os.fspath(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != "report.lock"
    }


class SwapsTest(upload_world.TestCase):
    maxDiff = None

    def try_swaps(self, first, other, command, check, idle=("--version",), least=5):
        """Runs `command(machine)` on a copy of `first`, and swaps that with one of `other` at each moment in turn.

        `check(first, other, result, root)` is told what is then in the two, what the command said, and where it found
        them. It returns what is wrong, if anything.
        """
        log = self.scratch / "strace.log"
        machine = self.copy(first)
        moments = swaps.of(command(machine), [command(machine)[0], *idle], ENVIRONMENT, log)
        self.assertGreater(len(moments), least)
        wrong = []
        swapped = 0
        for moment in moments:
            machine, stranger = self.copy(first), self.copy(other)
            away = machine.root.with_suffix(".away")

            def swap(machine=machine, stranger=stranger, away=away):
                machine.root.rename(away)
                machine.root.symlink_to(stranger.root)

            result = moment.run(command(machine), ENVIRONMENT, log, swap)
            if result is None:
                continue
            swapped += 1
            why = check(contents(away), contents(stranger.root), result, machine.root)
            if why:
                wrong.append(f"{moment}: {why}; status {result.returncode}: {result.stdout}{result.stderr}")
        print(f"{self.id()}: {len(moments)} moments, {swapped} met", flush=True)
        self.assertGreater(swapped, len(moments) // 2)
        self.assertEqual(wrong, [])

    def changes_one(self, first, other):
        """A check: only one of the two has changed."""
        before = contents(first.root), contents(other.root)

        def check(*now):
            now = now[:2]
            return now[0] != before[0] and now[1] != before[1] and f"it changed both: {now}"

        return check

    def on_each(self, *arguments):
        return lambda machine: [GOTELEMETRY, "--dir", machine.root, *arguments]

    def two(self, mode="on"):
        """Two machines on which different things were counted."""
        machines = [self.machine(consent_to=OFFERED), self.machine(consent_to=OFFERED)]
        for machine, count in zip(machines, (1, 1000), strict=True):
            machine.consent(mode)
            machine.count(f"tool/approved={count}")
        return machines

    def test_off(self):
        first, other = self.two()
        self.try_swaps(first, other, self.on_each("off"), self.changes_one(first, other))

    def test_on(self):
        first, other = self.two(mode="local")
        self.try_swaps(
            first, other, self.on_each("on", "--collector", OFFERED), self.changes_one(first, other)
        )

    def test_clean(self):
        first, other = self.two()
        self.try_swaps(first, other, self.on_each("clean"), self.changes_one(first, other))

    def test_report(self):
        first, other = self.two()
        command = self.on_each("report", "--now", upload_world.NOW)
        self.try_swaps(first, other, command, self.changes_one(first, other))

    def try_reads(self, *arguments):
        """What is shown is of one of the two directories, whichever the program took first."""
        first, other = self.two()
        other.consent("local")
        command = self.on_each(*arguments)
        shown = {self.show(command, machine) for machine in (first, other)}
        self.assertEqual(len(shown), 2)

        def check(_, __, result, root):
            text = result.stdout.replace(str(root), "ROOT")
            return text not in shown and f"it shows a mixture: {text}"

        self.try_swaps(first, other, command, check)

    def show(self, command, machine):
        result = faults.run(command(machine), ENVIRONMENT)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout.replace(str(machine.root), "ROOT")

    def test_env_shows_one(self):
        self.try_reads("env", "--json")

    def test_dump_shows_one(self):
        self.try_reads("dump")

    def test_view_shows_one(self):
        self.try_reads("view", "--text")

    def test_csv_shows_one(self):
        self.try_reads("csv")

    def test_nothing_is_sent_without_the_consent_that_lies_beside_it(self):
        collector = self.scripted_collector()
        first = self.machine(consent_to=collector.address)
        first.count("tool/approved=1")
        other = self.machine(collector=collector.address)
        other.consent("local")
        other.count("tool/approved=1000")
        (other.local / f"{WEEK}.json").write_text("{}")

        def check(_, other, *__):
            sent = [name for name in other if "/upload/" in name]
            return sent and f"it sent {sent}"

        self.try_swaps(first, other, lambda machine: machine.upload_command(), check)
        self.assertLess(sums(collector.accepted())["tool/approved"], 1000)

    def test_nothing_is_counted_where_telemetry_is_off(self):
        first = self.machine(collector=OFFERED)
        other = self.machine(collector=OFFERED)
        other.consent("off")
        before = contents(other.root)

        def check(_, now, *__):
            return now != before and f"it made {sorted(now)}"

        self.try_swaps(first, other, lambda machine: [OPENER, machine.root, OFFERED], check, idle=())


if __name__ == "__main__":
    unittest.main()
