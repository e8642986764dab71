"""The types that the package states: against what its C++ part has, and with mypy."""

import ast
import inspect
import pathlib
import shutil
import subprocess

import pypi_packages
import pytest

from gotelemetry import _native, _schema

PACKAGE = pathlib.Path("python/gotelemetry")
EXAMPLES = sorted(pathlib.Path("python/examples").glob("[a-z]*.py"))


def declared(stub):
    """Returns {class, "" for the module: names} of what a stub declares."""
    names = {"": set()}
    for node in stub.body:
        if isinstance(node, ast.ClassDef):
            names[""].add(node.name)
            names[node.name] = {_name(item) for item in node.body} - {None}
        elif isinstance(node, ast.FunctionDef):
            names[""].add(node.name)
    return names


def _name(node):
    if isinstance(node, ast.FunctionDef):
        return node.name
    return node.targets[0].id if isinstance(node, ast.Assign) else None


def public(thing):
    return {name for name in vars(thing) if not name.startswith("_")}


@pytest.mark.parametrize("module", [_native, _schema])
def test_stub_declares_exactly_what_the_module_has(module):
    stub = declared(ast.parse((PACKAGE / f"{module.__name__.partition('.')[2]}.pyi").read_text(encoding="utf-8")))
    assert {name for name in stub.pop("") if not name.startswith("_")} == public(module)
    for name, members in stub.items():
        thing = getattr(module, name)
        hidden = {member for member in members if member.startswith("__") and member not in ("__buffer__", "__init__")}
        assert all(hasattr(thing, member) for member in hidden)
        # What pybind11 gives every enumeration.
        extra = {"name", "value"} if hasattr(thing, "__members__") else set()
        assert {member for member in members if not member.startswith("_")} == public(thing) - extra, name


def test_all_of_the_c_plus_plus_part_says_its_arguments():
    for module in (_native, _schema):
        for name, thing in vars(module).items():
            if inspect.isbuiltin(thing):
                assert "arg0" not in thing.__doc__, name


_USE = """
import gotelemetry

reveal_type(gotelemetry.Dataset.open("x").counters().num_rows)
gotelemetry.Dataset.open(1)
"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("types")


@pytest.fixture(scope="module")
def mypy(directory):
    """Runs mypy on files in a directory that has a copy of the package: it wants no links."""
    shutil.copytree(PACKAGE, directory / "gotelemetry", ignore=shutil.ignore_patterns("*.so", "__pycache__"))

    def run(*paths):
        return subprocess.run([pypi_packages.PYTHON, "-m", "mypy", "--strict", "--explicit-package-bases", *paths], capture_output=True, text=True,
                              check=False, cwd=directory)

    return run


def test_mypy_finds_nothing_in_the_package_and_the_examples(mypy, directory):
    for path in EXAMPLES:
        shutil.copy(path, directory)
    done = mypy("gotelemetry", *[path.name for path in EXAMPLES])
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_sees_the_types_from_outside(mypy, directory):
    (directory / "use.py").write_text(_USE)
    output = mypy("use.py").stdout
    assert 'Revealed type is "int"' in output or 'Revealed type is "builtins.int"' in output
    assert 'incompatible type "int"' in output
