"""`gotelemetry view` and `gotelemetry on` on terminals and off them."""

import fcntl
import json
import os
import pty
import struct
import subprocess
import termios
import unittest

from tests.e2e.cli import cli


def counter_file(counts):
    """The bytes of a counter file (storage/counter_file/counter_file_format.md)."""
    metadata = (
        b"TimeBegin: 2026-11-18T00:00:00Z\nTimeEnd: 2126-11-25T00:00:00Z\nProgram: tool\nVersion: v1.0.0\n"
        b"GoVersion: gcc12.2.0\nGOOS: linux\nGOARCH: amd64\n\n")
    header_bytes = -(-(32 + len(metadata)) // 32) * 32
    data = bytearray(16384)
    data[:28] = b"# telemetry/counter file v1\n"
    struct.pack_into("<I", data, 28, header_bytes)
    data[32 : 32 + len(metadata)] = metadata
    end = -(-(header_bytes + 4 + 2048) // 32) * 32
    for name, count in counts.items():
        text = name.encode()
        number = 2166136261
        for byte in text:
            number = (number ^ byte) * 16777619 & 0xFFFFFFFF
        head = header_bytes + 4 + 4 * ((number ^ number >> 16) % 512)
        (following,) = struct.unpack_from("<I", data, head)
        struct.pack_into("<QII", data, end, count, len(text) | 0xFF000000, following)
        data[end + 16 : end + 16 + len(text)] = text
        struct.pack_into("<I", data, head, end)
        end += -(-(16 + len(text)) // 32) * 32
    struct.pack_into("<I", data, header_bytes, end)
    return bytes(data)


class TerminalTest(cli.TestCase):
    def setUp(self):
        super().setUp()
        self.count()

    def view_on_terminal(self, columns):
        return self.on_terminal(["view", "--text"], columns)

    def on_terminal(self, command, columns=80):
        """The output on a terminal of that width."""
        controller, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
        view = subprocess.Popen([cli.GOTELEMETRY, *command], env=self.env, stdout=terminal)
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

    def test_no_name_steers_the_terminal(self):
        # What terminals obey beside ESC: C1 controls, DEL, and what turns the direction of text.
        hostile = "tool/\x9b2J\x7f\u202e\u2066"
        (self.local_dir / "hostile.v1.count").write_bytes(counter_file({hostile: 7}))
        self.env["GOTELEMETRY_DIR"] = str(self.root)
        for command in (["dump"], ["csv"], ["preview", "--config", cli.CONFIG], ["env", "--json"], ["view", "--text"]):
            text = self.on_terminal(command)
            self.assertEqual([c for c in text if c in "\x7f\x9b\u202e\u2066"], [], command)
        dumped = self.on_terminal(["dump", self.local_dir / "hostile.v1.count"])
        self.assertIn(r"tool/\u009b2J\u007f\u202e\u2066", dumped)
        self.assertEqual(json.loads(dumped.partition("\n")[2])["Count"], {hostile: 7})
        # A program gets it as it is.
        self.assertIn(hostile, self.gotelemetry("dump", str(self.local_dir / "hostile.v1.count")))

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
