"""A deliberately naive implementation to compare with: it keeps everything in memory and is sequential."""

import datetime
import json

from datasets import key


def _rows(reports, programs, weeks):
    for report in reports:
        if weeks and report["Week"] not in weeks:
            continue
        for entry in report["Programs"]:
            if not programs or entry["Program"] in programs:
                yield key(report), report, entry


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


def week_of(day):
    """Returns the Sunday that ends a day's week, as text."""
    date = datetime.date.fromisoformat(day)
    while date.weekday() != 6:
        date += datetime.timedelta(days=1)
    return date.isoformat()


def trend(lines, program, chart):
    """Returns {(week, bucket): (reports, total)}, for every week of the program and every bucket."""
    reports = [json.loads(line) for line in lines]
    everyone, seen = {}, {}
    for _, report, _ in _rows(reports, [program], ()):
        everyone.setdefault(week_of(report["Week"]), set()).add(report["X"])
    for row in counters(lines, [program], [chart]):
        seen.setdefault((week_of(row[1]), row[9]), set()).add(row[2])
    buckets = {bucket for _, bucket in seen}
    return {(week, bucket): (len(seen.get((week, bucket), ())), len(everyone[week])) for week in everyone for bucket in buckets}


def share(lines, program, chart):
    """Returns {bucket: (reports, total)}, summed over weeks."""
    sums = {}
    for (_, bucket), (reports, total) in trend(lines, program, chart).items():
        before = sums.get(bucket, (0, 0))
        sums[bucket] = (before[0] + reports, before[1] + total)
    return sums
