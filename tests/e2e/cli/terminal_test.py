"""`gotelemetry view` on terminals and off them."""

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


if __name__ == "__main__":
    unittest.main()
