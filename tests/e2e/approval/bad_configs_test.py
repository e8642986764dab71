"""Configs that are not what somebody wanted: each is a clear error or a clear warning."""

import json
import unittest

from tests.e2e.approval.approval_world import TestCase, config, run

GOOD = json.dumps(config("tool/old"))
MANY = json.dumps(config(*(f"tool/counter{number}" for number in range(100_000))))
MISSPELT = GOOD.replace('"Counters"', '"Counter"')

# What the file has, and what is said of it. Not even read: no collector starts with it.
UNREADABLE = {
    "cut off": (GOOD[: len(GOOD) // 2], "JSON"),
    "with a byte order mark": (b"\xef\xbb\xbf" + GOOD.encode(), "JSON"),
    "of 100,000 counters": (MANY, "10000"),
}
# Read, but found wrong: a collector starts with it only if it has no other, and says what is wrong.
DOUBTFUL = {
    "that approves nothing": ("{}", "EMPTY_LIST"),
    "with unknown keys": (MISSPELT, "UNKNOWN_KEY"),
}


class BadConfigsTest(TestCase):
    def test_a_config_that_cannot_be_read_is_an_error_everywhere(self):
        for what, (contents, said) in UNREADABLE.items():
            with self.subTest(what):
                path = self.write("config.json", contents)
                self.assertIn(said, run("config", "check", path, expect=1))
                self.data.mkdir(exist_ok=True)
                pushed = self.push(path, expect=1)
                served = run(
                    *("serve", "--listen", "127.0.0.1:0", "--data-dir", self.data),
                    *("--config", path),
                    expect=1,
                )
                for output in (pushed, served):
                    self.assertIn(f"collector: {path}: ", output)
                    self.assertEqual(output.count("\n"), 1, output)
                self.assertFalse((self.data / "reports.db").exists())

    def test_a_doubtful_config_is_not_pushed_unless_somebody_insists(self):
        self.data.mkdir()
        self.push(self.write("good.json", GOOD))
        for what, (contents, said) in DOUBTFUL.items():
            with self.subTest(what):
                path = self.write("config.json", contents)
                self.assertIn(said, self.push(path, expect=1))
                self.assertIn("tool/old", run("config", "show", "--data-dir", self.data))
        self.push(self.write("nothing.json", "{}"), "--despite-errors")
        self.assertNotIn("tool/old", run("config", "show", "--data-dir", self.data))

    def test_a_doubtful_config_takes_the_place_of_no_other_when_a_collector_starts(self):
        for what, (contents, said) in DOUBTFUL.items():
            with self.subTest(what):
                self.push_good()
                path = self.write("config.json", contents)
                collector = self.collector("--config", path)
                self.eventually(lambda c=collector: c.log, "nothing is said")
                self.assertEqual(collector.upload(0.25, {"tool/old": 1}), [])
                collector.stop()
                self.assertIn(said, "\n".join(collector.log))

    def test_a_first_config_may_be_doubtful_and_is_said_to_be(self):
        collector = self.collector("--config", self.write("config.json", "{}"))
        self.assertEqual(len(collector.upload(0.25, {"tool/old": 1})), 1)
        collector.stop()
        self.assertIn("EMPTY_LIST", "\n".join(collector.log))

    def test_a_collector_without_any_config_does_not_start(self):
        output = run(
            *("serve", "--listen", "127.0.0.1:0", "--data-dir", self.data), expect=1
        )
        self.assertIn("no config is in force", output)

    def push_good(self):
        self.data.mkdir(exist_ok=True)
        self.push(self.write("good.json", GOOD))


if __name__ == "__main__":
    unittest.main()
