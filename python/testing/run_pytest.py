"""Runs pytest on the given files, with the packages of the locked environment.

  run_pytest.py TEST.py...
"""

import os
import sys

import pypi_packages  # noqa: F401  Makes what follows importable.

# isort: split
import pytest


def main(paths):
    arguments = ["--import-mode=importlib", "-p", "no:cacheprovider", "--strict-markers", "-W", "error", "-q"]
    if "XML_OUTPUT_FILE" in os.environ:
        arguments.append("--junitxml=" + os.environ["XML_OUTPUT_FILE"])
    if "TEST_TMPDIR" in os.environ:
        arguments.append("--basetemp=" + os.path.join(os.environ["TEST_TMPDIR"], "pytest"))
    return pytest.main(arguments + paths)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
