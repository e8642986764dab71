"""Prints one chart of a charts file as text.

usage: print_chart.py CHARTS_FILE PROGRAM CHART
"""

import json
import re
import sys

BAR_WIDTH = 40
SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}
SIGNS = ["<", "<=", "", ">=", ">"]


def bucket_order(bucket: str) -> tuple[float, int]:
    """Sorts durations such as `<10ms` by length, after texts. A charts file has them in alphabetical order."""
    duration = re.fullmatch(r"([<>]=?|)(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)", bucket)
    if not duration:
        return (-1, 0)
    sign, number, unit = duration.groups()
    return (float(number) * SECONDS[unit], SIGNS.index(sign))


def find_chart(charts: dict, program: str, chart: str) -> dict:
    for candidate in charts["Programs"]:
        if candidate["Name"] != program:
            continue
        for found in candidate["Charts"] or []:
            if found["Name"] == chart:
                return found
    sys.exit(f"print_chart: there is no chart {chart} of {program}")


def main() -> None:
    path, program, name = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        bars = find_chart(json.load(file), program, name)["Data"]
    bars.sort(key=lambda bar: bucket_order(bar["Key"]))
    print(f"{program}: {name}, reports by bucket")
    label_width = max(len(bar["Key"]) for bar in bars)
    most = max(bar["Value"] for bar in bars)
    for bar in bars:
        length = round(BAR_WIDTH * bar["Value"] / most)
        print(f"  {bar['Key']:<{label_width}}  {'#' * length:<{BAR_WIDTH}}  {bar['Value']}")


if __name__ == "__main__":
    main()
