"""Three releases of a program: a good one, one that crashes more often, and one that counts nothing."""

import datetime
import json
import unittest

from tests.e2e.approval.approval_world import TestCase, config, run

SUNDAY = datetime.date(2026, 12, 6)
NOON = "2026-12-06T12:00:00Z"
CRASH = "crash/crash\nmain.parse:+3,+0x5f\nmain.main:+1,+0x8"
OWNER = "tools@example.com"
CONFIG = config(
    MinVersion="v1.0.0",
    Counters=[
        {"Name": "tool/runs", "Rate": 1, "Owners": [OWNER]},
        {"Name": "tool/client:{vim,emacs}", "Rate": 1, "Owners": [OWNER]},
    ],
    Stacks=[{"Name": "crash/crash", "Rate": 1, "Depth": 16}],
)


class HealthTest(TestCase):
    def setUp(self):
        super().setUp()
        self.count = 0
        self.server = self.collector(
            *("--config", self.write("config.json", CONFIG)),
            *("--now", NOON, "--publish-every", "1s"),
        )

    def send(self, version, reports, *, weeks_ago=0, counters=None, crashes=0, dropped=0):
        week = (SUNDAY - datetime.timedelta(days=7 * weeks_ago)).isoformat()
        for i in range(reports):
            self.count += 1
            items = self.server.upload(
                self.count / 10_000,
                counters or {},
                week=week,
                version=version,
                stacks={CRASH: 1} if i < crashes else {},
            )
            self.assertEqual(len(items), dropped)

    def send_good_release(self):
        usual = {"tool/runs": 3, "tool/client:vim": 1}
        for weeks_ago in range(4, 0, -1):
            self.send("v1.0.0", 40, weeks_ago=weeks_ago, counters=usual)
        self.send("v1.0.0", 100, counters=usual, crashes=5)

    def page(self):
        return self.server.get("/health/example.com/tool")

    def alarms(self):
        return [line for line in self.server.log if "alarm: " in line]

    def test_the_second_release_is_worse_and_the_third_is_silent(self):
        self.send_good_release()
        self.send("v1.1.0", 100, counters={"tool/runs": 3, "tool/client:emacs": 1}, crashes=60)
        self.eventually(lambda: "Worse" in self.page(), "v1.1.0 is not called worse")
        self.assertEqual(self.alarms(), [])
        run("health", "--data-dir", self.data, "--date", str(SUNDAY), "--check")

        self.send("v1.2.0", 100)
        self.eventually(lambda: "is silent" in self.page(), "there is no alarm on the page")
        self.eventually(self.alarms, "there is no alarm in the log")
        alarm = self.alarms()[0]
        self.assertIn("example.com/tool, week to 2026-12-06: v1.2.0,", alarm)
        self.assertIn("tool/runs (0 of", alarm)
        self.assertTrue(alarm.endswith(f"; for {OWNER}"), alarm)
        metrics = self.server.get("/metrics")
        self.assertIn('telemetry_health_alarms{program="example.com/tool"} 1\n', metrics)
        said = run("health", "--data-dir", self.data, "--date", str(SUNDAY), "--check", expect=1)
        self.assertIn("v1.2.0, 100 reports, is silent", said)
        self.assertIn("crashes in 60 of 100 reports (50.2 to 69.1 %), against v1.0.0: worse", said)

        # However often the site is brought up to date, and the collector started.
        self.send("v1.2.0", 20)
        self.server.stop()
        first = self.alarms()
        self.assertEqual(len(first), 1)
        self.server = self.collector("--now", NOON, "--publish-every", "1s")
        self.eventually(lambda: "is silent" in self.page(), "the alarm is gone")
        self.assertEqual(self.alarms(), [])

    def test_says_the_same_as_json(self):
        self.send_good_release()
        self.send("v1.1.0", 100, counters={"tool/runs": 3, "tool/client:emacs": 1}, crashes=60)
        path = "/health/example.com/tool.json"
        self.eventually(lambda: "worse" in self.server.get(path), "v1.1.0 is not called worse")
        versions = json.loads(self.server.get(path))["Health"]["Versions"]
        self.assertEqual([version["Version"] for version in versions], ["v1.0.0", "v1.1.0"])
        changed = {change["Bucket"] for change in versions[1]["Changes"] if change["Q"] <= 0.05}
        self.assertEqual(changed, {"vim", "emacs"})
        # The program's page is there before the index that leads to it.
        self.eventually(lambda: f'"Health":"{path}"' in self.server.get("/health.json"), "it is not in the index")
        self.assertIn('href="/health/example.com/tool"', self.server.get("/health"))

    def test_says_what_became_of_reports_but_nothing_of_few(self):
        self.send("v1.0.0", 60, counters={"tool/runs": 3, "tool/secret": 1}, dropped=1)
        for _ in range(2):
            self.server.upload(0.9, {"tool/runs": 3}, week=SUNDAY.isoformat(), version="v1.0.0")

        def this_week():
            return json.loads(self.server.get("/health.json"))["Intake"][0]

        def is_complete():
            # Each number counts other reports of five, and a publication may come in between.
            page = self.server.get("/health.json")
            if not page.startswith("{"):
                return False  # not there yet
            week = json.loads(page)["Intake"][0]
            numbers = [week["Outcomes"]["stored"], week["Delays"]["0"], *(x["Reports"] for x in week["Configs"])]
            return len(numbers) == 3 and all(number.get("atLeast", 0) >= 30 for number in numbers)

        self.eventually(is_complete, "nothing is said of what is stored")
        week = this_week()
        self.assertEqual(week["Week"], SUNDAY.isoformat())
        self.assertEqual(week["Outcomes"]["sent again"], {"fewerThan": 5})
        self.assertEqual([drop["Reason"] for drop in week["Drops"]], ["unlisted"])
        self.assertLessEqual(week["Drops"][0]["Reports"]["atLeast"], 60)
        self.assertEqual(week["Delays"]["1"], {"fewerThan": 5})
        page = self.server.get("/health")
        for part in ("Reports that arrived", "at least", "example.com/tool: counter, unlisted"):
            self.assertIn(part, page)

    def test_hides_a_release_of_few_reports(self):
        self.send_good_release()
        self.send("v1.1.0-rc.1", 4, counters={"tool/runs": 3}, crashes=4)
        self.eventually(lambda: "v1.0.0" in self.page(), "there is no page")
        self.assertNotIn("rc.1", self.page())


if __name__ == "__main__":
    unittest.main()
