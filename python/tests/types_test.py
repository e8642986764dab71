"""Checks the package's types: the stubs against the C++ part, and the rest with mypy."""

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


# Different names that stubs and pybind11 use for the same type.
_SAME = {"List": "list", "Sequence": "list", "Tuple": "tuple", "capsule": "object"}


class _Plain(ast.NodeTransformer):
    """Rewrites a type so that a stub's and pybind11's spelling are equal if the types are."""

    def visit_Attribute(self, node):
        return ast.Name(node.attr)

    def visit_Name(self, node):
        return ast.Name(_SAME.get(node.id, node.id))

    def visit_Subscript(self, node):
        name = node.value.id
        if name == "Literal":
            return ast.Name("str")
        if name == "dict":
            # pybind11 does not know the element types.
            return ast.Name("dict")
        if name == "ClassVar":
            return self.visit(node.slice)
        if name == "Optional":
            return ast.BinOp(self.visit(node.slice), ast.BitOr(), ast.Constant(None))
        return self.generic_visit(node)


def _signature(function, *, is_member=False):
    """Returns a function's arguments, without `self`, and its result."""
    arguments = function.args
    if is_member:
        arguments = ast.arguments(**{**vars(arguments), "args": arguments.args[1:]})
    return ast.unparse(_Plain().visit(arguments)), ast.unparse(_Plain().visit(function.returns))


def _documented(doc, **options):
    """Returns the signature in the first line of pybind11's docstring."""
    signature = doc.partition("\n")[0]
    return _signature(ast.parse(f"def {signature if signature[0] != '(' else '_' + signature}: ...").body[0], **options)


def _declared_member(node):
    if isinstance(node, ast.AnnAssign):
        return node.target.id, ("", ast.unparse(_Plain().visit(node.annotation)))
    is_static = any(decorator.id == "staticmethod" for decorator in node.decorator_list)
    return node.name, _signature(node, is_member=not is_static)


def _actual_member(thing, name):
    member = inspect.getattr_static(thing, name)
    if isinstance(member, property):
        return _documented(member.fget.__doc__, is_member=True)
    if isinstance(member, thing):
        return "", thing.__name__
    return _documented(getattr(thing, name).__doc__, is_member=not isinstance(member, staticmethod))


def declared(stub):
    """Returns {name: signature, or {member: signature} for a class} of what a stub declares."""
    found = {}
    for node in stub.body:
        if isinstance(node, ast.ClassDef):
            # Python 3.11 does not expose __buffer__.
            members = [item for item in node.body if getattr(item, "name", "") != "__buffer__" and not _is_dots(item)]
            found[node.name] = dict(_declared_member(item) for item in members)
        elif isinstance(node, ast.FunctionDef):
            found[node.name] = _signature(node)
    return found


def _is_dots(node):
    return isinstance(node, ast.Expr) and node.value.value is ...


def actual(module, stub):
    """Returns the same for a module. Names with underscores are included only if `stub` declares them."""
    found = {}
    for name, thing in vars(module).items():
        if isinstance(thing, type):
            declares = {member for member in stub.get(name, ()) if member.startswith("_")}
            # pybind11 gives these to every enumeration; the package does not use them.
            unused = {"value"} if hasattr(thing, "__members__") else set()
            members = {member for member in vars(thing) if not member.startswith("_")} - unused | declares
            found[name] = {member: _actual_member(thing, member) for member in members}
        elif not name.startswith("_"):
            found[name] = _documented(thing.__doc__)
    return found


@pytest.mark.parametrize("module", [_native, _schema])
def test_stub_declares_exactly_what_the_module_has(module):
    stub = declared(ast.parse((PACKAGE / f"{module.__name__.partition('.')[2]}.pyi").read_text(encoding="utf-8")))
    assert stub == actual(module, stub)


@pytest.mark.parametrize("declaration", [
    "def f(a: int) -> str: ...", "def f(b: str) -> str: ...", "def f(a: str) -> None: ...", "def f(*, a: str) -> str: ..."])
def test_a_wrong_declaration_is_found(declaration):
    assert _signature(ast.parse(declaration).body[0]) != _documented("f(a: str) -> str\n\nWhat it does.")


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
    """Runs mypy on files in a directory that has a copy of the package, not links to it, as mypy requires."""
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
