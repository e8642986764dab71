"""Counting. Each test uses its own processes, since a process can open only one counter file."""

import os
import pathlib
import pickle
import subprocess
import sys
import tempfile
import textwrap
import unittest

import gotelemetry

_HIDDEN = ("CI", "BUILD_NUMBER", "DO_NOT_TRACK", "GOTELEMETRY")


def _run(program, root, **variables):
    """Runs a Python program with `root` as its telemetry directory; returns what it prints."""
    environment = {name: value for name, value in os.environ.items() if name not in _HIDDEN}
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path), "GOTELEMETRY_DIR": str(root), **variables}
    path = pathlib.Path(tempfile.mkdtemp(dir=os.environ["TEST_TMPDIR"])) / "program.py"
    path.write_text(textwrap.dedent(program))
    return subprocess.run([sys.executable, path], check=True, capture_output=True, text=True, env=environment).stdout


def _counters(root, collector=None):
    """Returns the counts of the one counter file of `collector` (None: Go's) in `root`, and its header."""
    (file,) = gotelemetry.TelemetryDir(gotelemetry.TelemetryRoot(root), collector).counter_files()
    return file.counters, file.meta


class CountingTest(unittest.TestCase):

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(dir=os.environ["TEST_TMPDIR"])) / "telemetry"

    def test_counts_into_the_file_also_what_was_counted_before(self):
        _run("""
            import gotelemetry
            runs = gotelemetry.Counter("tool/runs")
            runs.inc()
            assert gotelemetry.open(program="example.com/tool", version="v1.2.3") == ""
            runs.inc()
            gotelemetry.Counter("tool/runs").add(5)
            assert gotelemetry.rotate()
        """, self.root)
        counters, meta = _counters(self.root)
        self.assertEqual(counters, {"tool/runs": 7})
        self.assertEqual((meta["Program"], meta["Version"]), ("example.com/tool", "v1.2.3"))

    def test_says_why_it_does_not_count(self):
        program = 'import gotelemetry; print(gotelemetry.open(program="example.com/tool"))'
        self.assertEqual(_run(program, self.root, GOTELEMETRY="off"), "the telemetry mode is off\n")
        self.assertFalse(self.root.exists())

    def test_counts_for_the_collector_that_it_names_and_for_nobody_else(self):
        _run("""
            import gotelemetry
            gotelemetry.Counter("tool/runs").inc()
            assert gotelemetry.open(program="example.com/tool", collector="Stats.Example.com") == ""
            other = gotelemetry.open(program="example.com/tool", collector="other.example.com")
            assert other == "this process has already opened a counter file for another program, collector or directory"
        """, self.root)
        root = gotelemetry.TelemetryRoot(self.root)
        self.assertEqual((root.collectors(), root.foreign()), (["stats.example.com:443"], []))
        self.assertEqual(_counters(self.root, "stats.example.com")[0], {"tool/runs": 1})
        self.assertEqual(root.go.counter_files(), [])

    def test_runs_on_and_says_so_if_the_collector_is_no_address(self):
        for collector in ("two words", "example.com:", "example.com:0", "../escape", "t\udcff", "\0"):
            with self.subTest(collector):
                printed = _run(f"""
                    import gotelemetry
                    runs = gotelemetry.Counter("tool/runs")
                    print(gotelemetry.open(program="example.com/tool", collector={collector!r}))
                    runs.inc()
                """, self.root)
                self.assertEqual(printed, "the collector is not an address, HOST[:PORT]\n")
        self.assertFalse(self.root.exists())

    def test_counts_into_a_directory_whose_path_is_not_text(self):
        root = f"{self.root}{os.fsdecode(bytes([0xff]))}"
        for value in ("None", 'os.environ["GOTELEMETRY_DIR"]'):
            self.assertEqual(_run(f"""
                import gotelemetry, os
                gotelemetry.Counter("tool/runs").inc()
                print(gotelemetry.open(program="example.com/tool", root={value}))
            """, root), "\n")
        self.assertEqual(_counters(root)[0], {"tool/runs": 2})

    def test_shows_names_that_are_not_text(self):
        # A name that a program in another language can use.
        _run(r"""
            import gotelemetry
            gotelemetry.open(program="example.com/tool")
            gotelemetry._native.find_or_create_counter(b"tool/\xff").inc()
        """, self.root)
        self.assertEqual(_counters(self.root)[0], {"tool/\ufffd": 1})
        config = pathlib.Path(tempfile.mkdtemp(dir=os.environ["TEST_TMPDIR"])) / "config.json"
        config.write_text("{}")
        (week,) = gotelemetry.TelemetryRoot(self.root).go.preview(gotelemetry.UploadConfig.load(config))
        (entry,) = week.local["Programs"]
        self.assertEqual(entry["Counters"], {"tool/\ufffd": 1})
        self.assertEqual([item.program for item in week.left_out], ["example.com/tool"])

    def test_runs_on_if_the_name_of_the_program_is_not_text(self):
        program = 'import gotelemetry; print(gotelemetry.open(program="t\\udcff"))'
        self.assertEqual(_run(program, self.root), "the name or version of the program is not valid in a counter file\n")

    def test_goes_on_in_forked_processes(self):
        _run("""
            import gotelemetry, multiprocessing
            counter = gotelemetry.Counter("tool/work")
            def work(_):
                counter.inc()
            if __name__ == "__main__":
                gotelemetry.open(program="example.com/tool")
                with multiprocessing.get_context("fork").Pool(3) as pool:
                    pool.map(work, range(100))
                counter.inc()
        """, self.root)
        self.assertEqual(_counters(self.root)[0], {"tool/work": 101})

    def test_goes_on_in_spawned_processes_that_open(self):
        _run("""
            import functools, gotelemetry, multiprocessing
            counter = gotelemetry.Counter("tool/work")
            def work(given):
                given.inc()
            if __name__ == "__main__":
                begin = functools.partial(gotelemetry.open, program="example.com/tool")
                with multiprocessing.get_context("spawn").Pool(2, initializer=begin) as pool:
                    pool.map(work, [counter] * 100)
        """, self.root)
        self.assertEqual(_counters(self.root)[0], {"tool/work": 100})

    def test_loses_no_count_of_several_threads(self):
        _run("""
            import gotelemetry, threading
            gotelemetry.open(program="example.com/tool")
            def work():
                for _ in range(10000):
                    gotelemetry.Counter("tool/work").inc()
            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
        """, self.root)
        self.assertEqual(_counters(self.root)[0], {"tool/work": 40000})


    def test_takes_every_number(self):
        _run("""
            import gotelemetry, decimal, fractions
            class Index:
                def __int__(self): return 5
            gotelemetry.open(program="example.com/tool")
            counter = gotelemetry.Counter("tool/events")
            for n in (1, True, 2.0, 2.9, decimal.Decimal("3"), fractions.Fraction(9, 2), Index()):
                counter.add(n)
            for n in (0, -1, -1.5, 2**63, 2**64, 10**400, 1e300, float("nan"), float("inf"), -float("inf"), False):
                counter.add(n)
        """, self.root)
        self.assertEqual(_counters(self.root)[0], {"tool/events": 1 + 1 + 2 + 2 + 3 + 4 + 5})


class CounterTest(unittest.TestCase):

    def test_can_be_pickled(self):
        self.assertEqual(pickle.loads(pickle.dumps(gotelemetry.Counter("a:b"))).name, "a:b")

    def test_refuses_names_that_no_file_can_hold(self):
        for name in ("", "x" * 4097, "ü" * 2049):
            with self.assertRaisesRegex(ValueError, "1 to 4096 bytes"):
                gotelemetry.Counter(name)

    def test_refuses_to_count_what_is_no_number(self):
        for n in ("1", b"1", None, [1]):
            with self.assertRaises(TypeError):
                gotelemetry.Counter("a").add(n)


if __name__ == "__main__":
    unittest.main()
