"""Which stacks are the most common."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from gotelemetry import _native
from gotelemetry._answers.answer import answer
from gotelemetry._answers.distinct import count_by_day
from gotelemetry._answers.selection import Columns, Selection, Where, read, read_ahead, read_counts
from gotelemetry._answers.sums import MOST, exact_sums
from gotelemetry._days import Weeks
from gotelemetry._names import unknown
from gotelemetry._optional import optional

if TYPE_CHECKING:
    import pandas

    import numpy

    from gotelemetry._reader import Reader

    Array = numpy.ndarray[Any, Any]

_FEW_CODES = 1 << 20


@answer
def top_stacks(
    dataset: Reader,
    program: str,
    prefix: str = "",
    n: int = 10,
    frames: int = 3,
    *,
    weeks: Weeks = (),
    where: Where | None = None,
    symbols: str | os.PathLike[str] | None = None,
) -> pandas.DataFrame:
    """Returns the stacks that occur in the most reports of a program, grouped by their top frames.

    Args:
        dataset: the reports.
        program: path of the program.
        prefix: only stack counters whose names begin with this.
        n: the number of groups.
        frames: the number of innermost frames to group by. Only their functions count, not the positions within
            them, so that a stack is in the same group whatever the program's version.
        weeks, where: as for `share`.
        symbols: a folder of symbol files, as ``collector symbols add`` makes them. The examples then have source lines
            where they are known, a place after two spaces.

    Returns:
        At most `n` rows, those with the most reports first: ``stack`` (the counter's name), ``frames`` (one per line,
        innermost first), ``reports`` (int64, number of distinct reports), ``value`` (int64, sum of the counts, 2^63-1
        if it is more) and ``example`` (the group's full stack with the highest count). ``attrs["groups"]`` is the
        number of groups in all.

    Raises:
        ImportError, DataError, OSError: as for `share`; also for a symbol file that is damaged or cannot be read.
        UnknownNameError: the program is not in the data, or has stack counters but none with that prefix.
    """
    pd = optional("pandas", "top_stacks()")
    selected = Selection(program, weeks, where)
    groups: dict[tuple[str, str], _Stack] = {}
    names: set[str] = set()
    stacks = read_ahead(
        dataset, selected.parts(dataset, "stacks"),
        lambda part: read_counts(dataset, "stacks", ["stack", "frames", "value"], part))
    for found in stacks:
        names |= found.occurring("stack")
        _add_stacks(groups, found, prefix, frames)
    if not groups:
        rows = sum(len(read(dataset, "programs", ["x"], part)) for part in selected.parts(dataset))
        selected.require(dataset, rows)
        if names:
            raise unknown("stack counter", prefix, names, f"the reports of {program}")
    rows_of_groups = [(*key, group.reports, min(group.value, MOST), group.example[1]) for key, group in groups.items()]
    rows_of_groups.sort(key=lambda row: (-row[2], -row[3], row[0], row[1]))
    if symbols is not None:
        rows_of_groups = _with_source_lines(rows_of_groups[:n], symbols)
    columns = ["stack", "frames", "reports", "value", "example"]
    top: pandas.DataFrame = pd.DataFrame(rows_of_groups[:n], columns=columns)
    for name in ("stack", "frames", "example"):
        top[name] = top[name].astype("str")
    top = top.astype({"reports": "int64", "value": "int64"})
    top.attrs.update(program=program, groups=len(groups))
    return top


def _with_source_lines(
    rows: list[tuple[str, str, int, int, str]], symbols: str | os.PathLike[str]
) -> list[tuple[str, str, int, int, str]]:
    """The rows with source lines in their examples, the last column."""
    found = _native.symbolize(os.fspath(symbols), [f"{row[0]}\n{row[4]}" for row in rows])
    return [
        (name, top, reports, value, stack.partition("\n")[2])
        for (name, top, reports, value, _), stack in zip(rows, found)
    ]


class _Stack(NamedTuple):
    """What is known of the stacks with the same top frames.

    Attributes:
        reports: the number of distinct reports.
        value: the sum of their counts, which may be more than a column can hold.
        example: the highest count, negative, and the stack that has it; of several the first as text.
    """

    reports: int
    value: int
    example: tuple[int, str]


def _add_stacks(groups: dict[tuple[str, str], _Stack], found: Columns, prefix: str, frames: int) -> None:
    """Adds the stacks of some weeks. Reports of different weeks are different reports."""
    import numpy

    if not len(found):
        return
    names, texts = found.texts["stack"], found.texts["frames"]
    top = [top_frames(text, frames) for text in texts]
    numbers = {text: number for number, text in enumerate(dict.fromkeys(top))}
    top_of = numpy.array([numbers[text] for text in top], dtype="int64")
    pairs, places = _distinct(
        found["stack"].astype("int64") * len(numbers) + top_of[found["frames"]], len(names) * len(numbers))
    values = found["value"]
    reports = count_by_day(found, places, len(pairs))[1].sum(axis=1)
    highest = numpy.full(len(pairs), -1, dtype="int64")
    numpy.maximum.at(highest, places, values)
    # The pairs of a group and a full stack that has its highest count.
    examples: dict[int, str] = {}
    of_examples, _ = _distinct((places * len(texts) + found["frames"])[values == highest[places]], len(pairs) * len(texts))
    for example in of_examples.tolist():
        place, text = example // len(texts), texts[example % len(texts)]
        examples[place] = min(text, examples.get(place, text))
    tops = list(numbers)
    for place, total in enumerate(exact_sums(values, places, len(pairs))):
        name, frames_of = divmod(int(pairs[place]), len(tops))
        if not names[name].startswith(prefix):
            continue
        key = (names[name], tops[frames_of])
        before = groups.get(key, _Stack(0, 0, (1, "")))
        groups[key] = _Stack(
            before.reports + int(reports[place]), before.value + total,
            min(before.example, (-int(highest[place]), examples[place])))


def _distinct(codes: Array, size: int) -> tuple[Array, Array]:
    """Returns the distinct codes, which are below `size`, in order, and the place of each row's among them."""
    import numpy

    if size > _FEW_CODES:
        distinct, places = numpy.unique(codes, return_inverse=True)
        return distinct, places
    # Without sorting.
    occurs = numpy.bincount(codes, minlength=size) > 0
    return numpy.flatnonzero(occurs), (numpy.cumsum(occurs) - 1)[codes]


def top_frames(stack: str, n: int) -> str:
    """Returns the functions of the first `n` frames of a stack, one per line, without the positions within them.

    Example:
        >>> gotelemetry.top_frames("main.parse:+3,+0x5f\\nmain.main:+1,+0x8", 1)
        'main.parse'
    """
    return "\n".join(frame.rpartition(":")[0] or frame for frame in stack.split("\n")[:n])
