"""Makes a package's wheel from its files.

  make_wheel.py --root python --out DIRECTORY --licence LICENSE --version-file VERSION FILE...

FILE is a file of the package; its path in the package is the part of its path below a folder named --root. Shared
libraries that the extensions need and that a machine may lack are bundled beside them; PEP 600 lists the libraries
that a manylinux wheel may expect on every machine. The bundled libraries come from this machine, so the wheel is for
machines whose C library is not older than this one's, and its tag says so.

The same files give the same bytes.
"""

import argparse
import base64
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import zipfile

_NAME = "gotelemetry"

# Those of PEP 600's list that occur here.
_ON_EVERY_MACHINE = re.compile(r"lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+|z)\.so\.\d+|ld-linux-x86-64\.so\.2")

_METADATA = """Metadata-Version: 2.1
Name: {name}
Version: {version}
Summary: Telemetry datasets for data scientists, and the telemetry of your own machine
License: Apache-2.0
Requires-Python: >=3.11
Provides-Extra: all
Requires-Dist: pandas; extra == "all"
Requires-Dist: pyarrow; extra == "all"
Requires-Dist: polars; extra == "all"
Requires-Dist: duckdb; extra == "all"
Requires-Dist: matplotlib; extra == "all"
"""

_WHEEL = """Wheel-Version: 1.0
Generator: gotelemetry
Root-Is-Purelib: false
Tag: {tag}
"""


def platform_tag(libc):
    """Returns the tag of a wheel for machines with this C library, such as "glibc 2.36", or a newer one."""
    major, minor = re.fullmatch(r"glibc (\d+)\.(\d+)", libc).groups()
    return f"manylinux_{major}_{minor}_{os.uname().machine}"


def wheel_tag():
    """Returns the tag of a wheel for this interpreter and this machine's C library."""
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    return f"{python}-{python}-{platform_tag(os.confstr('CS_GNU_LIBC_VERSION'))}"


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


def package_contents(root, files):
    """Returns {path below the folder `root`: bytes} of the files."""
    contents = {}
    for file in sorted(files):
        _, found, name = f"/{file}".rpartition(f"/{root}/")
        if not found:
            raise ValueError(f"{file} is not below a folder {root}")
        contents[name] = pathlib.Path(file).read_bytes()
    return contents


def make_wheel(root, files, licence, version, directory):
    """Writes the wheel of that version of the package's files into `directory` and returns its path."""
    contents = package_contents(root, files)
    libraries = libraries_to_bundle(file for file in files if file.endswith(".so"))
    dist_info = f"{_NAME}-{version}.dist-info"
    bundled = {f"{_NAME}/lib/{name}": path for name, path in sorted(libraries.items())}
    notices = {f"{dist_info}/licenses/{name}": path for name, path in licences_of(libraries.values()).items()}
    for name, path in {**bundled, **notices, f"{dist_info}/licenses/LICENSE": licence}.items():
        contents[name] = pathlib.Path(path).read_bytes()
    contents[f"{dist_info}/METADATA"] = _METADATA.format(name=_NAME, version=version).encode()
    contents[f"{dist_info}/WHEEL"] = _WHEEL.format(tag=wheel_tag()).encode()
    path = pathlib.Path(directory) / f"{_NAME}-{version}-{wheel_tag()}.whl"
    write_wheel(path, dist_info, contents)
    return path


def main():
    parser = argparse.ArgumentParser(description="Makes a wheel.")
    parser.add_argument("--root", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--licence", required=True)
    parser.add_argument("--version-file", required=True, type=pathlib.Path)
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    version = arguments.version_file.read_text(encoding="ascii").strip()
    make_wheel(arguments.root, arguments.files, arguments.licence, version, arguments.out)


if __name__ == "__main__":
    main()
