"""A crash of a released C++ tool becomes a page with the line of source, by what upload/site/stacks/README.md tells: the
code and the commands are taken from it."""

import datetime
import pathlib
import re
import subprocess
import unittest
import urllib.error
import urllib.request

from tests.e2e.background.background import wait_for_processes_of
from tests.e2e.crash import released_tool
from tests.e2e.crash.released_tool import run
from tests.e2e.upload import upload_world
from tests.e2e.upload.upload_world import COLLECTOR, ENVIRONMENT, GOTELEMETRY

_TUTORIAL = pathlib.Path("upload/site/stacks/README.md")
# Where, when and for whom the tool counts, which the tutorial's has in its code or from the machine.
_BEFORE = """
#include "absl/time/time.h"

#include <cstdio>
#include <string>

namespace mytool {

struct Config {
  const char* name;
};

// The bug: there is no config if the file is empty.
[[gnu::noinline]] int ParseConfig(const std::string& text, const Config* config) {
  if (text.empty()) return config->name[0];
  return static_cast<int>(text.size());
}

}  // namespace mytool

static absl::Time now;
static absl::Time Clock() { return now; }
"""
_AFTER = """
  std::printf("%d\\n", mytool::ParseConfig(argv[4], nullptr));
}
"""
_CHARTS = """
title: Crashes
program: example.com/mytool
module: example.com/mytool
type: stack
counter: crash/crash
depth: 16
description: where the tool crashes, to mend it
issue: https://issues.example.com/1
version: v1.0.0
#@ owner: mytool@example.com
#@ expires: {expires}
#@ sensitivity: technical
"""
_MACHINES = 6


def _blocks(language):
    """The tutorial's blocks of code, without their indentation."""
    found = re.findall(rf"^   ```{language}\n(.*?)^   ```$", _TUTORIAL.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [re.sub(r"^   ", "", block, flags=re.MULTILINE) for block in found]


def _replace(text, old, new):
    """Replaces what must be there."""
    if old not in text:
        raise AssertionError(f"the tutorial has no {old!r} in {text!r}")
    return text.replace(old, new)


def _source():
    """The tutorial's program, with the bug."""
    [code] = _blocks("cpp")
    include, main = code.split("\n\n", 1)
    main = _replace(main, "int main() {", "int main(int argc, char** argv) {\n  absl::ParseTime(absl::RFC3339_full, argv[3], &now, nullptr);")
    main = _replace(
        main,
        '.collector = "telemetry.example.com",',
        ".collector = argv[2], .telemetry_dir = argv[1], .clock = Clock,",
    )
    return include + _BEFORE + main + _AFTER


class CrashPageTest(upload_world.TestCase):
    def setUp(self):
        super().setUp()
        self.data = self.scratch / "data"
        self.data.mkdir(mode=0o700)
        self.tool = self.scratch / "mytool"
        today = datetime.datetime.now(datetime.UTC)
        # Consent is for weeks that begin after it.
        self.counted, self.now = (
            (today + datetime.timedelta(days=days)).strftime("%Y-%m-%dT12:00:00Z") for days in (8, 16)
        )
        expires = (today + datetime.timedelta(days=100)).strftime("%Y-%m-%d")
        (self.scratch / "charts.txt").write_text(_CHARTS.format(expires=expires))
        self.programs = self.scratch / "bin"
        self.programs.mkdir()
        (self.programs / "collector").symlink_to(COLLECTOR)
        (self.programs / "gotelemetry").symlink_to(GOTELEMETRY)

    def type(self, commands, **environment):
        """Types commands of the tutorial in a shell, in the scratch folder."""
        path = f"{self.programs}:{ENVIRONMENT['PATH']}"
        env = {**ENVIRONMENT, "PATH": path, "HOME": str(self.scratch), **environment}
        commands = commands.replace("/var/lib/telemetry", str(self.data))
        return run("bash", "-euc", commands, cwd=self.scratch, env=env)

    def serve(self, command):
        """Serves as the command of the tutorial says, but on loopback and on another day."""
        self.assertEqual(
            command, "collector serve --data-dir /var/lib/telemetry --config upload_config.json"
        )
        config = self.scratch / "upload_config.json"
        collector = upload_world.Collector(self.data, config, "--publish-every", "1s", now=self.now)
        self.addCleanup(collector.wait)
        self.addCleanup(collector.process.kill)
        return collector

    def crash(self, machine):
        ending = subprocess.run(
            [self.tool, machine.root, machine.collector, self.counted, ""],
            env=ENVIRONMENT,
            check=False,
            stderr=subprocess.DEVNULL,
        )
        self.assertLess(ending.returncode, 0, "the tool did not crash")

    def test_a_crash_has_a_page_with_its_line(self):
        strip, approve, symbols_and_serve, agree = _blocks("sh")
        source = _source()
        released_tool.build(self.tool, source)
        self.type(strip)
        self.type(approve)
        symbols, serve = symbols_and_serve.splitlines()
        self.type(symbols)
        collector = self.serve(serve)
        for _ in range(_MACHINES):
            machine = self.machine(collector=collector.address)
            self.type(
                _replace(agree, "telemetry.example.com", collector.address),
                GOTELEMETRY_DIR=str(machine.root),
            )
            self.crash(machine)
            wait_for_processes_of(machine.root)  # it has started an upload
            machine.upload(now=self.now)

        def page(path):
            try:
                with urllib.request.urlopen(f"http://{collector.http}{path}") as answer:
                    return answer.read().decode()
            except urllib.error.HTTPError as error:
                return f"({error.code})"  # not there yet

        path = "/stacks/example.com/mytool"
        self.eventually(lambda: "mytool::ParseConfig" in page(path), "there is no page for the program")
        self.eventually(lambda: f'href="{path}"' in page("/stacks/"), "the program is not listed")
        program = page(path)
        [address] = set(re.findall(r'href="(/stacks/example\.com/mytool/[\w-]{6})"', program))
        self.eventually(lambda: "ParseConfig" in page(address), "there is no page for the stack")
        stack = page(address)
        line = released_tool.line_of(source, "if (text.empty()) return config->name[0];")
        self.assertIn("mytool::ParseConfig", stack)
        self.assertIn(f"mytool.cc:{line}", stack)

        found = self.type(f"collector stacks --data-dir {self.data} --end {self.now[:10]} --days 14")
        self.assertRegex(found, rf"mytool::ParseConfig:\S+  \S+/mytool\.cc:{line}")


if __name__ == "__main__":
    unittest.main()
