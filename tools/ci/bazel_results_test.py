import contextlib
import io
import json
import os
import pathlib
import tempfile
import unittest

from tools.ci import bazel_results

_TWO_PASS_ONE_FAILS = """<testsuites><testsuite>
  <testcase name="a" status="run"/><testcase name="b" status="run"/>
  <testcase name="c" status="run"><failure message="no"/></testcase>
  <testcase name="d" status="run"><skipped/></testcase>
</testsuite></testsuites>"""
_TWO_PASS = """<testsuites><testsuite><testcase name="a"/><testcase name="b"/></testsuite></testsuites>"""


class BazelResultsTest(unittest.TestCase):

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.events = []

    def ran(self, label, status, log=None, warnings=None):
        outputs = []
        if log is not None:
            path = pathlib.Path(self.directory.name, label.strip("/").replace(":", "_") + ".xml")
            path.write_text(log, encoding="utf-8")
            outputs.append({"name": "test.xml", "uri": path.as_uri()})
        if warnings is not None:
            path = pathlib.Path(self.directory.name, "test.warnings")
            path.write_text(warnings, encoding="utf-8")
            outputs.append({"name": "test.warnings", "uri": path.as_uri()})
        self.events += [
            {"id": {"targetCompleted": {"label": label}}, "completed": {"success": True}},
            {"id": {"testResult": {"label": label}}, "testResult": {"status": status, "testActionOutput": outputs}},
            {"id": {"testSummary": {"label": label}}, "testSummary": {"overallStatus": status}},
        ]

    def did_not_build(self, label):
        self.events.append({"id": {"targetCompleted": {"label": label}}, "completed": {}})

    def count(self):
        return bazel_results.count_events(self.events)

    def test_counts_the_cases_of_each_log(self):
        self.ran("//a:test", "PASSED", _TWO_PASS)
        self.ran("//b:test", "FAILED", _TWO_PASS_ONE_FAILS)
        self.assertEqual(self.count(), (4, 1))

    def test_finds_the_warnings_of_tests(self):
        self.ran("//a:test", "PASSED", _TWO_PASS, warnings="x did not run\ny did not run\n")
        self.ran("//b:test", "PASSED", _TWO_PASS)
        self.assertEqual(
            bazel_results.find_warnings(self.events), ["//a:test: x did not run", "//a:test: y did not run"]
        )

    def test_counts_a_target_without_log_as_one_case(self):
        self.ran("//a:test", "PASSED")
        self.ran("//b:test", "TIMEOUT")
        self.assertEqual(self.count(), (1, 1))

    def test_counts_a_crash_after_passing_cases_as_a_failure(self):
        self.ran("//a:test", "FAILED", _TWO_PASS)
        self.assertEqual(self.count(), (2, 1))

    def test_counts_a_target_with_a_broken_log_as_one_case(self):
        self.ran("//a:test", "PASSED", "<testsuites>")
        self.assertEqual(self.count(), (1, 0))

    def test_counts_what_could_not_be_built_as_failed(self):
        self.did_not_build("//a:library")
        self.assertEqual(self.count(), (0, 1))

    def test_does_not_count_what_was_only_built(self):
        self.events.append({"id": {"targetCompleted": {"label": "//a"}}, "completed": {"success": True}})
        self.assertEqual(self.count(), (0, 0))

    def main_with(self, lines):
        path = os.path.join(self.directory.name, "events.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(lines)
        with contextlib.redirect_stdout(io.StringIO()) as out:
            status = bazel_results.main(["bazel_results", path])
        return status, out.getvalue()

    def test_a_run_without_any_test_is_a_failure(self):
        self.assertEqual(self.main_with(""), (1, "0 passed, 1 failed\n"))

    def test_prints_one_line(self):
        self.ran("//a:test", "PASSED", _TWO_PASS)
        lines = "\n".join(json.dumps(event) for event in self.events)
        self.assertEqual(self.main_with(lines), (0, "2 passed, 0 failed\n"))


if __name__ == "__main__":
    unittest.main()
