import ast
import graphlib
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import datasets

_HEAVY = ("numpy", "pandas", "pyarrow", "polars", "duckdb", "matplotlib")

_MEASURE = """
import time
begin = time.process_time()
import gotelemetry
print(time.process_time() - begin)
"""


def _run(program):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True,
                          env=environment).stdout


class ImportTest(unittest.TestCase):

    def test_takes_at_most_60_milliseconds(self):
        # Processor time, and the best of several runs: other load on this machine is not the package's fault.
        self.assertLess(min(float(_run(_MEASURE)) for _ in range(5)), 0.060)

    def test_loads_questions_when_they_are_first_asked(self):
        self.assertEqual(_run("""
import gotelemetry, sys
print("gotelemetry._answers.questions" in sys.modules, "Dataset" in dir(gotelemetry), hasattr(gotelemetry, "Datasets"))
print(gotelemetry.Dataset.__name__, gotelemetry.share_interval.__name__, "gotelemetry._answers.questions" in sys.modules)
"""), "False True False\nDataset share_interval True\n")

    def test_starts_no_thread(self):
        self.assertEqual(_run("import gotelemetry, os; print(len(os.listdir('/proc/self/task')))"), "1\n")

    def test_opens_only_modules_and_leaves_none_open(self):
        # Python's audit hook sees what its own functions open; the kernel knows what is still open.
        self.assertEqual(_run("""
import os, sys
opened = []
sys.addaudithook(lambda event, arguments: event == "open" and opened.append(os.fspath(arguments[0])))
before = os.listdir("/proc/self/fd")
import gotelemetry
print(before == os.listdir("/proc/self/fd"), [path for path in opened if not path.endswith((".py", ".pyc", ".so"))])
"""), "True []\n")

    def test_refuses_free_threaded_builds(self):
        program = "import sys; sys.abiflags = 't'; import gotelemetry"
        done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True,
                              env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
        self.assertEqual(done.returncode, 1)
        self.assertIn("ImportError: gotelemetry does not work in free-threaded builds", done.stderr)

    def test_imports_none_of_the_packages_it_can_work_with(self):
        self.assertEqual(_run(f"import gotelemetry, sys; print([n for n in {_HEAVY} if n in sys.modules])"), "[]\n")

    def test_works_in_a_forked_child(self):
        path = pathlib.Path(tempfile.mkdtemp(dir=os.environ["TEST_TMPDIR"])) / "day.json"
        datasets.write(path, *[datasets.report(0.5, datasets.entry(counters={"a": 1}))] * 2000)
        self.assertEqual(_run(f"""
import gotelemetry, os
dataset = gotelemetry.Dataset.open({str(path)!r})
rows = dataset.counters().num_rows
child = os.fork()
if child == 0:
    os._exit(0 if dataset.counters().num_rows == rows == 2000 else 1)
print(os.waitpid(child, 0)[1])
"""), "0\n")


PACKAGE = pathlib.Path("python/gotelemetry")


def _imported(module):
    """Returns the modules of the package that a file imports: anywhere, also where only type checkers look."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or node.module.partition(".")[0] != "gotelemetry":
            continue
        name = node.module.partition(".")[2]
        if (PACKAGE / name).is_dir():
            # A room, or all of the package: modules are imported from it.
            room = f"{name}." if name else ""
            found |= {room + each.name for each in node.names if room or each.name.startswith("_")}
        else:
            found.add(name)
    return found


class ArrowsTest(unittest.TestCase):

    def test_imports_run_one_way(self):
        modules = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
        arrows = {".".join(path.relative_to(PACKAGE).with_suffix("").parts): _imported(path) for path in modules}
        self.assertIn("_reader", arrows["_answers.questions"])
        self.assertIn("_answers.questions", arrows["_plots.plots"])
        graphlib.TopologicalSorter(arrows).prepare()


class MissingPackageTest(unittest.TestCase):
    """This interpreter has none of the optional packages."""

    def test_is_named_in_the_error(self):
        path = pathlib.Path(tempfile.mkdtemp(dir=os.environ["TEST_TMPDIR"])) / "day.json"
        output = _run(f"""
import gotelemetry, sys
for name in {_HEAVY}: sys.modules[name] = None
table = gotelemetry.Dataset.open({str(datasets.write(path))!r}).counters()
for name, call in {{"pandas": table.to_pandas, "polars": table.to_polars, "pyarrow": table.to_arrow}}.items():
    try:
        call()
    except ImportError as error:
        print(name, error.name, str(error).endswith("pip install " + name))
""")
        self.assertEqual(output, "pandas pandas True\npolars polars True\npyarrow pyarrow True\n")


if __name__ == "__main__":
    unittest.main()
