"""The end of a program while one of its threads reads."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import datasets

_RUNS = 8

# The reading takes minutes if nothing ends it. Each program gets the path of a dataset and of a config.
_PRELUDE = """
import gotelemetry, os, signal, sys, threading, time
dataset = gotelemetry.Dataset([sys.argv[1]] * 3000)
config = gotelemetry.UploadConfig.load(sys.argv[2])
def read(): dataset.counters(programs=["example.com/other"], missing_ok=True)
def chart(): dataset.charts_json(config, start="2026-11-18", end="2026-11-18")
"""

_DAEMON = """
for work in (read, chart, read):
    threading.Thread(target=work, daemon=True).start()
time.sleep(0.1)
"""

_SYS_EXIT = _DAEMON + """
sys.exit(3)
"""

# The interpreter then no longer waits for the thread.
_CTRL_C_IN_JOIN = """
signal.signal(signal.SIGINT, signal.default_int_handler)
thread = threading.Thread(target=read, daemon=True)
thread.start()
try:
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
    thread.join()
except KeyboardInterrupt:
    pass
"""

# Threads that wait for the GIL at the moment when the program ends.
_BUSY = """
def count():
    while True: gotelemetry.Dataset([]).counters()
for _ in range(4):
    threading.Thread(target=count, daemon=True).start()
time.sleep(0.1)
"""

_FORKED_IN_THREAD = """
# No OSError, which os.path.isfile() would take for its own.
class Interrupted(Exception): pass
def fork():
    child = os.fork()
    if child == 0:
        # This thread is the main thread of the child, where Ctrl-C must work.
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        try:
            read()
        except Interrupted:
            os._exit(5)
        os._exit(6)
    status.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
def interrupt(*_): raise Interrupted
signal.signal(signal.SIGALRM, interrupt)
status = []
thread = threading.Thread(target=fork)
thread.start()
thread.join()
sys.exit(status[0])
"""


class ExitTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        directory = pathlib.Path(tempfile.mkdtemp(dir=os.environ["TEST_TMPDIR"]))
        entry = datasets.entry(counters={f"tool/flag:{i}": i for i in range(40)})
        cls.path = datasets.write(directory / "day.json", *[datasets.report(0.5, entry)] * 2000)
        cls.config = directory / "config.json"
        cls.config.write_text("{}")

    def assert_ends(self, program, status):
        """The program ends by itself with that status, and prints nothing, each time."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", _PRELUDE + program, self.path, self.config]
        for _ in range(_RUNS):
            done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
            self.assertEqual((done.returncode, done.stderr), (status, ""))

    def test_is_quiet_while_daemon_threads_read(self):
        self.assert_ends(_DAEMON, 0)

    def test_keeps_the_exit_status(self):
        self.assert_ends(_SYS_EXIT, 3)

    def test_is_quiet_after_ctrl_c_in_join(self):
        self.assert_ends(_CTRL_C_IN_JOIN, 0)

    def test_is_quiet_while_threads_wait_for_their_turn(self):
        self.assert_ends(_BUSY, 0)

    def test_a_signal_ends_the_reading_in_a_process_forked_from_a_thread(self):
        self.assert_ends(_FORKED_IN_THREAD, 5)


if __name__ == "__main__":
    unittest.main()
