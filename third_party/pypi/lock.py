"""Locks a requirements file: prints each package it needs, with its version and hash.

  /usr/bin/python3 third_party/pypi/lock.py third_party/pypi/requirements.in > requirements.txt
  mv requirements.txt third_party/pypi/

Uses the index that pip is configured for, and does not record its address.
"""

import json
import pathlib
import subprocess
import sys
import tempfile


def _resolve(requirements, directory):
    """Returns pip's report on what `requirements` would install into a new environment in `directory`."""
    environment = pathlib.Path(directory) / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    report = pathlib.Path(directory) / "report.json"
    subprocess.run(
        [environment / "bin" / "pip", "install", "--quiet", "--dry-run", "--only-binary=:all:", "--report", report,
         "--requirement", requirements],
        check=True)
    return json.loads(report.read_text(encoding="utf-8"))


def locked(report):
    """Converts a report of `pip install --report` to the lines of a requirements file."""
    lines = []
    for package in report["install"]:
        name, version = package["metadata"]["name"], package["metadata"]["version"]
        sha256 = package["download_info"]["archive_info"]["hashes"]["sha256"]
        lines.append(f"{name.lower()}=={version} --hash=sha256:{sha256}")
    return sorted(lines)


def main():
    requirements = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as directory:
        print(f"# Made by lock.py from {requirements.name}, for CPython 3.11 on x86-64 Linux.")
        print("\n".join(locked(_resolve(requirements, directory))))


if __name__ == "__main__":
    main()
