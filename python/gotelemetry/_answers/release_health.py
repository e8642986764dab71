"""The health of releases, judged by the code that the collector judges them with."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from gotelemetry._days import day_number
from gotelemetry._native import DataError
from gotelemetry._store import layout

if TYPE_CHECKING:
    from gotelemetry._config import UploadConfig
    from gotelemetry._days import Day
    from gotelemetry._reader import Reader


def release_health(
    dataset: Reader,
    program: str = "",
    *,
    config: UploadConfig | None = None,
    weeks: int = 12,
    date: Day | None = None,
) -> dict[str, Any]:
    """Returns whether each release is worse than the one before, and which is silent: what ``collector health --json`` says.

    All numbers are of distinct reports; those of each version are compared with the latest earlier version that has at
    least 20. Intervals are of 95 %: Wilson's for shares, Newcombe's for differences. They are of as many independent
    reports as there are at least, since several weeks may have the same machines.

    Args:
        dataset: the reports, as JSON. A malformed line is an error here even with ``errors="skip"``.
        program: path of the program; if it is empty, all programs are judged.
        config: if given, only what it approves on the day counts.
        weeks: how many weeks to look at, from 1 to 520, the last of which is that of `date`.
        date: the day as of which to judge; if it is not given, that of the last report in the dataset.

    Returns:
        ``Date``; ``Alarms``, a dict for each program and week with something silent, whose ``Line`` says it in a sentence;
        and ``Programs``, each with ``Program``, ``Weeks`` (their Sundays) and ``Versions`` in their order. A version has
        ``Reports``, ``Effective`` (how many independent ones they are worth), ``Adoption`` by week, ``Crashes`` and
        ``ArmedCrashes`` (of the reports in which crashes were counted; None if there are none) with ``Crashed``,
        ``Reports``, ``Share`` and ``Interval``; and, against the version ``Before``: ``CrashVerdict`` (``"worse"``,
        ``"better"``, ``"unclear"`` or ``"none"``), ``CrashDifference``, ``NewStacks``, ``VanishedStacks``, and ``Changes``
        of the shares of counters, with their ``P`` and, corrected for looking at all that were ``Compared``, ``Q``.

    Raises:
        DataError, OSError: as for `Dataset.counters`. DataError also for a store or other Parquet, which is not judged.
        ValueError: `weeks` is not in that range.
    """
    import json

    from gotelemetry import _schema

    if not 1 <= weeks <= 520:
        raise ValueError(f"weeks must be from 1 to 520, not {weeks}")
    if layout.are_parquet(dataset.paths):
        raise DataError(f"{dataset.paths[0]}: release_health() needs the reports as JSON, not as Parquet")
    paths = list(dataset.paths)
    day = _schema.last_report_day(paths) if date is None else day_number(date, "date")
    if day is None:
        day = day_number(datetime.date.today())
    approved = None if config is None else config._approved
    health: dict[str, Any] = json.loads(_schema.release_health(paths, approved, program, weeks, day))
    return health
