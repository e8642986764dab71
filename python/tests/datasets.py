"""Small datasets for tests."""

import datetime
import json
import struct


def entry(program="example.com/tool", version="v1.0.0", counters=None, stacks=None, goversion="gcc12.2.0"):
    """Returns a program's entry of a report."""
    return {"Program": program, "Version": version, "GoVersion": goversion, "GOOS": "linux", "GOARCH": "amd64",
            "Counters": counters or {}, "Stacks": stacks or {}}


def report(x, *entries, week="2026-11-18", last_week=""):
    """Returns a report with the given entries."""
    return {"Week": week, "LastWeek": last_week, "X": x, "Programs": list(entries), "Config": "v0.31.0"}


def key(value):
    """Returns the key of a report, as the header dataset_table.h has it."""
    (bits,) = struct.unpack("<Q", struct.pack("<d", value["X"]))
    week = (datetime.date.fromisoformat(value["Week"]) - datetime.date(1970, 1, 1)).days
    number = (bits + week * 0x9E3779B97F4A7C15) % 2**64
    return number - 2**64 if number >= 2**63 else number


def line(value):
    """Returns a value as a line of a dataset."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False) + "\n"


def counters_of(source):
    """Returns the table of counters of a dataset: for other processes, which import this module."""
    import gotelemetry

    return gotelemetry.Dataset.open(source).counters()


def write(path, *reports):
    """Writes a dataset of the given reports, or texts as they are, to `path`; returns `path`."""
    text = "".join(item if isinstance(item, str) else line(item) for item in reports)
    path.write_text(text, encoding="utf-8")
    return path
