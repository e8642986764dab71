"""Runs all examples in docstrings."""

import doctest
import importlib
import pkgutil
import shutil

import pytest
from datasets import entry, report, write

import gotelemetry

MODULES = [module.name for module in pkgutil.iter_modules(gotelemetry.__path__)
           if module.name not in ("_native", "_schema")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name, tmp_path, monkeypatch):
    write(tmp_path / "2026-11-18.json.gz", report(0.5, entry(program="cmd/go", counters={"a": 1, "b": 2})))
    shutil.copy("config/upload_config/testdata/upload_config.json", tmp_path)
    directory = tmp_path / "telemetry/collectors/telemetry.example.com_443"
    directory.mkdir(parents=True)
    (directory / "mode").write_text("on 2026-11-01")
    monkeypatch.setenv("GOTELEMETRY_DIR", str(tmp_path / "telemetry"))
    for restriction in ("CI", "BUILD_NUMBER", "DO_NOT_TRACK", "GOTELEMETRY"):
        monkeypatch.delenv(restriction, raising=False)
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(f"gotelemetry.{name}")
    found = doctest.testmod(module, extraglobs={"gotelemetry": gotelemetry})
    assert found.failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder()
    examples = [test for name in MODULES for test in finder.find(importlib.import_module(f"gotelemetry.{name}"))
                if test.examples]
    assert len(examples) >= 5
