"""Makes a package's wheel from its files.

  make_wheel.py --root python --out DIRECTORY --licence LICENSE --readme README.md --version-file VERSION
                --python 3.11 FILE...

FILE is a file of the package; its path in the package is the part of its path below a folder named --root, without a
folder named like the version of Python, such as python3_12, for which it was built. auditwheel
then bundles the shared libraries that a machine may lack (PEP 600 lists those that it need not), renamed so that no
other copy is taken for them, and derives the wheel's tag from the symbols that are used.

The same files give the same bytes.
"""

import argparse
import base64
import hashlib
import os
import pathlib
import re
import subprocess
import tempfile
import zipfile

import pypi_packages

_NAME = "gotelemetry"

# Those of PEP 600's list that occur here.
_ON_EVERY_MACHINE = re.compile(r"lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+|z)\.so\.\d+|ld-linux-x86-64\.so\.2")

# The lowest versions are those that third_party/pypi/minimum.in has, and with which tests run.
_METADATA = """Metadata-Version: 2.4
Name: {name}
Version: {version}
Summary: Telemetry datasets for data scientists, and the telemetry of your own machine
Description-Content-Type: text/markdown
License-Expression: Apache-2.0
{licence_files}Requires-Python: =={python}.*
Classifier: Development Status :: 4 - Beta
Classifier: Intended Audience :: Science/Research
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: C++
Classifier: Programming Language :: Python :: {python}
Classifier: Programming Language :: Python :: Implementation :: CPython
Classifier: Typing :: Typed
Provides-Extra: all
Requires-Dist: pandas>=2.2.3; extra == "all"
Requires-Dist: pyarrow>=15.0.2; extra == "all"
Requires-Dist: polars>=1.3.0; extra == "all"
Requires-Dist: duckdb>=1.2.2; extra == "all"
Requires-Dist: matplotlib>=3.8.4; extra == "all"

{description}"""

_WHEEL = """Wheel-Version: 1.0
Generator: gotelemetry
Root-Is-Purelib: false
Tag: {tag}
"""


def wheel_tag(python):
    """Returns the tag of a wheel for a version of CPython, before it is known which machines it is for."""
    version = f"cp{python.replace('.', '')}"
    return f"{version}-{version}-linux_{os.uname().machine}"


def parse_ldd(listing):
    """Returns {name: path} of the libraries in the output of ldd."""
    missing = re.findall(r"^\s*(\S+) => not found$", listing, re.MULTILINE)
    if missing:
        raise FileNotFoundError(f"not found on this machine: {', '.join(missing)}")
    return dict(re.findall(r"^\s*(\S+) => (/\S+) ", listing, re.MULTILINE))


def libraries_to_bundle(extensions):
    """Returns {name: path} of the libraries that the extensions load, even indirectly, and a machine may lack."""
    found = {}
    for extension in extensions:
        listing = subprocess.run(["ldd", extension], check=True, capture_output=True, text=True).stdout
        found.update(parse_ldd(listing))
    return {name: path for name, path in found.items() if not _ON_EVERY_MACHINE.fullmatch(name)}


def licences_of(libraries):
    """Returns {name: path} of the copyright notices of the Debian packages that the libraries come from."""
    paths = sorted({os.path.realpath(path) for path in libraries})
    owners = subprocess.run(["dpkg-query", "--search", *paths], check=True, capture_output=True, text=True).stdout
    packages = sorted({line.split(":")[0] for line in owners.splitlines()})
    return {f"{package}.txt": f"/usr/share/doc/{package}/copyright" for package in packages}


def _record_line(name, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}"


def write_wheel(path, dist_info, contents):
    """Writes {name in the wheel: bytes} to `path`, with the RECORD that a wheel needs."""
    record = f"{dist_info}/RECORD"
    lines = [_record_line(name, content) for name, content in contents.items()] + [f"{record},,"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in {**contents, record: ("\n".join(lines) + "\n").encode()}.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, content)


def package_contents(root, files, python):
    """Returns {path below the folder `root`: bytes} of the files, without a folder of the version of Python."""
    contents = {}
    folder = f"/python{python.replace('.', '_')}/"
    for file in sorted(files):
        _, found, name = f"/{file}".rpartition(f"/{root}/")
        if not found:
            raise ValueError(f"{file} is not below a folder {root}")
        contents[name.replace(folder, "/")] = pathlib.Path(file).read_bytes()
    return contents


def repair(wheel, directory):
    """Writes the wheel with the libraries that it needs, and the tag that follows from them, into `directory`."""
    tools = os.path.dirname(pypi_packages.PYTHON)
    environment = {**os.environ, "PATH": f"{tools}:{os.environ.get('PATH', os.defpath)}",
                   # The oldest time that a zip file can have.
                   "SOURCE_DATE_EPOCH": "315532800"}
    done = subprocess.run(
        [pypi_packages.PYTHON, "-m", "auditwheel", "repair", "--wheel-dir", directory, wheel],
        check=False, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise RuntimeError(f"auditwheel: {done.stdout}{done.stderr}")


def make_wheel(root, files, licence, readme, version, python, directory):
    """Writes the wheel of that version of the package's files, for a version of CPython, into `directory`."""
    contents = package_contents(root, files, python)
    libraries = libraries_to_bundle(file for file in files if file.endswith(".so"))
    dist_info = f"{_NAME}-{version}.dist-info"
    notices = {"LICENSE": licence, **licences_of(libraries.values())}
    for name, path in notices.items():
        contents[f"{dist_info}/licenses/{name}"] = pathlib.Path(path).read_bytes()
    contents[f"{dist_info}/METADATA"] = _METADATA.format(
        name=_NAME, version=version, python=python, licence_files="".join(f"License-File: {name}\n" for name in notices),
        description=readme.read_text(encoding="utf-8")).encode()
    contents[f"{dist_info}/WHEEL"] = _WHEEL.format(tag=wheel_tag(python)).encode()
    with tempfile.TemporaryDirectory() as scratch:
        plain = pathlib.Path(scratch) / f"{_NAME}-{version}-{wheel_tag(python)}.whl"
        write_wheel(plain, dist_info, contents)
        repair(plain, directory)


def main():
    parser = argparse.ArgumentParser(description="Makes a wheel.")
    parser.add_argument("--root", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--licence", required=True)
    parser.add_argument("--readme", required=True, type=pathlib.Path)
    parser.add_argument("--version-file", required=True, type=pathlib.Path)
    parser.add_argument("--python", required=True)
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    version = arguments.version_file.read_text(encoding="ascii").strip()
    make_wheel(arguments.root, arguments.files, arguments.licence, arguments.readme, version, arguments.python,
               arguments.out)


if __name__ == "__main__":
    main()
