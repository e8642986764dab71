"""The manual pages of both programs, with mandoc, which tools/setup installs."""

import os
import re
import subprocess
import unittest

PROGRAMS = {
    "gotelemetry": os.path.abspath("cmd/gotelemetry/gotelemetry"),
    "collector": os.path.abspath("cmd/collector/collector"),
}


def page(name, **environment):
    return subprocess.run(
        [PROGRAMS[name], "man"],
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout


def mandoc(text, *options):
    return subprocess.run(
        ["mandoc", *options], input=text, capture_output=True, text=True, timeout=60, check=False
    )


class ManPageTest(unittest.TestCase):
    def test_mandoc_finds_nothing_to_complain_of(self):
        for name in PROGRAMS:
            with self.subTest(name):
                linted = mandoc(page(name), "-T", "lint", "-W", "all")
                self.assertEqual((linted.stdout, linted.stderr, linted.returncode), ("", "", 0))

    def test_has_every_command_of_the_help(self):
        for name, program in PROGRAMS.items():
            text = re.sub(r".\x08", "", mandoc(page(name), "-T", "utf8").stdout)
            help_text = subprocess.run(
                [program, "--help"], capture_output=True, text=True, timeout=60, check=True
            ).stdout
            commands = re.findall(r"(?m)^  ([a-z-]+)", help_text.split("Commands:")[1].split("\n\n")[0])
            self.assertGreater(len(commands), 8)
            for command in commands:
                self.assertRegex(text, rf"(?m)^   {name} {command}\b")
            for section in ("NAME", "SYNOPSIS", "OPTIONS", "COMMANDS", "ENVIRONMENT", "EXIT STATUS", "EXAMPLES"):
                self.assertIn(f"\n{section}\n", text)

    def test_is_the_same_wherever_it_is_made(self):
        self.assertEqual(
            page("gotelemetry", SOURCE_DATE_EPOCH="1764536400", LANG="de_DE.UTF-8", TZ="Asia/Tokyo"),
            page("gotelemetry", SOURCE_DATE_EPOCH="1764536400"),
        )
        self.assertIn(".TH GOTELEMETRY 1 2025-11-30 ", page("gotelemetry", SOURCE_DATE_EPOCH="1764536400"))


if __name__ == "__main__":
    unittest.main()
