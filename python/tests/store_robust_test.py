"""Signals and the end of the interpreter while a store is asked."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from stores import make_dataset

_PRELUDE = textwrap.dedent("""
    import gotelemetry, pandas, signal, sys, threading, time
    # As in a program that was started from a terminal: a shell's background jobs ignore it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    store = gotelemetry.Dataset.open(sys.argv[1])
    def ask():
        while True:
            store.share("example.com/tool", "tool/time")
            store.top_stacks("example.com/tool")
            store.counters()
""")

_ASK = "print('ready', flush=True); ask()"

_END = """
for _ in range(3):
    threading.Thread(target=ask, daemon=True).start()
time.sleep(0.3)
"""


@pytest.fixture
def folder(tmp_path):
    make_dataset(tmp_path).to_parquet(tmp_path / "store")
    return str(tmp_path / "store")


def start(folder, program, **options):
    return subprocess.Popen([sys.executable, "-c", _PRELUDE + program, folder], text=True,
                            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, **options)


def test_ctrl_c_ends_questions_soon(folder):
    for after_s in (0.0, 0.05, 0.1, 0.2, 0.4):
        asking = start(folder, _ASK, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert asking.stdout.readline() == "ready\n"
        time.sleep(after_s)
        asking.send_signal(signal.SIGINT)
        begin = time.perf_counter()
        _, errors = asking.communicate(timeout=60)
        assert time.perf_counter() - begin < 30
        assert asking.returncode == -signal.SIGINT, errors
        assert errors.count("Traceback") == 1 and "KeyboardInterrupt" in errors, errors


def test_the_interpreter_ends_quietly_while_threads_ask(folder):
    for _ in range(4):
        asking = start(folder, _END, stderr=subprocess.PIPE)
        _, errors = asking.communicate(timeout=60)
        assert (asking.returncode, errors) == (0, "")
