"""Several tools at once count into one file, and all of it is in the report."""

import unittest

from tests.e2e.cli import cli

_AT_ONCE = 8
_TIMES = 5


class ManyToolsTest(cli.TestCase):
    def test_the_report_is_the_sum(self):
        text = self.home / "text"
        text.write_text("one two\nthree\n")
        for _ in range(_TIMES):
            running = [self.start_counting(str(text), str(text)) for _ in range(_AT_ONCE)]
            for process in running:
                self.assertEqual(process.wait(cli.DEADLINE_SECONDS), 0)
        self.assertEqual(len(list(self.local_dir.glob("*.v1.count"))), 1)

        self.gotelemetry("report", "--now", cli.days_from_now(8))
        (program,) = self.local_report()["Programs"]
        counters = program["Counters"]
        runs = _AT_ONCE * _TIMES
        self.assertEqual(counters["wordcount/runs"], runs)
        self.assertEqual(counters["wordcount/input:file"], 2 * runs)
        self.assertEqual(counters["wordcount/lines"], 2 * 2 * runs)
        self.assertEqual(counters["wordcount/size:<1KiB"], 2 * runs)
        latencies = [count for name, count in counters.items() if name.startswith("wordcount/latency:")]
        self.assertEqual(sum(latencies), 2 * runs)


if __name__ == "__main__":
    unittest.main()
