"""Prints the stacks on a program's page of stacks, as soon as one of them is in a certain line of source.

usage: print_crash.py PAGE FILE:LINE

PAGE is the address of the page, whose JSON is read. Fails if nothing there is in that line after a minute.
"""

import json
import sys
import time
import urllib.error
import urllib.request
from typing import Any

DEADLINE_SECONDS = 60


def stacks_of(page: str) -> list[dict[str, Any]]:
    """The stacks on the page; none as long as there is no page."""
    try:
        with urllib.request.urlopen(f"{page}.json") as answer:
            groups = json.load(answer)["groups"]
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        return []
    return [stack for group in groups for stack in group["stacks"]]


def main() -> None:
    page, line = sys.argv[1:]
    end = time.monotonic() + DEADLINE_SECONDS
    while True:
        found = [stack for stack in stacks_of(page) if line in stack["readable"]]
        if found:
            break
        if time.monotonic() > end:
            sys.exit(f"print_crash: no stack on {page} is in {line}")
        time.sleep(0.2)
    for stack in found:
        [reports] = stack["reports"].values()
        print(f"{stack['id']}, in {reports} reports:")
        for number, frame in enumerate(stack["readable"].splitlines()[1:]):
            print(f"{'->' if number == 0 else '  '} {frame}")


if __name__ == "__main__":
    main()
