"""A config comes into force on a data directory: everywhere, at once, and no report loses anything."""

import json
import threading
import unittest

from tests.e2e.approval.approval_world import NEXT_WEEK, PROGRAM, WEEK, TestCase, config, run

OLD_RECORD = f"""title: Old
description: what has been counted all along
issue: https://example.com/issues/1
type: partition
program: {PROGRAM}
module: example.com/tool
counter: tool/old
version: v1.2.0
#@ owner: tools@example.com
#@ expires: never: the test counts it for ever
"""
NEW_RECORD = OLD_RECORD.replace("Old", "New").replace("tool/old", "tool/new")
CLIENTS = 8


class Client(threading.Thread):
    """Uploads one report after the other: of WEEK with what is old, then of NEXT_WEEK with what is new too."""

    def __init__(self, number, collector, pushed, enough):
        super().__init__()
        self.number, self.collector, self.pushed, self.enough = number, collector, pushed, enough
        self.before, self.after, self.dropped = [], [], []

    def run(self):
        count = 0
        while not self.enough.is_set() or len(self.after) < 5:
            count += 1
            x = (self.number * 100_000 + count) / 1_000_000
            if self.pushed.is_set():
                counters = {"tool/old": 1, "tool/new": 2}
                self.dropped += self.collector.upload(x, counters, week=NEXT_WEEK)
                self.after.append(x)
            else:
                self.dropped += self.collector.upload(x, {"tool/old": 1})
                self.before.append(x)


class InForceTest(TestCase):
    def generate(self, name, charts):
        path = self.scratch / name
        run("config", "generate", charts, "--compilers", "gcc", "--out", path)
        return path

    def test_a_new_record_is_in_the_next_reports_and_none_is_lost_in_between(self):
        old_charts = self.write("old.txt", OLD_RECORD)
        new_charts = self.write("new.txt", f"{OLD_RECORD}---\n{NEW_RECORD}")
        run("config", "lint", new_charts, "--against", old_charts)
        self.assertIn("tool/new", run("config", "review", new_charts, "--against", old_charts))
        new_config = self.generate("new.json", new_charts)
        run("config", "check", new_config)
        collectors = [
            self.collector("--config", self.generate("old.json", old_charts)),
            self.collector(),
        ]
        pushed, enough = threading.Event(), threading.Event()
        clients = [
            Client(number, collectors[number % 2], pushed, enough) for number in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        self.eventually(lambda: all(len(client.before) > 5 for client in clients), "no uploads")
        self.assertIn("+ example.com/tool: counter tool/new", self.push(new_config))
        pushed.set()
        enough.set()
        for client in clients:
            client.join()
        self.assertEqual([client.dropped for client in clients], [[]] * CLIENTS)
        first, second = self.accepted(WEEK), self.accepted(NEXT_WEEK)
        self.assertEqual(sorted(first), sorted(x for client in clients for x in client.before))
        self.assertEqual(sorted(second), sorted(x for client in clients for x in client.after))
        for accepted in second.values():
            self.assertEqual(
                accepted["Programs"][0]["Counters"], {"tool/old": 1, "tool/new": 2}
            )

    def test_two_collectors_with_different_files_agree(self):
        one = self.collector("--config", self.write("one.json", config("tool/one")))
        other = self.collector("--config", self.write("other.json", config("tool/other")))
        published = json.dumps(config("tool/other")["Programs"][0]["Counters"])
        for collector in (one, other):
            self.assertEqual(collector.upload(0.25, {"tool/other": 1}), [])
            self.eventually(
                lambda collector=collector: "tool/other" in collector.get("/config.json"),
                f"{published} is not published",
            )
        # The first one starts again, without its file: it does not bring the old config back.
        one.stop()
        one = self.collector()
        for collector in (one, other):
            self.assertEqual(collector.upload(0.5, {"tool/other": 1}), [])
            self.assertIn("tool/other", collector.get("/config.json"))

    def test_a_file_is_read_again_on_sighup_and_a_bad_one_changes_nothing(self):
        path = self.write("config.json", config("tool/old"))
        reading = self.collector("--config", path)
        following = self.collector()
        for bad, said in (
            ("{", "config.json"),
            ('{"Programms": []}', "Programms"),
            (json.dumps(config("tool/old"))[:-20], "config.json"),
        ):
            path.write_text(bad, encoding="utf-8")
            lines = len(reading.log)
            reading.hang_up()
            self.eventually(
                lambda lines=lines: any("stays" in line for line in reading.log[lines:]), "no word"
            )
            self.assertIn(said, "\n".join(reading.log[lines:]))
        self.assertEqual(following.upload(0.25, {"tool/old": 1}), [])
        path.write_text(json.dumps(config("tool/old", "tool/new")), encoding="utf-8")
        reading.hang_up()
        self.eventually(
            lambda: sum("is in force" in line for line in following.log) == 2,
            "the other collector did not follow",
        )
        self.assertEqual(following.upload(0.5, {"tool/new": 1}), [])

    def test_what_was_in_force_can_be_looked_up(self):
        self.collector("--config", self.write("config.json", config("tool/old")))
        self.push(
            self.write("new.json", config("tool/new")), "--as", "v1.4.0", "--title", "Count news"
        )
        newest, first = json.loads(run("config", "history", "--data-dir", self.data, "--json"))[
            "Configs"
        ]
        self.assertEqual((newest["Version"], newest["Title"]), ("v1.4.0", "Count news"))
        self.assertEqual((newest["InForce"], first["InForce"]), (True, False))
        self.assertIn("tool/new", run("config", "show", "--data-dir", self.data, "v1.4.0"))
        self.assertIn("tool/old", run("config", "show", "--data-dir", self.data, first["Version"]))

    def test_a_forgotten_version_is_seen_on_the_first_day(self):
        collector = self.collector("--config", self.write("config.json", config("tool/old")))
        for x in (0.25, 0.5):
            self.assertEqual(len(collector.upload(x, {"tool/old": 1}, version="v1.3.0")), 1)
        collector.upload(0.75, {"tool/old": 1, "tool/typo": 1})
        metric = (
            'telemetry_program_drops_total{kind="program",program="example.com/tool",'
            'reason="version"} 2'
        )
        self.assertIn(metric, collector.get("/metrics"))
        collector.stop()
        # A line each, in this order if both are written at once.
        dropped = [line for line in collector.log if "dropped of" in line]
        self.assertEqual(sorted("v1.3.0" in line for line in dropped), [False, True])
        drops = run("config", "drops", "--data-dir", self.data)
        self.assertIn(
            'example.com/tool v1.3.0: program: version "v1.3.0" is not approved: 2 reports', drops
        )
        self.assertNotIn("tool/typo", drops)

    def test_metrics_say_when_an_approval_ends(self):
        ending = config("tool/old")
        ending["Programs"][0]["Counters"][0]["Expires"] = "2999-12-31"
        collector = self.collector("--config", self.write("config.json", ending))
        self.assertRegex(collector.get("/metrics"), r"telemetry_next_expiry_days \d{6}\n")


if __name__ == "__main__":
    unittest.main()
