"""Three releases of a C++ program on the machines of its users: a good one, one with a known bug on the usual path, and
one that counts nothing at all. What its maintainers see of each."""

import datetime
import json
import re
import subprocess
import unittest
import urllib.error
import urllib.request

from tests.e2e.background.background import wait_for_processes_of
from tests.e2e.crash import released_tool
from tests.e2e.crash.released_tool import run
from tests.e2e.upload import upload_world
from tests.e2e.upload.upload_world import COLLECTOR, ENVIRONMENT

_SOURCE = """
#include "counter/start.h"

#include "absl/time/time.h"

#include <cstdio>
#include <string>

namespace mytool {

struct Config {
  const char* name;
};

// The bug: there is no config. Since v1.1.0, the usual file leads here.
[[gnu::noinline]] int ParseConfig(const std::string& text, const Config* config) {
  if (text == "odd" || (HAS_BUG && text == "usual")) {
    return config->name[0];
  }
  return static_cast<int>(text.size());
}

}  // namespace mytool

static absl::Time now;
static absl::Time Clock() { return now; }

int main(int argc, char** argv) {
  absl::ParseTime(absl::RFC3339_full, argv[3], &now, nullptr);
  (void)telemetry::Start({.program = PROGRAM,
                          .version = VERSION,
                          .collector = argv[2],
                          .telemetry_dir = argv[1],
                          .clock = Clock,
                          .count_crashes = COUNTS});
  std::printf("%d\\n", mytool::ParseConfig(argv[4], nullptr));
}
"""
_TOOL = "example.com/mytool"
_HELPER = "example.com/helper"
_CHART = """title: {title}
program: {program}
module: {program}
type: {type}
counter: {counter}
{depth}description: what the maintainers must know
issue: https://issues.example.com/1
version: v1.0.0
#@ owner: mytool@example.com
#@ expires: {expires}
#@ sensitivity: technical
"""
_MACHINES = 30


class ReleaseStoryTest(upload_world.TestCase):
    def setUp(self):
        super().setUp()
        self.data = self.scratch / "data"
        self.data.mkdir(mode=0o700)
        self.today = datetime.datetime.now(datetime.UTC)

    def noon(self, days):
        """A point in time, so many days from today."""
        return (self.today + datetime.timedelta(days=days)).strftime("%Y-%m-%dT12:00:00Z")

    def release(self, program, version, *, counts=True, has_bug=False):
        """Releases a version; its collector gets the debug information."""
        tool = released_tool.build(
            self.scratch / f"{program.rsplit('/', 1)[-1]}-{version}",
            _SOURCE,
            *(f'-DPROGRAM="{program}"', f'-DVERSION="{version}"'),
            *(f"-DCOUNTS={str(counts).lower()}", f"-DHAS_BUG={int(has_bug)}"),
        )
        debug = released_tool.release(tool)
        run(COLLECTOR, "symbols", "add", "--data-dir", self.data, debug)
        with (self.scratch / "builds.txt").open("a") as builds:
            builds.write(run(COLLECTOR, "config", "builds", program, tool))
        return tool

    def approve(self):
        """Approves crashes of both programs, with all builds that are released."""
        expires = self.noon(200)[:10]
        records = []
        for program in (_TOOL, _HELPER):
            for title, kind, counter, depth in (
                ("Crashes", "stack", "crash/crash", "depth: 16\n"),
                ("Runs with crash counting", "partition", "crash/armed", ""),
            ):
                records.append(
                    _CHART.format(title=title, program=program, type=kind, counter=counter, depth=depth, expires=expires)
                )
        charts = self.scratch / "charts.txt"
        charts.write_text("---\n".join(records))
        builds = self.scratch / "builds.txt"
        run(COLLECTOR, "config", "generate", charts, "--builds", builds, "--out", self.config)

    def use(self, tool, machine, text, day):
        """Runs a program on a machine on that day; returns whether it crashed."""
        ending = subprocess.run(
            [tool, machine.root, machine.collector, self.noon(day), text],
            env=ENVIRONMENT,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return ending.returncode < 0

    def page(self, path):
        try:
            with urllib.request.urlopen(f"http://{self.server.http}{path}") as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return f"({error.code})"  # not there yet

    def serve(self, day):
        """Serves as if on that day; the address stays."""
        if day == 0:
            options = ("--publish-every", "1s", "--min-reports", "1")
            self.server = upload_world.Collector(self.data, self.config, *options, now=self.noon(0))
            self.addCleanup(lambda: self.server.kill() if self.server.process.poll() is None else None)
        else:
            self.server.kill()
            self.server.start(now=self.noon(day))

    def week(self, tool, helper, *, day, odd=0):
        """On each machine the program is used on the usual file, on some also on an odd one, and the helper is used; when
        the week is over, all machines upload. Returns how often the program crashed."""
        crashes = 0
        for number, machine in enumerate(self.users):
            self.use(helper, machine, "usual", day)
            crashes += self.use(tool, machine, "usual", day)
            if number < odd:
                crashes += self.use(tool, machine, "odd", day)
        self.serve(day + 8)
        for machine in self.users:
            wait_for_processes_of(machine.root)
            machine.upload(now=self.noon(day + 8))
        return crashes

    def check(self, day, *, expect):
        options = ("--data-dir", self.data, "--date", self.noon(day)[:10], "--program", _TOOL)
        return run(COLLECTOR, "health", "--check", *options, expect=expect)

    def stack_pages(self):
        paths = re.findall(r'href="(/stacks/example\.com/mytool/[\w-]{6})"', self.page(f"/stacks/{_TOOL}"))
        return [self.page(path) for path in sorted(set(paths))]

    def test_the_second_release_is_worse_and_the_third_is_silent(self):
        helper = self.release(_HELPER, "v1.0.0")
        good = self.release(_TOOL, "v1.0.0")
        bad = self.release(_TOOL, "v1.1.0", has_bug=True)
        silent = self.release(_TOOL, "v1.2.0", counts=False)
        self.approve()
        self.serve(0)
        self.users = [self.machine(consent_to=self.server.address) for _ in range(_MACHINES)]

        # The first release crashes for two people, and one can see where.
        self.assertEqual(self.week(good, helper, day=0, odd=2), 2)
        line = released_tool.line_of(_SOURCE, "return config->name[0];")
        place = f"mytool-v1.0.0.cc:{line}"
        self.eventually(lambda: any(place in page for page in self.stack_pages()), "no line of v1.0.0")
        [stack] = self.stack_pages()
        self.assertIn("mytool::ParseConfig", stack)
        self.assertIn("crashes in 2 of 30 reports", self.check(8, expect=0))

        # The second one crashes for everybody: it is called worse, and its stack has its line, too.
        self.assertEqual(self.week(bad, helper, day=8), _MACHINES)
        place = f"mytool-v1.1.0.cc:{line}"
        self.eventually(lambda: any(place in page for page in self.stack_pages()), "no line of v1.1.0")
        self.eventually(lambda: "Worse" in self.page(f"/health/{_TOOL}"), "v1.1.0 is not called worse")
        said = self.check(16, expect=0)
        self.assertRegex(said, r"v1\.1\.0: 30 reports[^\n]*\n    crashes in 30 of 30 reports \([^)]*\), against v1\.0\.0: worse")
        self.assertNotIn("is silent", self.page("/health"))

        # Of the third, which counts nothing, nobody hears but by the alarm, in its first week.
        self.assertEqual(self.week(silent, helper, day=16), 0)
        self.eventually(lambda: "is silent" in self.page(f"/health/{_TOOL}"), "there is no alarm")
        alarm = self.check(24, expect=1).splitlines()[0]
        self.assertRegex(alarm, r"^alarm: example\.com/mytool, week to \S+: v1\.2\.0, 30 reports, is silent .*crash/armed \(0 of 30\)")
        self.assertTrue(alarm.endswith("; for mytool@example.com"), alarm)
        programs = json.loads(self.page("/health.json"))["Programs"]
        self.assertEqual({item["Program"]: len(item["Alarms"]) for item in programs}, {_TOOL: 1, _HELPER: 0})


if __name__ == "__main__":
    unittest.main()
