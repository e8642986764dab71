"""The health of releases once more, without care for speed: what the fast one is compared with."""

import collections
import datetime
import json
import math

NORMAL = 1.959963984540054
ADOPTED = 20


def week_of(day):
    """Returns the Sunday that ends the day's week."""
    date = datetime.date.fromisoformat(day)
    return date + datetime.timedelta(days=6 - date.weekday())


def order(version):
    return [int(number) for number in version.removeprefix("v").split(".")]


def wilson(share, trials):
    if trials <= 0:
        return [0, 1]
    middle = (share + NORMAL**2 / (2 * trials)) / (1 + NORMAL**2 / trials)
    reach = NORMAL / (1 + NORMAL**2 / trials) * math.sqrt(share * (1 - share) / trials + (NORMAL / (2 * trials)) ** 2)
    return [0 if share == 0 else max(middle - reach, 0), 1 if share == 1 else min(middle + reach, 1)]


def newcombe(share_a, worth_a, share_b, worth_b):
    (low_a, high_a), (low_b, high_b) = wilson(share_a, worth_a), wilson(share_b, worth_b)
    difference = share_b - share_a
    return [max(difference - math.hypot(share_b - low_b, high_a - share_a), -1),
            min(difference + math.hypot(high_b - share_b, share_a - low_a), 1)]


def fisher(share_a, worth_a, share_b, worth_b):
    """Returns p, of numbers that are rounded so that it is not too small."""
    (low, low_worth), (high, high_worth) = sorted([(share_a, worth_a), (share_b, worth_b)])
    total_low, total_high = math.floor(low_worth + 1e-9), math.floor(high_worth + 1e-9)
    hits_low, hits_high = math.ceil(low * total_low - 1e-6), math.floor(high * total_high + 1e-6)
    if hits_high * total_low <= hits_low * total_high:
        return 1
    hits = hits_low + hits_high
    tables = [math.comb(total_high, n) * math.comb(total_low, hits - n) for n in range(hits + 1)]
    return sum(table for table in tables if table <= tables[hits_high]) / math.comb(total_low + total_high, hits)


def adjusted(values):
    """Returns the p values as corrected by Benjamini and Hochberg."""
    rank = {place: i + 1 for i, place in enumerate(sorted(range(len(values)), key=lambda place: values[place]))}
    return [min([1, *(other * len(values) / rank[i] for i, other in enumerate(values) if rank[i] >= rank[place])])
            for place in range(len(values))]


class Sample:
    """What the reports of one version have."""

    def __init__(self, version):
        self.version = version
        self.items = []  # the set of items of each report
        self.weekly = collections.Counter()

    @property
    def reports(self):
        return len(self.items)

    @property
    def effective(self):
        numbers = list(self.weekly.values())
        return len(self.items) ** 2 / sum(min(v, w) for v in numbers for w in numbers)

    def having(self, *wanted):
        """Returns how many reports have one of each of these sets of items."""
        return sum(all(items & one for one in wanted) for items in self.items)

    def all_items(self, kind):
        return {item for items in self.items for item in items if item[0] == kind}


ARMED = {("counter", "crash/armed", "crash/armed")}


def crashes_in(sample):
    return {item for item in sample.all_items("stack") if item[1] == "crash/crash"}


def items_of(entry):
    for name in entry["Counters"]:
        chart, colon, bucket = name.partition(":")
        yield "counter", chart, bucket if colon else name
    for name in entry["Stacks"]:
        title, *frames = name.split("\n")
        yield "stack", title, "\n".join(frame.partition(":")[0] for frame in frames[:3])


def samples_of(lines, program):
    """Returns the samples in the order of versions, and the number of the program's reports by week."""
    samples, totals = {}, collections.Counter()
    for text in dict.fromkeys(lines):
        report = json.loads(text)
        versions = collections.defaultdict(set)
        for entry in report["Programs"]:
            if entry["Program"] == program:
                versions[entry["Version"]].update(items_of(entry))
        week = week_of(report["Week"])
        totals[week] += bool(versions)
        for version, items in versions.items():
            sample = samples.setdefault(version, Sample(version))
            sample.items.append(items)
            sample.weekly[week] += 1
    return sorted(samples.values(), key=lambda sample: order(sample.version)), {k: n for k, n in totals.items() if n}


def crash_share(crashed, reports, worth):
    return {"Crashed": crashed, "Reports": reports, "Share": crashed / reports, "Interval": wilson(crashed / reports, worth)}


def armed_worth(sample):
    return sample.effective * sample.having(ARMED) / sample.reports


def crash_sides(a, b):
    """Returns the shares of crashes to compare and what they are worth; None if there is nothing to compare."""
    counts_a, counts_b = any(a.items), any(b.items)
    if counts_a and not counts_b:
        return None
    armed_a, armed_b = a.having(ARMED), b.having(ARMED)
    if armed_a and armed_b:
        return (a.having(ARMED, crashes_in(a)) / armed_a, armed_worth(a),
                b.having(ARMED, crashes_in(b)) / armed_b, armed_worth(b))
    knows_a, knows_b = armed_a or crashes_in(a), armed_b or crashes_in(b)
    if (armed_a and not knows_b) or (armed_b and not knows_a):
        return None
    return a.having(crashes_in(a)) / a.reports, a.effective, b.having(crashes_in(b)) / b.reports, b.effective


def stacks_in_order(sample, stacks):
    listed = [{"Stack": title, "Frames": frames, "Reports": sample.having({(kind, title, frames)})}
              for kind, title, frames in sorted(stacks)]
    return sorted(listed, key=lambda stack: -stack["Reports"])


def changes_of(a, b):
    changes = []
    for item in sorted(a.all_items("counter") | b.all_items("counter")):
        numbers = a.having({item}), b.having({item})
        shares = numbers[0] / a.reports, a.effective, numbers[1] / b.reports, b.effective
        changes.append({"Chart": item[1], "Bucket": item[2], "ReportsBefore": numbers[0], "Reports": numbers[1],
                        "ShareBefore": shares[0], "Share": shares[2], "Interval": newcombe(*shares), "P": fisher(*shares)})
    for change, q in zip(changes, adjusted([change["P"] for change in changes])):
        change["Q"] = q
    return changes


def compared(samples, sample):
    """Returns what of a version's health is against the version before."""
    earlier = samples[:samples.index(sample)]
    nothing = {"Before": "", "CrashVerdict": "none", "CrashDifference": [-1, 1], "NewStacks": [], "VanishedStacks": [],
               "Changes": [], "Compared": 0}
    if not earlier:
        return nothing
    before = next((each for each in reversed(earlier) if each.reports >= ADOPTED), earlier[-1])
    sides = crash_sides(before, sample)
    difference = [-1, 1] if sides is None else newcombe(*sides)
    verdict = "none" if sides is None else (
        "worse" if difference[0] > 0 else "better" if difference[1] < 0 else "unclear")
    known = set().union(*(each.all_items("stack") for each in earlier))
    gone = {stack for stack in before.all_items("stack") - sample.all_items("stack")
            if (1 - before.having({stack}) / before.reports) ** int(sample.effective) < 0.05}
    changes = changes_of(before, sample)
    return {"Before": before.version, "CrashVerdict": verdict, "CrashDifference": difference,
            "NewStacks": stacks_in_order(sample, sample.all_items("stack") - known),
            "VanishedStacks": stacks_in_order(before, gone), "Changes": changes, "Compared": len(changes)}


def release_health(lines, program):
    """Returns what `collector health --json` says of one program, with the changes in the order of their names."""
    samples, totals = samples_of(lines, program)
    weeks = sorted(totals)
    versions = []
    for sample in samples:
        armed = sample.having(ARMED)
        versions.append({
            "Version": sample.version, "Reports": sample.reports, "Effective": sample.effective,
            "Adoption": [{"Week": str(week), "Reports": sample.weekly[week], "Total": totals[week],
                          "Share": sample.weekly[week] / totals[week]} for week in weeks],
            "Crashes": crash_share(sample.having(crashes_in(sample)), sample.reports, sample.effective),
            "ArmedCrashes": crash_share(sample.having(ARMED, crashes_in(sample)), armed, armed_worth(sample))
            if armed else None, **compared(samples, sample)})
    return {"Program": program, "Weeks": [str(week) for week in weeks], "Versions": versions}
