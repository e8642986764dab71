"""NumPy's numbers count like Python's."""

import subprocess
import sys

import numpy
import pytest

import gotelemetry

_PROGRAM = """
import sys, numpy, gotelemetry
gotelemetry.open(program="example.com/tool", root=sys.argv[1])
counter = gotelemetry.Counter("tool/events")
for kind in (numpy.int8, numpy.uint8, numpy.int64, numpy.uint64, numpy.float32, numpy.float64, numpy.bool_):
    counter.add(kind(1))
counter.add(numpy.array(3))
counter.add(numpy.float64(2.9))
for nothing in (numpy.int64(-1), numpy.float64("nan"), numpy.float32("inf"), numpy.uint64(2**64 - 1), numpy.bool_(False)):
    counter.add(nothing)
"""


def test_each_kind_counts_and_none_fails(tmp_path):
    environment = {"PYTHONPATH": ":".join(sys.path), "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-c", _PROGRAM, str(tmp_path)], env=environment, check=True, timeout=60)
    (path,) = (tmp_path / "local").glob("*.v1.count")
    assert gotelemetry.read_counter_file(path).counters == {"tool/events": 7 + 3 + 2}


def test_what_is_no_number_is_a_mistake():
    counter = gotelemetry.Counter("tool/events")
    with pytest.raises(TypeError):
        counter.add(numpy.array([1, 2]))
    with pytest.raises(TypeError):
        counter.add(numpy.str_("1"))
