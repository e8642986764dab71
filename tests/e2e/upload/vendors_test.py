"""Tools of two vendors, two collectors: each gets what its own tools counted and the user agreed to."""

import itertools
import json
import pathlib
import re
import subprocess
import unittest

from tests.e2e.upload.upload_world import (
    COLLECTOR,
    ENVIRONMENT,
    PROGRAMS,
    WEEK,
    TestCase,
    sums,
    upload_config,
)

class TwoVendorsTest(TestCase):
    """Both tools have the same name and counters, so only the directories keep them apart."""

    def test_each_dataset_has_its_own_tools_counts_and_only_with_consent(self):
        # Each collector approves the counters of both programs.
        ours, theirs = self.collector(), self.collector()
        expected = {ours: [], theirs: []}
        for our_consent, their_consent in itertools.product([True, False], repeat=2):
            machine = self.machine(collector=ours.address)
            other = machine.seen_from(theirs.address)
            for seen, consent in [(machine, our_consent), (other, their_consent)]:
                seen.consent("on" if consent else "local")
            machine.count("tool/approved=3", program=PROGRAMS[0])
            other.count("tool/approved=100", program=PROGRAMS[1])
            machine.upload()
            if our_consent:
                expected[ours].append((PROGRAMS[0], 3))
            if their_consent:
                expected[theirs].append((PROGRAMS[1], 100))
        for collector, counts in expected.items():
            received = [
                (program["Program"], program["Counters"]["tool/approved"])
                for report in collector.accepted()
                for program in report["Programs"]
            ]
            self.assertEqual(received, counts)

    def test_consent_to_one_sends_nothing_that_was_counted_for_the_other(self):
        ours, theirs = self.scripted_collector(), self.scripted_collector()
        machine = self.machine(consent_to=ours.address)
        machine.seen_from(theirs.address).count("tool/approved=100")
        machine.upload()
        self.assertEqual(ours.accepted() + theirs.accepted(), [])

    def test_a_dead_and_a_silent_collector_hold_up_no_other(self):
        ours, dead, silent = (self.scripted_collector() for _ in range(3))
        machine = self.machine(consent_to=ours.address)
        machine.count("tool/approved=3")
        for other in [dead, silent]:
            seen = machine.seen_from(other.address)
            seen.consent("on")
            seen.count("tool/approved=5")
        machine.upload("--collector", silent.address, now="2026-11-06T00:00:00Z")  # gets its config
        dead.close()
        silent.hang()
        upload = machine.start_upload()
        silent.wait_until_hanging()
        self.eventually(lambda: machine.sent(), "ours is not sent while another hangs")
        self.assertEqual(sums(ours.accepted()), {"tool/approved": 3})
        upload.kill()
        upload.communicate()


class SeparationTest(TestCase):
    def opened(self, machine, *options):
        """The paths in the telemetry root that an upload opens, changes or asks about."""
        log = self.scratch / "strace.log"
        result = machine.run_upload(
            *options, under=["strace", "-f", "-qq", "-y", "-e", "trace=%file", "-o", log]
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        # A name may be one in a directory that is open: openat(5</the/directory>, "name", ...).
        names = re.findall(r'(?:<([^<>]*)>, )?"([^"]*)"', log.read_text(errors="replace"))
        paths = {pathlib.Path(directory or "/", name) for directory, name in names}
        return {path.relative_to(machine.root) for path in paths if path.is_relative_to(machine.root)}

    def test_a_run_for_one_opens_nothing_of_another(self):
        ours, theirs = self.scripted_collector(), self.scripted_collector()
        machine = self.machine(consent_to=ours.address)
        machine.count("tool/approved=3")
        other = machine.seen_from(theirs.address)
        other.consent("on")
        other.count("tool/approved=5")
        for folder in ["local", "upload", "debug"]:
            (machine.root / folder).mkdir()
        opened = self.opened(machine, "--collector", ours.address)
        self.assertIn(machine.dir.relative_to(machine.root) / "local", opened)
        foreign = [
            str(path)
            for path in opened
            if path not in (pathlib.Path("."), pathlib.Path("mode"), pathlib.Path("collectors"))
            and machine.dir.relative_to(machine.root) not in [path, *path.parents]
        ]
        self.assertEqual(foreign, [], "only the root's mode is looked at: off there is for all")


class MarkingCollectorTest(TestCase):
    """A collector that wants to know its clients again, by each field that it controls."""

    def report_to(self, mark):
        """What a machine sends to a collector that marks it in the given way."""
        config = upload_config()
        mark(config)
        path = self.scratch / f"config{self.machines}.json"
        path.write_text(json.dumps(config))
        collector = self.scripted_collector(path)
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3")
        machine.upload()
        (report,) = collector.accepted()
        del report["X"]  # drawn anew for each report
        return report

    def test_no_mark_comes_back(self):
        marks = {
            "program": lambda c: c["Programs"].append(
                {"Name": "client-7", "Versions": ["v7.7.7"], "Counters": []}
            ),
            "version": lambda c: c["Programs"][0]["Versions"].append("v7.7.7"),
            "counter": lambda c: c["Programs"][0]["Counters"].append({"Name": "client-7", "Rate": 1}),
            "stack": lambda c: c["Programs"][0].update(
                Stacks=[{"Name": "client-7", "Rate": 1, "Depth": 7}]
            ),
            "title": lambda c: c["Programs"][0]["Counters"][0].update(Title="client-7"),
            "owner": lambda c: c["Programs"][0]["Counters"][0].update(Owners=["client-7@example.com"]),
            "end": lambda c: c["Programs"][0]["Counters"][0].update(Expires="2077-07-07"),
            "rate": lambda c: c["Programs"][0]["Counters"][0].update(Rate=0.9999999),
            "sample rate": lambda c: c.update(SampleRate=0.9999999),
            "system": lambda c: c["GOOS"].append("client7"),
            "processor": lambda c: c["GOARCH"].append("client7"),
            "compiler": lambda c: c["GoVersion"].append("client7.7.7"),
        }
        plain = self.report_to(lambda config: None)
        for name, mark in marks.items():
            with self.subTest(name):
                report = self.report_to(mark)
                self.assertNotIn("client", json.dumps(report))
                self.assertEqual(report, plain)

    def test_a_stated_version_that_is_not_that_of_the_contents_is_refused(self):
        collector = self.scripted_collector()
        collector.tell("version", "v0.0.0-client-7")
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3")
        self.assertIn("v0.0.0-client-7", machine.upload(expect=1))
        self.assertEqual(collector.accepted(), [])
        self.assertEqual(len(list(machine.local.glob("*.v1.count"))), 1, "nothing is lost")

    def test_the_version_as_which_a_config_is_published_stays_with_the_collector(self):
        collector = self.collector()
        push = [COLLECTOR, "config", "push", "--data-dir", collector.data, "--as", "v1.4.0"]
        subprocess.run([*push, self.config], env=ENVIRONMENT, check=True, capture_output=True)
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3")
        machine.upload()
        [report] = collector.accepted()
        self.assertEqual(sums([report]), {"tool/approved": 3})
        self.assertNotEqual(report["Config"], "v1.4.0")

    def narrow_config(self):
        """The path of a config that approves tool/approved alone."""
        config = upload_config()
        for program in config["Programs"]:
            program["Counters"] = [{"Name": "tool/approved", "Rate": 1}]
        path = self.scratch / "narrow.json"
        path.write_text(json.dumps(config))
        return path

    def test_what_a_config_takes_away_is_removed_from_a_waiting_report(self):
        path = self.scratch / "changing.json"
        path.write_text(self.config.read_text())
        collector = self.collector(path)
        machine = self.machine(consent_to=collector.address)
        machine.upload(now="2026-11-04T00:00:00Z")  # receives the wide one
        machine.count("tool/approved=1", "tool/size:small=10")
        collector.kill()
        machine.upload(expect=1)
        self.assertEqual(machine.ready(), [WEEK])
        path.write_text(self.narrow_config().read_text())
        collector.start()
        machine.upload()
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 1})
        self.assertNotIn("tool/size", machine.sent()[WEEK])

    def test_a_wider_config_gets_nothing_that_was_counted_before_it_was_received(self):
        path = self.narrow_config()
        collector = self.collector(path)
        machine = self.machine(consent_to=collector.address)
        machine.upload(now="2026-11-04T00:00:00Z")  # receives the narrow one
        machine.count("tool/approved=1", "tool/size:small=10", day="2026-11-05")
        path.write_text(json.dumps(upload_config()))
        collector.kill()
        collector.start(now="2026-11-19T00:00:00Z")
        machine.upload(now="2026-11-11T12:00:00Z")  # receives the wide one
        self.assertEqual(sums(collector.accepted(WEEK)), {"tool/approved": 1})
        machine.count("tool/approved=2", "tool/size:small=20", day="2026-11-12")
        machine.upload(now="2026-11-19T00:00:00Z")
        self.assertEqual(
            sums(collector.accepted("2026-11-18")), {"tool/approved": 2, "tool/size:small": 20}
        )


if __name__ == "__main__":
    unittest.main()
