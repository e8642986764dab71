"""After kill -9 of a collector under load, each acknowledged report is stored exactly once."""

import contextlib
import http.client
import itertools
import json
import pathlib
import queue
import subprocess
import threading
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


class HttpFlood:
    """Posts reports with Go's protocol, several at a time, until the collector is gone."""

    CONNECTIONS = 8

    def __init__(self, address):
        self.address = address
        self.acknowledged = queue.SimpleQueue()
        self.threads = [
            threading.Thread(target=self.post, args=[number]) for number in range(self.CONNECTIONS)
        ]
        for thread in self.threads:
            thread.start()

    def post(self, number):
        connection = http.client.HTTPConnection(self.address, timeout=TIMEOUT_SECONDS)
        with contextlib.suppress(OSError, http.client.HTTPException):
            for x in itertools.count(number + 1, self.CONNECTIONS):
                body = json.dumps({**report(), "X": x / 1e9})
                connection.request(
                    "POST", f"/upload/{WEEK}", body, {"Content-Type": "application/json"}
                )
                response = connection.getresponse()
                response.read()
                if response.status == 200:
                    self.acknowledged.put(x / 1e9)
        connection.close()

    def wait(self):
        """Waits until the collector is gone; returns the Xs that are still in the queue."""
        for thread in self.threads:
            thread.join(TIMEOUT_SECONDS)
        return [self.acknowledged.get() for _ in range(self.acknowledged.qsize())]


class KilledCollectorTest(TestCase):
    # The Xs are the same ones in each round, so that a later round repeats what an earlier one has
    # sent: with an answer or without.
    ROUNDS = (1, 100, 1000)

    def assert_stored(self, collector, acknowledged):
        stored = [accepted["X"] for accepted in collector.accepted()]
        self.assertLessEqual(acknowledged, set(stored))
        self.assertEqual(len(stored), len(set(stored)))

    def test_loses_no_acknowledged_report_and_stores_none_twice(self):
        path = self.scratch / "report.json"
        path.write_text(json.dumps(report()))
        collector = self.collector()
        acknowledged = set()
        for reports_before_the_kill in self.ROUNDS:
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
            self.assert_stored(collector, acknowledged)
        self.assertGreaterEqual(len(acknowledged), self.ROUNDS[-1])

    def test_loses_no_report_that_it_has_acknowledged_over_http(self):
        collector = self.collector()
        acknowledged = set()
        for reports_before_the_kill in self.ROUNDS:
            flood = HttpFlood(collector.http)
            for _ in range(reports_before_the_kill):
                acknowledged.add(flood.acknowledged.get(timeout=TIMEOUT_SECONDS))
            collector.kill()
            acknowledged.update(flood.wait())
            collector.start()
            self.assert_stored(collector, acknowledged)
        self.assertGreaterEqual(len(acknowledged), self.ROUNDS[-1])


if __name__ == "__main__":
    unittest.main()
