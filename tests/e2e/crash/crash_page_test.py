"""A crash of a released C++ tool becomes a page with the line of source, by the commands that
upload/site/stacks/README.md tells."""

import datetime
import os
import pathlib
import re
import subprocess
import unittest
import urllib.error
import urllib.request

from tests.e2e.upload import upload_world
from tests.e2e.upload.upload_world import COLLECTOR, ENVIRONMENT

_SOURCE = """
#include "counter/start.h"

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

int main(int argc, char** argv) {
  (void)telemetry::Start({.program = "example.com/mytool",
                          .version = "v1.0.0",
                          .collector = argv[2],
                          .telemetry_dir = argv[1],
                          .count_crashes = true});
  std::printf("%d\\n", mytool::ParseConfig(argv[3], nullptr));
}
"""
_BUG_LINE = 1 + _SOURCE.splitlines().index("  if (text.empty()) return config->name[0];")
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


def _run(*command, **options):
    done = subprocess.run(
        [str(word) for word in command], check=False, capture_output=True, text=True, env=ENVIRONMENT, **options
    )
    if done.returncode != 0:
        raise AssertionError(f"{command[:3]} ended with {done.returncode}: {done.stderr}")
    return done.stdout


class CrashPageTest(upload_world.TestCase):
    def setUp(self):
        super().setUp()
        self.data = self.scratch / "data"
        self.tool = self.scratch / "mytool"
        now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=8)
        self.now = now.strftime("%Y-%m-%dT12:00:00Z")
        self.expires = (now + datetime.timedelta(days=100)).strftime("%Y-%m-%d")

    def release(self):
        """A stripped program, and what was taken away in a file of its own."""
        (self.scratch / "mytool.cc").write_text(_SOURCE, encoding="utf-8")
        sources = pathlib.Path.cwd()
        archives = [sources / archive for archive in os.environ["OWN_ARCHIVES"].split()]
        abseil = _run("pkg-config", "--static", "--libs", "absl_strings", "absl_time").split()
        _run(
            *("g++", "-std=c++20", "-O2", "-g", "-I", sources, "mytool.cc", "-o", self.tool, "-Wl,--build-id"),
            *("-Wl,--start-group", *archives, *abseil, "-Wl,--end-group"),
            cwd=self.scratch,
        )
        _run("objcopy", "--only-keep-debug", self.tool, f"{self.tool}.debug")
        _run("strip", self.tool)

    def approve(self):
        builds = self.scratch / "builds.txt"
        builds.write_text(_run(COLLECTOR, "config", "builds", "example.com/mytool", self.tool))
        charts = self.scratch / "charts.txt"
        charts.write_text(_CHARTS.format(expires=self.expires))
        _run(COLLECTOR, "config", "generate", charts, "--builds", builds, "--out", self.config)

    def serve(self):
        collector = upload_world.Collector(self.data, self.config, "--publish-every", "1s", now=self.now)
        self.addCleanup(collector.wait)
        self.addCleanup(collector.process.kill)
        return collector

    def crash(self, machine):
        ending = subprocess.run(
            [self.tool, machine.root, machine.collector, ""], env=ENVIRONMENT, check=False, stderr=subprocess.DEVNULL
        )
        self.assertLess(ending.returncode, 0, "the tool did not crash")

    def test_a_crash_has_a_page_with_its_line(self):
        self.release()
        self.approve()
        self.data.mkdir(mode=0o700)
        _run(COLLECTOR, "symbols", "add", "--data-dir", self.data, f"{self.tool}.debug")
        collector = self.serve()
        for _ in range(_MACHINES):
            machine = self.machine(consent_to=collector.address)
            self.crash(machine)
            machine.upload(now=self.now)

        def page(path):
            try:
                with urllib.request.urlopen(f"http://{collector.http}{path}") as answer:
                    return answer.read().decode()
            except urllib.error.HTTPError as error:
                return f"({error.code})"  # not there yet

        path = "/stacks/example.com/mytool"
        self.eventually(lambda: "mytool::ParseConfig" in page(path), "there is no page for the program")
        self.assertIn(f'href="{path}"', page("/stacks/"))
        program = page(path)
        [address] = set(re.findall(r'href="(/stacks/example\.com/mytool/[\w-]{6})"', program))
        stack = page(address)
        self.assertIn("mytool::ParseConfig", stack)
        self.assertIn(f"mytool.cc:{_BUG_LINE}", stack)

        found = _run(COLLECTOR, "stacks", "--data-dir", self.data, "--end", self.now[:10])
        self.assertRegex(found, rf"mytool::ParseConfig:\S+  \S+/mytool\.cc:{_BUG_LINE}")


if __name__ == "__main__":
    unittest.main()
