"""`gotelemetry view` and `gotelemetry on` on terminals and off them."""

import fcntl
import os
import pty
import struct
import subprocess
import termios
import unittest

from tests.e2e.cli import cli


class TerminalTest(cli.TestCase):
    def setUp(self):
        super().setUp()
        self.count()

    def view_on_terminal(self, columns):
        """The output on a terminal of that width."""
        controller, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
        view = subprocess.Popen([cli.GOTELEMETRY, "view", "--text"], env=self.env, stdout=terminal)
        os.close(terminal)
        received = b""
        try:
            while chunk := os.read(controller, 4096):
                received += chunk
        except OSError:  # the other side is closed
            pass
        os.close(controller)
        self.assertEqual(view.wait(cli.DEADLINE_SECONDS), 0)
        return received.decode().replace("\r\n", "\n")

    def test_fits_the_width(self):
        self.env["NO_COLOR"] = "1"
        for columns in [30, 50, 80, 200]:
            text = self.view_on_terminal(columns)
            self.assertLessEqual(max(map(len, text.splitlines())), columns, text)

    def test_colors_a_terminal_that_wants_it(self):
        self.assertIn("\x1b[", self.view_on_terminal(80))
        self.env["NO_COLOR"] = "1"
        self.assertNotIn("\x1b", self.view_on_terminal(80))

    def test_no_colors_in_a_pipe(self):
        self.assertNotIn("\x1b", self.gotelemetry("view", "--text"))

    def test_blocks_in_a_utf8_locale(self):
        self.assertNotIn("\u2588", self.gotelemetry("view", "--text"))
        self.env["LC_ALL"] = "C.UTF-8"
        self.assertIn("\u2588", self.gotelemetry("view", "--text"))

    def test_a_reader_that_stops_reading(self):
        view = subprocess.Popen([cli.GOTELEMETRY, "csv"], env=self.env, stdout=subprocess.PIPE)
        view.stdout.close()
        self.assertLessEqual(view.wait(cli.DEADLINE_SECONDS), 0)  # done, or ended by SIGPIPE


class AskingTest(cli.TestCase):
    """`gotelemetry on` without a collector."""

    def setUp(self):
        super().setUp()
        # Nobody listens there, so that what it approves cannot be shown.
        self.count_for("127.0.0.1:9")
        self.count()

    def on_with_answer(self, answer):
        controller, terminal = pty.openpty()
        on = subprocess.Popen([cli.GOTELEMETRY, "on"], env=self.env, stdin=terminal, stdout=terminal)
        os.close(terminal)
        received = b""
        try:
            while chunk := os.read(controller, 4096):
                received += chunk
                if received.endswith(b"[y/N] "):
                    os.write(controller, answer)
        except OSError:  # the other side is closed
            pass
        os.close(controller)
        self.assertEqual(on.wait(cli.DEADLINE_SECONDS), 0)
        return received.decode()

    def mode(self):
        path = self.telemetry_dir / "mode"
        return path.read_text().split()[0] if path.exists() else None

    def test_asks_about_each_collector_and_takes_a_yes(self):
        text = self.on_with_answer(b"yes\n")
        self.assertIn("127.0.0.1:9 (local): example.com/wordcount", text)
        self.assertIn("127.0.0.1:9 is on:", text)
        self.assertEqual(self.mode(), "on")
        self.assertFalse((self.root / "mode").exists(), "that is Go's")

    def test_takes_a_mere_enter_for_a_no(self):
        for answer in [b"\n", b"n\n", b"\x04"]:
            self.on_with_answer(answer)
            self.assertEqual(self.mode(), None)

    def test_does_not_ask_again_where_it_is_on(self):
        self.consent()
        self.assertNotIn("[y/N]", self.on_with_answer(b"n\n"))
        self.assertEqual(self.mode(), "on")


if __name__ == "__main__":
    unittest.main()
