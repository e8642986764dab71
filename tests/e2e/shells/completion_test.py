"""Completion of both programs in bash, zsh and fish: what appears on a terminal when somebody types a tab.

A test fails if its shell is not installed: tools/setup installs it.
"""

import os
import pathlib
import pty
import select
import shlex
import subprocess
import tempfile
import time
import unittest

PROGRAMS = {
    "gotelemetry": os.path.abspath("cmd/gotelemetry/gotelemetry"),
    "collector": os.path.abspath("cmd/collector/collector"),
}
DEADLINE_SECONDS = 60
READY = "all-set"

# What is typed before the tab, and what the command line has after it.
COMPLETED = {
    "gotelemetry vi": "gotelemetry view ",
    "gotelemetry prompt st": "gotelemetry prompt status ",
    "gotelemetry view --tex": "gotelemetry view --text ",
    "gotelemetry preview --config appr": "gotelemetry preview --config approved.json ",
    "gotelemetry preview --config=appr": "gotelemetry preview --config=approved.json ",
    "gotelemetry --dir fol": "gotelemetry --dir folder/",
    "gotelemetry completion zs": "gotelemetry completion zsh ",
    "collector config next": "collector config next-version ",
    "collector serve --tls-c": "collector serve --tls-cert ",
    "collector serve --log-format=jo": "collector serve --log-format=journal ",
}


class Terminal:
    """An interactive shell on a terminal."""

    def __init__(self, argv, environment, directory):
        self.process_id, self.fd = pty.fork()
        if self.process_id == 0:
            os.chdir(directory)
            os.execvpe(argv[0], argv, environment)
        self.shown = ""

    def type(self, text):
        self.shown = ""
        os.write(self.fd, text.encode())

    def until(self, text):
        """Waits until the terminal has shown `text` since something was typed; returns all that it has shown."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while text not in self.plain():
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                raise AssertionError(f"{text!r} does not appear: {self.shown!r}")
            self.shown += os.read(self.fd, 65536).decode(errors="replace")
        return self.plain()

    def plain(self):
        """What the line has: without bells, and with steps back applied."""
        characters = []
        for character in self.shown.replace("\a", ""):
            if character == "\b":
                characters = characters[:-1]
            else:
                characters.append(character)
        return "".join(characters)

    def close(self):
        os.close(self.fd)
        os.waitpid(self.process_id, 0)


class CompletionTest(unittest.TestCase):
    def setUp(self):
        self.home = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        programs = self.home / "bin"
        programs.mkdir()
        for name, path in PROGRAMS.items():
            (programs / name).symlink_to(path)
        (self.home / "approved.json").touch()
        (self.home / "folder").mkdir()
        self.environment = {
            "HOME": str(self.home),
            "PATH": f"{programs}:/usr/bin:/bin",
            "TERM": "dumb",
            "LANG": "C.UTF-8",
        }

    def expect_completed(self, argv, setup):
        """Types each line and a tab."""
        terminal = Terminal(argv, self.environment, self.home)
        self.addCleanup(terminal.close)
        terminal.type(f"{setup}; echo all''-set\n")
        terminal.until(READY)
        for typed, completed in COMPLETED.items():
            with self.subTest(typed):
                terminal.type(typed + "\t")
                terminal.until(completed)
                terminal.type("\x15")  # clears the line

    def test_bash(self):
        self.expect_completed(
            ["bash", "--norc", "--noprofile", "-i"],
            "; ".join(f"source <({name} completion bash)" for name in PROGRAMS),
        )

    def test_zsh(self):
        self.expect_completed(
            ["zsh", "-f", "-i"],
            "autoload -U compinit; compinit -u -D; "
            + "; ".join(f"source <({name} completion zsh)" for name in PROGRAMS),
        )

    def test_zsh_from_a_folder_of_functions(self):
        functions = self.home / "functions"
        functions.mkdir()
        for name, path in PROGRAMS.items():
            script = subprocess.run([path, "completion", "zsh"], capture_output=True, check=True)
            (functions / f"_{name}").write_bytes(script.stdout)
        self.expect_completed(
            ["zsh", "-f", "-i"],
            f"fpath=({functions} $fpath); autoload -U compinit; compinit -u -D",
        )

    def test_fish(self):
        for typed, completed in COMPLETED.items():
            with self.subTest(typed):
                offered = self.fish(typed)
                words = [line.split("\t")[0] for line in offered.splitlines()]
                self.assertEqual(words, [completed.split()[-1]])

    def test_descriptions_are_shown(self):
        self.assertEqual(self.fish("gotelemetry of"), "off\tNeither count nor upload\n")

    def test_all_that_fits_is_offered(self):
        offered = self.fish("collector serve --log-format j")
        self.assertEqual(sorted(offered.splitlines()), ["journal", "json"])

    def fish(self, typed):
        """What fish offers, a candidate a line, with its description."""
        program = typed.split()[0]
        script = f"{program} completion fish | source; complete -C {shlex.quote(typed)}"
        offered = subprocess.run(
            ["fish", "--no-config", "-c", script],
            cwd=self.home, env=self.environment, capture_output=True, text=True,
            timeout=DEADLINE_SECONDS, check=True,
        )  # fmt: skip
        self.assertEqual(offered.stderr, "")
        return offered.stdout


if __name__ == "__main__":
    unittest.main()
