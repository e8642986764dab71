"""Datasets of machines that answer at random, held in memory: for what must be right on average."""

import collections
import dataclasses
import datetime

import numpy

PROGRAM = "example.com/tool"
MONDAY = datetime.date(2026, 1, 5).toordinal() - datetime.date(1970, 1, 1).toordinal()
_TEXTS = {"program", "version", "goversion", "goos", "goarch", "chart", "bucket", "stack", "frames"}


class _Table:
    """The columns of a table, as a Reader yields them."""

    def __init__(self, columns):
        self._columns = columns

    def _encoded(self, name):
        values = numpy.asarray(self._columns[name])
        if name not in _TEXTS:
            return values, None
        if not len(values):
            return numpy.zeros(0, dtype="int64"), []
        texts, codes = numpy.unique(values, return_inverse=True)
        return codes, texts.tolist()


@dataclasses.dataclass
class Entries:
    """Entries of reports, as arrays: their week's day, X, version and system."""

    day: numpy.ndarray
    x: numpy.ndarray
    version: numpy.ndarray
    goos: numpy.ndarray

    @classmethod
    def of(cls, day, generator, version="v1.0.0", goos="linux"):
        day = numpy.asarray(day)
        return cls(day, generator.random(len(day)), numpy.full(len(day), version) if isinstance(version, str) else version,
                   numpy.full(len(day), goos) if isinstance(goos, str) else goos)

    def __len__(self):
        return len(self.day)


class Simulation:
    """What a Reader gives, for questions: counters (and stacks) that some of the entries have.

    simulation = Simulation(entries)
    simulation.count("editor", "vim", has_vim)         # where an array of bools is true
    simulation.count("latency", "<10ms", mask, counts) # with these values
    """

    _threads, _progress = 1, None

    def __init__(self, entries):
        self._source = None
        self._entries = entries
        everyone = numpy.arange(len(entries))
        self._tables = {"programs": self._rows(everyone)}
        self._parts = {"counters": [], "stacks": []}

    def count(self, chart, bucket, mask, values=None):
        self._add("counters", "chart", chart, "bucket", bucket, mask, values)

    def crash(self, mask, frames="main.f:+1", name="crash/crash"):
        self._add("stacks", "stack", name, "frames", frames, mask, None)

    def _scan(self, kind, columns, wanted):
        rows = self._tables.get(kind) or self._joined(kind)
        keep = numpy.ones(len(rows["x"]), dtype=bool)
        if wanted.weeks:
            keep &= numpy.isin(rows["week"], wanted.weeks)
        if wanted.programs:
            keep &= numpy.isin(rows["program"], wanted.programs)
        if wanted.charts:
            keep &= numpy.isin(rows["chart" if kind == "counters" else "stack"], wanted.charts)
        yield _Table({name: rows[name][keep] for name in columns})

    def _is_parquet(self):
        return False

    def _days_once(self):
        return set()

    def _spans(self, days, program=None, kinds=()):
        # A week at a time, as a store is read.
        present = sorted(set(self._entries.day.tolist()) & set(days or self._entries.day.tolist()))
        weeks = {}
        for day in present:
            weeks.setdefault(day + (3 - day) % 7, []).append(day)
        return list(weeks.values()) or [days]

    def _rows(self, places):
        entries = self._entries
        same = {"program": PROGRAM, "goversion": "gcc12.2.0", "goarch": "amd64"}
        return {"week": entries.day[places], "x": entries.x[places], "version": entries.version[places],
                "goos": entries.goos[places], **{name: numpy.full(len(places), text) for name, text in same.items()}}

    def _add(self, kind, name, chart, more, bucket, mask, values):
        places = numpy.flatnonzero(mask)
        rows = self._rows(places)
        rows[name], rows[more] = numpy.full(len(places), chart), numpy.full(len(places), bucket)
        rows["value"] = numpy.ones(len(places), dtype="int64") if values is None else numpy.asarray(values)[places]
        self._parts[kind].append(rows)

    def _joined(self, kind):
        names = {"counters": ("chart", "bucket"), "stacks": ("stack", "frames")}[kind]
        parts = self._parts[kind]
        if not parts:
            return collections.defaultdict(lambda: numpy.zeros(0), {
                **self._rows(numpy.zeros(0, dtype=int)), **{name: numpy.array([], dtype=str) for name in names},
                "value": numpy.zeros(0, dtype="int64")})
        return {name: numpy.concatenate([part[name] for part in parts]) for name in parts[0]}


def every_week(machines, weeks, generator):
    """Returns the days on which `machines` report in each of `weeks` weeks, each on a weekday of its own."""
    weekday = generator.integers(0, 7, machines)
    return numpy.concatenate([MONDAY + 7 * week + weekday for week in range(weeks)])
