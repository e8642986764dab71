"""Telemetry directories and upload configs full of rare cases, drawn at random.

Left out is what our programs treat differently on purpose: files whose metadata are incomplete or
contradict each other, names that are not UTF-8, modes that nobody knows, and weeks that already have
a report. The machine's clock must be later than NOW: Go's library counts into these directories,
and what it counts must not have expired.
"""

import json
import struct

NOW = "2026-11-22T00:00:00Z"

PROGRAMS = ["example.com/a", "example.com/b", "cmd/go", "golang.org/x/tools/gopls"]
VERSIONS = ["v1.2.3", "v1.10.0", "devel", ""]
GO_VERSIONS = ["go1.22.3", "go1.27rc3", "gcc12.2.0"]
NAMES = [
    "a",
    "a:b",
    "a:c",
    "x:y:z",
    "latency:<1ms",
    "é:ü",
    '<&>:"q"',
    "tab:\t\x01\x7f",
    "line:\u2028",
    "s\n",
    'crash\nmain.main:+5,+0x10\n".f:+7,+0x3\nruntime.goexit:+1',
    "crash\nother.g:+1,+0x2",
    'crash\n".g:+1\n"noDot\nfoo',
    "bug\nexample.com/x.(*T).m:=33",
]
BEGINNINGS = ["2026-10-20T00:00:00Z", "2026-11-04T00:00:00Z", "2026-11-11T00:00:00Z"]
ENDS = [
    "2026-10-28T00:00:00Z",
    "2026-11-01T00:00:00Z",
    "2026-11-11T00:00:00Z",
    "2026-11-17T12:30:00Z",
    "2026-11-18T00:00:00Z",
    NOW,
    "2026-11-25T00:00:00Z",
]
MODES = [
    None,
    "local",
    "local 2026-11-01",
    "off",
    "on",
    "on\n",
    "on 2026-11-01",
    "on 2026-11-04",
    "on 2026-11-05",
    "on 2026-11-20",
    "on 2026-13-01",
]
SENT = ["2026-09-01.json", "2026-10-07.json", "README"]

PAGE_BYTES = 16384
NUM_CHAINS = 512
MAGIC = b"# telemetry/counter file v1\n"


def round_up(number, multiple):
    return -(-number // multiple) * multiple


def chain_of(name):
    """The chain that a counter belongs to: FNV-1a, folded."""
    fnv = 2166136261
    for byte in name:
        fnv = (fnv ^ byte) * 16777619 & 0xFFFFFFFF
    return (fnv ^ fnv >> 16) % NUM_CHAINS


def counter_file(metadata, counts):
    """The bytes of a counter file (storage/counter_file/counter_file_format.md) of one page."""
    text = "".join(f"{key}: {value}\n" for key, value in metadata.items()).encode() + b"\n"
    header_bytes = round_up(len(MAGIC) + 4 + len(text), 32)
    table = header_bytes + 4
    page = bytearray(PAGE_BYTES)
    page[: len(MAGIC)] = MAGIC
    struct.pack_into("<I", page, len(MAGIC), header_bytes)
    page[len(MAGIC) + 4 : len(MAGIC) + 4 + len(text)] = text
    end = round_up(table + 4 * NUM_CHAINS, 32)
    for name, count in counts.items():
        name = name.encode()
        head = table + 4 * chain_of(name)
        (next_record,) = struct.unpack_from("<I", page, head)
        struct.pack_into("<QII", page, end, count, 0xFF000000 | len(name), next_record)
        page[end + 16 : end + 16 + len(name)] = name
        struct.pack_into("<I", page, head, end)
        end += round_up(16 + len(name), 32)
        struct.pack_into("<I", page, header_bytes, end)
    return bytes(page)


def some(rng, choices, most):
    return rng.sample(choices, rng.randint(0, most))


def write_directory(rng, directory):
    """Creates a telemetry directory. Its counter files are called random*.v1.count."""
    (directory / "local").mkdir(parents=True)
    mode = rng.choice(MODES)
    if mode is not None:
        (directory / "mode").write_text(mode)
    if rng.random() < 0.5:
        (directory / "upload").mkdir()
        for name in some(rng, SENT, 2):
            (directory / "upload" / name).write_text("{}")
    for number in range(rng.randint(1, 7)):
        begin = rng.choice(BEGINNINGS)
        metadata = {
            "TimeBegin": begin,
            "TimeEnd": rng.choice([end for end in ENDS if end > begin]),
            "Program": rng.choice(PROGRAMS),
            "Version": rng.choice(VERSIONS),
            "GoVersion": rng.choice(GO_VERSIONS),
            "GOOS": rng.choice(["linux", "darwin"]),
            "GOARCH": "amd64",
        }
        contents = counter_file(
            metadata, {name: rng.choice([0, 1, 7, 2**33, 2**60]) for name in some(rng, NAMES, 8)}
        )
        if rng.random() < 0.05:
            contents = contents[: rng.randrange(len(contents))]
        (directory / "local" / f"random{number}.v1.count").write_bytes(contents)


def write_config(rng, path):
    """Writes an upload config. A rate is 0 or 1, so that a report's X decides nothing."""

    def entry(name):
        return {"Name": name, "Rate": rng.choice([0, 1, 1, 1])}

    counters = ["a", "a:{b,c}", "latency:{<1ms,>=1ms}", "é:{ü}", '<&>:"q"', "x:y:z"]
    programs = [
        {
            "Name": name,
            "Versions": rng.sample(VERSIONS, 3),
            "Counters": [entry(counter) for counter in some(rng, counters, 6)],
            "Stacks": [entry(stack) for stack in some(rng, ["crash", "bug", "s"], 3)],
        }
        for name in rng.sample(PROGRAMS, 3)
    ]
    path.write_text(
        json.dumps(
            {
                "GOOS": ["linux"],
                "GOARCH": ["amd64"],
                "GoVersion": rng.sample(GO_VERSIONS, 2),
                "SampleRate": rng.choice([0, 1]),
                "Programs": programs,
            }
        )
    )
