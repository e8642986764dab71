"""A deliberately naive implementation to compare with: it keeps everything in memory and is sequential."""

import json


def _rows(reports, programs, weeks):
    for number, report in enumerate(reports):
        if weeks and report["Week"] not in weeks:
            continue
        for entry in report["Programs"]:
            if not programs or entry["Program"] in programs:
                yield number, report, entry


def counters(lines, programs=(), charts=(), weeks=()):
    """Returns (report, week, x, program, version, goversion, goos, goarch, chart, bucket, value) for each counter."""
    found = []
    for number, report, entry in _rows([json.loads(line) for line in lines], programs, weeks):
        for name, value in entry["Counters"].items():
            chart, colon, bucket = name.partition(":")
            if not charts or chart in charts:
                found.append((number, report["Week"], report["X"], entry["Program"], entry["Version"],
                              entry["GoVersion"], entry["GOOS"], entry["GOARCH"], chart, bucket if colon else name, value))
    return found


def stacks(lines, programs=(), weeks=()):
    """Returns (report, program, stack, frames, value) for each stack counter."""
    found = []
    for number, _, entry in _rows([json.loads(line) for line in lines], programs, weeks):
        for name, value in entry["Stacks"].items():
            stack, _, frames = name.partition("\n")
            found.append((number, entry["Program"], stack, frames, value))
    return found


def share(lines, program, chart):
    """Returns {bucket: (reports, total)}."""
    everyone = {row[1]["X"] for row in _rows([json.loads(line) for line in lines], [program], ())}
    seen = {}
    for row in counters(lines, [program], [chart]):
        seen.setdefault(row[9], set()).add(row[2])
    return {bucket: (len(xs), len(everyone)) for bucket, xs in seen.items()}


def trend(lines, program, chart):
    """Returns {(week, bucket): (reports, total)}."""
    reports = [json.loads(line) for line in lines]
    weeks = {row[1]["Week"] for row in _rows(reports, [program], ())}
    by_week = {week: share([line for line, report in zip(lines, reports) if report["Week"] == week], program, chart)
               for week in weeks}
    totals = {week: len({row[1]["X"] for row in _rows(reports, [program], [week])}) for week in weeks}
    buckets = {bucket for shares in by_week.values() for bucket in shares}
    return {(week, bucket): by_week[week].get(bucket, (0, totals[week])) for week in weeks for bucket in buckets}
