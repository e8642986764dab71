"""On a full disk consent is withdrawn, counts are removed, programs go on, and nothing is lost or half written."""

import json
import subprocess
import unittest
import urllib.error
import urllib.request

from tests.e2e.faults import full_disk
from tests.e2e.upload import upload_world
from tests.e2e.upload.upload_world import DAY, ENVIRONMENT, GOTELEMETRY, NOW, WEEK, sums

OFFERED = "localhost:1"
# More names than the first page of a counter file holds.
MANY_NAMES = [f"tool/name{n}=1" for n in range(1000)]


def setUpModule():
    full_disk.enter_namespace()


class FullDiskTest(upload_world.TestCase):
    maxDiff = None

    def setUp(self):
        super().setUp()
        disk = self.scratch / "disk"
        disk.mkdir()
        self.disk = self.enterContext(full_disk.Disk(disk))

    def on_disk(self, collector=OFFERED, mode="on"):
        """A machine on the disk, whose user has consented unless told otherwise."""
        machine = upload_world.Machine(self.disk.path / "telemetry", collector)
        machine.consent(mode)
        return machine

    def run_gotelemetry(self, machine, *arguments):
        return subprocess.run(
            [GOTELEMETRY, "--dir", machine.root, *arguments],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=upload_world.TIMEOUT_SECONDS,
            check=False,
        )

    def do(self, machine, *arguments, expect=0):
        """What the command says; it must end with that status."""
        result = self.run_gotelemetry(machine, *arguments)
        self.assertEqual(result.returncode, expect, result.stdout + result.stderr)
        return result.stdout + result.stderr

    def mode(self, machine):
        """The mode that is in force, as every program reads it."""
        [mode] = [
            directory["mode"]
            for directory in json.loads(self.do(machine, "env", "--json"))["collectors"]
            if directory["collector"] == machine.collector
        ]
        return mode

    def count(self, machine, *counts, day=DAY):
        """Counts; whether the tool could."""
        return machine.start_counting(*counts, day=day).wait(upload_world.TIMEOUT_SECONDS) == 0

    def counts(self, machine):
        """What is in the counter files."""
        totals = {}
        for file in machine.local.glob("*.v1.count"):
            for name, count in json.loads(self.do(machine, "dump", file).split("\n", 1)[1])["Count"].items():
                totals[name] = totals.get(name, 0) + count
        return totals

    def assert_nothing_half_written(self, machine):
        """No file that no run completes or removes. A mode file may be empty: that means off."""
        odd = [
            path.name
            for path in machine.root.rglob("*")
            if path.is_file() and path.name not in ("mode", "weekends") and path.stat().st_size == 0
        ]
        odd += [path.name for path in machine.root.rglob("*.tmp")]
        self.assertEqual(odd, [])

    def test_the_disk_is_really_full(self):
        self.disk.fill()
        self.assertEqual(self.disk.free_bytes(), 0)
        with self.assertRaisesRegex(OSError, "No space left"), open(self.disk.path / "a", "w") as file:
            file.write("a")
            file.flush()

    def test_off_for_a_collector(self):
        machine = self.on_disk()
        self.disk.fill()
        self.do(machine, "off", "--collector", OFFERED)
        self.assertEqual(self.mode(machine), "off")
        self.assertTrue((machine.dir / "mode").read_text().startswith("off "))
        self.assert_nothing_half_written(machine)

    def test_off_for_all(self):
        machine = self.on_disk()
        (machine.root / "mode").write_text("local 2020-01-01")
        self.disk.fill()
        self.do(machine, "off")
        self.assertEqual(self.mode(machine), "off")
        self.assertTrue((machine.root / "mode").read_text().startswith("off "))

    def test_off_for_all_where_go_has_no_mode_file_yet(self):
        machine = self.on_disk()
        self.disk.fill()
        result = self.run_gotelemetry(machine, "off")
        # Whatever it can say of Go's, the consent is withdrawn.
        self.assertTrue((machine.dir / "mode").read_text().startswith("off "), result.stderr)
        if result.returncode != 0:
            self.assertIn("No space left on device", result.stderr)
        self.assertEqual(self.mode(machine), "off")

    def test_on_is_on_or_changes_nothing(self):
        machine = self.on_disk(mode="local")
        (machine.dir / "mode").unlink()
        self.disk.fill()
        self.assertIn("No space left on device", self.do(machine, "on", "--collector", OFFERED, expect=1))
        self.assertEqual(self.mode(machine), "local")
        self.assert_nothing_half_written(machine)

    def test_clean_removes_everything_and_makes_room(self):
        machine = self.on_disk()
        self.assertTrue(self.count(machine, "tool/approved=3", *MANY_NAMES))
        self.disk.fill()
        self.assertIn("Removed 1 file", self.do(machine, "clean"))
        self.assertEqual(self.counts(machine), {})
        self.assertGreater(self.disk.free_bytes(), 16384)
        self.assert_nothing_half_written(machine)
        self.assertTrue(self.count(machine, "tool/approved=5"))
        self.assertEqual(self.counts(machine), {"tool/approved": 5})

    def test_a_program_that_cannot_begin_a_file_goes_on(self):
        machine = self.on_disk()
        self.disk.fill()
        self.assertFalse(self.count(machine, "tool/approved=3"))
        self.assert_nothing_half_written(machine)
        self.disk.make_room()
        self.assertTrue(self.count(machine, "tool/approved=4"))
        self.assertEqual(self.counts(machine), {"tool/approved": 4})

    def test_a_program_counts_on_in_the_file_that_it_has(self):
        machine = self.on_disk()
        self.assertTrue(self.count(machine, "tool/approved=3"))
        self.disk.fill()
        self.assertTrue(self.count(machine, "tool/approved=4", *MANY_NAMES))
        counts = self.counts(machine)
        self.assertEqual(counts["tool/approved"], 7)
        self.assertLess(len(counts), 1000)
        self.disk.make_room()
        self.assertTrue(self.count(machine, "tool/approved=1", *MANY_NAMES))
        counts = self.counts(machine)
        self.assertEqual((counts["tool/approved"], len(counts)), (8, 1001))

    def test_a_report_that_has_no_room_loses_nothing(self):
        machine = self.on_disk()
        self.assertTrue(self.count(machine, "tool/approved=3", "tool/private=7"))
        self.disk.fill()
        report = ("report", "--now", NOW, "--config", self.config)
        self.assertIn("No space left on device", self.do(machine, *report, expect=1))
        self.assertEqual(self.counts(machine), {"tool/approved": 3, "tool/private": 7})
        self.assertEqual(machine.local_reports(), [])
        self.assert_nothing_half_written(machine)
        self.disk.make_room()
        self.do(machine, *report)
        self.assertEqual(sums(machine.local_reports()), {"tool/approved": 3, "tool/private": 7})

    def test_an_upload_that_has_no_room_sends_everything_later_and_once(self):
        collector = self.scripted_collector()
        machine = self.on_disk(collector.address)
        self.assertTrue(self.count(machine, "tool/approved=3", "tool/private=7"))
        self.disk.fill()
        self.assertIn("No space left on device", machine.upload(expect=1))
        self.assert_nothing_half_written(machine)
        self.disk.make_room()
        machine.upload()
        machine.upload()
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3})
        self.assertEqual(list(machine.sent()), [WEEK])
        self.assertEqual(sums(machine.local_reports()), {"tool/approved": 3, "tool/private": 7})

    def test_a_report_that_waits_is_sent_once_though_there_is_no_room_for_its_copy(self):
        collector = self.scripted_collector()
        machine = self.on_disk(collector.address)
        self.assertTrue(self.count(machine, "tool/approved=3"))
        collector.answer("UNAVAILABLE")
        machine.run_upload()
        if not machine.ready():
            self.fail("no report is waiting")
        self.disk.fill()
        said = machine.run_upload()
        self.assertEqual(said.returncode, 1, said.stdout)
        self.assertIn("No space left on device", said.stderr)
        self.assert_nothing_half_written(machine)
        self.disk.make_room()
        machine.upload()
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3})
        self.assertEqual((list(machine.sent()), machine.ready()), ([WEEK], []))

    def check_collector(self, *options):
        """A collector on a full disk takes no report, says so, and takes it when there is room."""
        data = self.scratch / "data"
        data.mkdir()
        disk = self.enterContext(full_disk.Disk(data, megabytes=80))
        collector = upload_world.Collector(data / "collector", self.config, *options)
        self.addCleanup(collector.wait)
        self.addCleanup(collector.process.kill)
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3")
        disk.fill()
        said = machine.run_upload()
        self.assertEqual(said.returncode, 1, said.stdout)
        self.assertEqual(machine.ready(), [WEEK])
        self.assertEqual(self.health(collector), 503)
        disk.make_room()
        machine.upload()
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3})
        self.assertIsNone(collector.process.poll())

    def test_a_collector_takes_no_report_when_it_has_no_room(self):
        self.check_collector()

    def test_a_collector_takes_no_report_that_it_cannot_write(self):
        self.check_collector("--min-free-bytes", "0")

    def health(self, collector):
        """The status of its health page, as soon as it knows that it is not well."""
        status = None

        def is_ill():
            nonlocal status
            try:
                with urllib.request.urlopen(f"http://{collector.http}/healthz", timeout=10) as page:
                    status = page.status
            except urllib.error.HTTPError as error:
                status = error.code
            return status != 200

        self.eventually(is_ill, "the collector says that it is well")
        return status


if __name__ == "__main__":
    unittest.main()
