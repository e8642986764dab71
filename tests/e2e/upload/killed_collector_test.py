"""kill -9 of a collector under load: each report that it has acknowledged is there, once."""

import json
import pathlib
import subprocess
import unittest

from tests.e2e.upload.upload_world import (
    ENVIRONMENT,
    PROGRAMS,
    TIMEOUT_SECONDS,
    WEEK,
    TestCase,
    platform,
)

FLOOD = pathlib.Path("tests/e2e/upload/flood").absolute()


def report():
    described = {key: platform()[key] for key in ("GoVersion", "GOOS", "GOARCH")}
    counters = {"tool/approved": 1, "tool/size:small": 2}
    program = {"Program": PROGRAMS[0], "Version": "v1.0.0", **described, "Counters": counters}
    return {"Week": WEEK, "LastWeek": "", "X": 0.5, "Programs": [program], "Config": "v1.0.0"}


class KilledCollectorTest(TestCase):
    def test_loses_no_acknowledged_report_and_stores_none_twice(self):
        path = self.scratch / "report.json"
        path.write_text(json.dumps(report()))
        collector = self.collector()
        # The Xs are the same ones in each round, so that a later round repeats what an earlier one
        # has sent: with an answer or without.
        acknowledged = set()
        for reports_before_the_kill in (1, 100, 1000):
            with subprocess.Popen(
                [FLOOD, collector.address, path],
                env=ENVIRONMENT,
                stdout=subprocess.PIPE,
                text=True,
            ) as flood:
                for _ in range(reports_before_the_kill):
                    acknowledged.add(float(flood.stdout.readline()))
                collector.kill()
                acknowledged.update(float(line) for line in flood.stdout)
                self.assertEqual(flood.wait(TIMEOUT_SECONDS), 0)
            collector.start()
            stored = [accepted["X"] for accepted in collector.accepted()]
            self.assertLessEqual(acknowledged, set(stored))
            self.assertEqual(len(stored), len(set(stored)))
        self.assertGreaterEqual(len(acknowledged), 1000)


if __name__ == "__main__":
    unittest.main()
