"""What each command does for somebody who has used a tool that counts."""

import json
import re
import signal
import subprocess
import unittest

from tests.e2e.cli import cli

_COUNTER = re.compile(r'^(\d+),"(wordcount/[^"]*|crash/armed)",example.com/wordcount,v1.0.0,([^,]*),linux,[^,]*$')


class CommandsTest(cli.TestCase):
    def counters(self):
        """Counts by name, as csv prints them."""
        rows = [_COUNTER.match(line) for line in self.gotelemetry("csv").splitlines()]
        self.assertNotIn(None, rows)
        return {row[2]: int(row[1]) for row in rows}

    def environment(self):
        return json.loads(self.gotelemetry("env", "--json"))

    def test_env_shows_for_whom_it_counts(self):
        self.count()
        (wordcounts,) = self.environment()["collectors"]
        self.assertEqual(wordcounts["collector"], cli.COLLECTOR)
        self.assertEqual(wordcounts["programs"], ["example.com/wordcount"])
        self.assertEqual(wordcounts["dir"], str(self.telemetry_dir))

    def test_csv_prints_every_counter(self):
        self.count()
        self.count()
        counters = self.counters()
        self.assertEqual(counters["wordcount/runs"], 2)
        self.assertEqual(counters["wordcount/input:stdin"], 2)
        self.assertEqual(counters["crash/armed"], 2)
        self.assertEqual(list(counters), sorted(counters))

    def test_csv_is_the_same_before_and_after_the_report(self):
        self.count()
        before = self.counters()
        self.gotelemetry("report", "--now", cli.days_from_now(8))
        self.assertEqual(list(self.local_dir.glob("*.v1.count")), [])
        self.assertEqual(self.counters(), before)

    def test_dump_prints_what_a_file_holds(self):
        self.count()
        name, _, text = self.gotelemetry("dump").partition("\n")
        (path,) = self.local_dir.glob("*.v1.count")
        self.assertEqual(name, f"-- {path} --")
        contents = json.loads(text)
        self.assertEqual(contents["Meta"]["Program"], "example.com/wordcount")
        self.assertEqual(contents["Count"]["wordcount/runs"], 1)

    def test_view_shows_charts(self):
        self.count()
        text = self.gotelemetry("view", "--text")
        self.assertRegex(text, r"(?m)^example.com/wordcount v1.0.0 \(.*\)$")
        self.assertRegex(text, r"(?m)^    stdin #+ +1$")
        self.assertIn("Nothing would be uploaded: the mode is local.", text)

    def test_report_holds_what_was_counted(self):
        self.count()
        self.gotelemetry("report", "--now", cli.days_from_now(8))
        (program,) = self.local_report()["Programs"]
        self.assertEqual(program["Program"], "example.com/wordcount")
        self.assertEqual(program["Counters"]["wordcount/runs"], 1)

    def test_preview_is_the_report_that_is_made_then(self):
        self.count()
        self.consent()
        preview = self.gotelemetry("preview", "--config", cli.CONFIG)
        self.assertIn("counter wordcount/lines: ", preview)
        previewed = json.loads(preview[preview.index("{\n") : preview.index("\n}\n") + 2])
        self.gotelemetry("report", "--config", cli.CONFIG, "--now", cli.days_from_now(8))
        (path,) = self.local_dir.glob("2*.json")
        made = json.loads(path.read_text())
        made["X"] = previewed["X"]  # drawn anew
        self.assertEqual(previewed, made)

    def test_clean_removes_the_counts_and_keeps_the_mode(self):
        self.count()
        self.gotelemetry("local")
        self.gotelemetry("clean")
        self.assertEqual(self.gotelemetry("csv"), "")
        self.assertEqual(self.environment()["go"]["mode"], "local")

    def test_off_stops_counting_and_local_starts_it_again(self):
        self.gotelemetry("off")
        self.count()
        self.assertEqual(self.gotelemetry("csv"), "")
        self.gotelemetry("local")
        self.count()
        self.assertEqual(self.counters()["wordcount/runs"], 1)

    def test_upload_in_mode_local_only_makes_reports(self):
        self.count()
        printed = self.gotelemetry("upload", "--now", cli.days_from_now(8))
        self.assertTrue(printed.startswith("The mode is local: nothing is uploaded.\n"), printed)
        self.assertEqual(len(self.local_report()["Programs"]), 1)


class CrashTest(cli.TestCase):
    """What becomes of the stack of a crash."""

    # Function, where it begins in the file, and the distance to the instruction.
    FRAME = r"telemetry::examples::\(anonymous namespace\)::CrashOnPurpose:@0x[0-9a-f]+,\+0x[0-9a-f]+"

    def setUp(self):
        super().setUp()
        process = self.start_counting("--crash")
        self.assertEqual(process.wait(cli.DEADLINE_SECONDS), -signal.SIGSEGV)

    def test_view_shows_a_frame_a_line(self):
        text = self.gotelemetry("view", "--text")
        self.assertRegex(text, r"(?m)^  crash/crash +1$\n +.+::CrashOnPurpose:@0x[0-9a-f]+,\+0x[0-9a-f]+$")
        self.assertRegex(text, r"(?m)^ +\S+\._start:@0x[0-9a-f]+,\+0x[0-9a-f]+$")

    def test_csv_keeps_a_stack_on_its_line(self):
        (line,) = [line for line in self.gotelemetry("csv").splitlines() if "crash/crash" in line]
        self.assertRegex(line, r'^1,"crash/crash\\nwordcount@[0-9a-f]{16}\.' + self.FRAME + r'\\n.*",example.com/wordcount,')

    def test_preview_tells_that_a_stack_stays(self):
        preview = self.gotelemetry("preview", "--config", cli.CONFIG)
        self.assertIn("example.com/wordcount: stack crash/crash: ", preview)

    def test_report_holds_the_stack(self):
        self.gotelemetry("report", "--now", cli.days_from_now(8))
        (program,) = self.local_report()["Programs"]
        ((stack, count),) = program["Stacks"].items()
        self.assertEqual(count, 1)
        self.assertRegex(stack.split("\n")[1], r"^wordcount@[0-9a-f]{16}\." + self.FRAME + "$")
        self.assertNotIn(str(self.home), stack)

    def test_symbolize_finds_the_line(self):
        symbolized = self.gotelemetry("symbolize", "--binary", cli.WORDCOUNT)
        self.assertRegex(symbolized, r"CrashOnPurpose:\S+  cmd/examples/wordcount\.cc:[0-9]+")

    def test_symbolize_says_that_a_program_has_no_lines(self):
        stripped = self.home / "wordcount"
        subprocess.run(["strip", "-o", stripped, cli.WORDCOUNT], check=True)
        symbolized = self.run_gotelemetry("symbolize", "--binary", stripped)
        self.assertRegex(symbolized.stdout, r"(?m)^1 crash/crash\n  wordcount@[0-9a-f]{16}\." + self.FRAME)
        self.assertEqual(symbolized.returncode, 1)
        self.assertIn(f"{stripped}: no source lines in it", symbolized.stderr)


class DirectoryTest(cli.TestCase):
    def directory(self, *arguments):
        return json.loads(self.gotelemetry(*arguments, "env", "--json"))["root"]

    def test_the_directory_is_the_first_that_is_named(self):
        self.assertEqual(self.directory(), str(self.root))
        self.env["XDG_CONFIG_HOME"] = "/xdg"
        self.assertEqual(self.directory(), "/xdg/go/telemetry")
        self.env["GOTELEMETRY_DIR"] = "/named"
        self.assertEqual(self.directory(), "/named")
        self.assertEqual(self.directory("--dir", "/option"), "/option")

    def test_without_a_home_there_is_none(self):
        del self.env["HOME"]
        environment = json.loads(self.gotelemetry("env", "--json"))["go"]
        self.assertEqual((environment["mode"], environment["rule"], environment["dir"]), ("off", "no directory", ""))

    def test_a_file_that_is_named_needs_none(self):
        self.count()
        (path,) = self.local_dir.glob("*.v1.count")
        del self.env["HOME"]
        self.assertIn(str(path), self.gotelemetry("dump", str(path)))


if __name__ == "__main__":
    unittest.main()
