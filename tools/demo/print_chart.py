"""Prints one chart of a charts file as text.

usage: print_chart.py CHARTS_FILE PROGRAM CHART
"""

import json
import sys

BAR_WIDTH = 40


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
    print(f"{program}: {name}, reports by bucket")
    label_width = max(len(bar["Key"]) for bar in bars)
    most = max(bar["Value"] for bar in bars)
    for bar in bars:
        length = round(BAR_WIDTH * bar["Value"] / most)
        print(f"  {bar['Key']:<{label_width}}  {'#' * length:<{BAR_WIDTH}}  {bar['Value']}")


if __name__ == "__main__":
    main()
