"""Prints a table of how many reports each collector got, and which programs they are about.

usage: print_reports.py NAME FOLDER [NAME FOLDER]...

NAME is what to call a collector, and FOLDER has its datasets.
"""

import collections
import json
import pathlib
import sys


def programs_of(folder: str) -> list[set[str]]:
    """The programs of each report."""
    lines = [line for path in pathlib.Path(folder).glob("*.json") for line in path.read_text("utf-8").splitlines()]
    return [{entry["Program"] for entry in json.loads(line)["Programs"]} for line in lines]


def main() -> None:
    arguments = sys.argv[1:]
    got = {name: programs_of(folder) for name, folder in zip(arguments[::2], arguments[1::2], strict=True)}
    programs = sorted(set().union(*(found for reports in got.values() for found in reports)))
    name_width = max(map(len, got))
    print("  ".join([" " * name_width, "reports", *(f"with {program}" for program in programs)]))
    for name, reports in got.items():
        counts = collections.Counter(program for found in reports for program in found)
        cells = [f"{counts[program]:>{len(program) + 5}}" for program in programs]
        print("  ".join([f"{name:<{name_width}}", f"{len(reports):>7}", *cells]))


if __name__ == "__main__":
    main()
