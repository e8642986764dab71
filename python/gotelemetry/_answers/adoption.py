"""How versions spread, and how often a program crashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from gotelemetry._answers.answer import answer
from gotelemetry._columns import FIELDS, Kind
from gotelemetry._days import Weeks, week_of
from gotelemetry._answers.intervals import check_level
from gotelemetry._optional import optional
from gotelemetry._answers.order import in_order
from gotelemetry._answers.questions import describe_window, to_days, with_shares
from gotelemetry._answers.selection import Columns, Selection, Where, join, read, read_ahead, read_counts
from gotelemetry._answers.sums import MOST, exact_sums
from gotelemetry._answers.tally import By, Per, Tallies, bucket_rate, check_by

if TYPE_CHECKING:
    import pandas

    from gotelemetry._config import UploadConfig
    from gotelemetry._reader import Reader

# The counters of a crash: this project's and Go's.
CRASHES = ("crash/crash", "crash/malformed", "crash/no-stack", "crash/no-running-goroutine")


@answer
def adoption(
    dataset: Reader,
    program: str,
    by: Literal["version", "goversion", "goos", "goarch"] = "version",
    *,
    per: Per = "week",
    weeks: Weeks = (),
    where: Where | None = None,
    level: float = 0.95,
) -> pandas.DataFrame:
    """Returns the share of a program's reports that each version has, week by week.

    A report in which several versions ran counts for each, so shares of a week may add up to more than 1.

    Args:
        dataset: the reports.
        program: path of the program.
        by: what to count in place of versions.
        per, weeks, where, level: as for `trend`.

    Returns:
        A row for each week that has reports and each version that occurs in any, by time and then by version:
        ``week`` (``datetime64[s]``, its last day) or ``day``, ``days`` (of the week that have reports), ``version``
        (or what `by` says), ``reports``, ``total``, ``share``, ``low`` and ``high`` as in `trend`.

    Raises:
        ImportError, UnknownNameError, DataError, OSError, ValueError: as for `share`.
    """
    pd = optional("pandas", "adoption()")
    check_level(level)
    if by not in FIELDS:
        raise ValueError(f"by must be one of {', '.join(FIELDS)}, not {by!r}")
    selected = Selection(program, weeks, where)
    tallies = Tallies(None, per)
    entries = read_ahead(
        dataset, selected.parts(dataset, "programs"), lambda part: read(dataset, "programs", ["week", "x", by], part))
    for everyone in entries:
        tallies.add(everyone, everyone, by)
    selected.require(dataset, tallies.rows)
    values = in_order(by, tallies.items)
    counted = tallies.total(values)
    windows = len(counted.windows)
    frame = pd.DataFrame({
        per: to_days(counted.windows).repeat(len(values)),
        "days": counted.days.repeat(len(values)),
        by: pd.Series(values * windows, dtype="str"),
        "reports": counted.seen[0].T.ravel(),
        "total": counted.totals[0].T.ravel(),
    })
    frame = with_shares(frame, frame["total"].to_numpy(dtype="float64"), level)
    frame.attrs.update(program=program, chart=by, level=level, **describe_window(counted))
    return frame


@answer
def releases(
    dataset: Reader, program: str, *, weeks: Weeks = (), where: Where | None = None
) -> pandas.DataFrame:
    """Returns when each version of a program was first reported, and how far it spread.

    A report covers the seven days before its day, so a version may have been in use up to a week earlier. A version
    that was in use before the data begins has the data's first day.

    Args:
        dataset: the reports.
        program: path of the program.
        weeks, where: as for `share`; ``first`` is then the first of these reports.

    Returns:
        By version: ``version``, ``first`` (``datetime64[s]``, day of the first report), ``reports`` (int64, number of
        distinct reports) and ``peak`` (float64, the highest share of a week's reports).

    Raises:
        ImportError, UnknownNameError, DataError, OSError: as for `share`.
    """
    optional("pandas", "releases()")
    frame = adoption(dataset, program, per="day", weeks=weeks, where=where)
    found = frame[frame["reports"] > 0].groupby("version", sort=False)["day"].min()
    weekly = adoption(dataset, program, weeks=weeks, where=where)
    groups = weekly.groupby("version", sort=False)
    result: pandas.DataFrame = groups.agg(reports=("reports", "sum"), peak=("share", "max")).reset_index()
    result.insert(1, "first", result["version"].map(found))
    return result


@answer
def crash_rate(
    dataset: Reader,
    program: str,
    by: By | None = None,
    *,
    names: tuple[str, ...] = CRASHES,
    weeks: Weeks = (),
    where: Where | None = None,
    config: UploadConfig | None = None,
    level: float = 0.95,
) -> pandas.DataFrame:
    """Returns the share of a program's reports that have a crash.

    The denominator is all reports of the program (in the group). A report covers a week of one machine, so this is
    the share of machines on which the program crashed within a week, not of runs.

    Args:
        dataset: the reports.
        program: path of the program.
        by: what to group by, as for `share`.
        names: the stack counters and counters that are crashes.
        weeks, where, config, level: as for `share`. A program whose config approves none of `names` reports none.

    Returns:
        A row for each group, in order: the group (only if `by` is given), ``reports`` (int64, those with a crash),
        ``total`` (int64, all), ``share``, ``low`` and ``high`` as in `share`, ``crashes`` (int64, the sum of the
        counts), ``weeks`` and ``effective`` as in `share`.

    Raises:
        ImportError, UnknownNameError, DataError, OSError, ValueError: as for `share`.
        ValueError: the config does not approve any of `names`.
    """
    pd = optional("pandas", "crash_rate()")
    check_by(by)
    check_level(level)
    selected = Selection(program, weeks, where, config)
    group = [by] if by is not None and by in FIELDS else []
    rate = _rate(selected, names)
    tallies = Tallies(by, "week", [rate], lambda item: rate)
    sums: dict[Any, int] = {}

    def read_part(part: Selection) -> tuple[Columns, Columns]:
        return (read(dataset, "programs", ["week", "x", *group], part), _crashes(dataset, part, names, group))

    for everyone, crashes in read_ahead(dataset, selected.parts(dataset), read_part):
        crashes = crashes.where(crashes["x"] <= rate)
        tallies.add(everyone, crashes, "item")
        for value, count in _sums(crashes, by).items():
            sums[value] = sums.get(value, 0) + count
    selected.require(dataset, tallies.rows)
    counted = tallies.total(["crash"])
    data: dict[str, Any] = {}
    if by == "week":
        data["week"] = to_days(counted.groups)
    elif by is not None:
        data[by] = pd.Series(counted.groups, dtype="str")
    data.update(reports=counted.reports[:, 0], total=counted.total[:, 0])
    effective = counted.effective[:, 0]
    frame = with_shares(pd.DataFrame(data), effective, level)
    frame["crashes"] = [min(sums.get(group, 0), MOST) for group in counted.groups]
    frame["weeks"] = (counted.totals[:, 0] > 0).sum(axis=-1)
    frame["effective"] = effective
    frame.attrs.update(program=program, chart="crashes", level=level, **describe_window(counted))
    return frame


def _rate(selected: Selection, names: tuple[str, ...]) -> float:
    """Returns up to which X reports have all crashes that are approved."""
    config = selected.config
    if config is None:
        return 1.0
    rates = [bucket_rate(selected, name) for name in names if config.approves(selected.program, name)]
    if not rates:
        raise ValueError(f"the config {config.version} approves none of {', '.join(names)} for {selected.program}")
    return min(rates)


def _crashes(dataset: Reader, selected: Selection, names: tuple[str, ...], group: Sequence[str]) -> Columns:
    """Returns the counts of crashes, each once, as a single ``item``."""
    import numpy

    columns = [*group, "value"]
    tables: tuple[Kind, ...] = ("counters", "stacks")
    found = join((read_counts(dataset, kind, columns, selected, names) for kind in tables), ["week", "x", *columns])
    return found.having("item", numpy.zeros(len(found), dtype="int64"), ["crash"])


def _sums(crashes: Columns, by: str | None) -> dict[Any, int]:
    """Returns the sum of the counts of each group."""
    import numpy

    if by is None:
        groups: list[Any] = [None]
        places = numpy.zeros(len(crashes), dtype="int64")
    elif by == "week":
        weeks, places = numpy.unique(week_of(crashes["week"]), return_inverse=True)
        groups = [int(week) for week in weeks]
    else:
        groups = sorted(crashes.occurring(by))
        places = crashes.numbered(by, groups)
    return dict(zip(groups, exact_sums(crashes["value"], places, len(groups))))
