"""The messages that the README explains are the ones that the programs print."""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import unittest

from tests.e2e.cli import cli

README = pathlib.Path("README.md")
HEADING = "## When it says that something is wrong"
PROGRAMS = {"gotelemetry": cli.GOTELEMETRY, "collector": os.path.abspath("cmd/collector/collector")}


def rows():
    """(command, message) of each row of the README's table."""
    section = README.read_text(encoding="utf-8").split(HEADING + "\n")[1].split("\n## ")[0]
    return re.findall(r"(?m)^\| `([^`]+)` \| `([^`]+)` \|", section)


class ReadmeMessagesTest(cli.TestCase):
    def test_the_table_is_found(self):
        self.assertGreater(len(rows()), 6)

    def test_each_command_says_what_the_readme_says(self):
        shutil.copy(cli.CONFIG, self.home / "upload_config.json")
        for command, message in rows():
            with self.subTest(command):
                program, *arguments = shlex.split(command)
                ending = subprocess.run(
                    [PROGRAMS[program], *arguments],
                    env=self.env, cwd=self.home, stdin=subprocess.DEVNULL, capture_output=True,
                    text=True, timeout=cli.DEADLINE_SECONDS, check=False,
                )  # fmt: skip
                self.assertIn(ending.returncode, (1, 2))
                self.assertEqual(ending.stderr.splitlines()[-1:], [f"{program}: {message}"])


if __name__ == "__main__":
    unittest.main()
