"""Days, given as any of the usual types, and sets of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    import numpy

Day = Union[datetime.date, str, "numpy.datetime64"]
# A list of days or weeks, or a range: slice(first, last), which includes both ends, either of which may be None.
Weeks = Iterable[Day] | slice

_EPOCH = datetime.date(1970, 1, 1)
# More days than any dataset has, so that an open range is finite.
_LAST = datetime.date(2199, 12, 31)
_FIRST = datetime.date(1970, 1, 1)


def to_date(day: Day, argument: str = "day") -> datetime.date:
    """Returns the date of a day. For a point in time, that is its date in its own time zone.

    Args:
        day: a date, a datetime (such as a pandas.Timestamp), a numpy.datetime64, or ``YYYY-MM-DD``.
        argument: what the caller calls it, for the error message.

    Raises:
        TypeError: it is none of these.
        ValueError: it is text that is not a date, or it is ``NaT``.
    """
    if isinstance(day, str):
        try:
            return datetime.date.fromisoformat(day)
        except ValueError as error:
            raise ValueError(f"{argument}: {day!r} is not a day such as 2026-11-18 ({error})") from error
    if isinstance(day, datetime.datetime):
        # A missing day of pandas claims to be a datetime.
        if day != day:
            raise ValueError(f"{argument}: {day} is not a day")
        return day.date()
    if isinstance(day, datetime.date):
        return day
    # No need to import numpy: a caller that has such a day has imported it.
    if type(day).__module__ == "numpy" and type(day).__name__ == "datetime64":
        date = day.astype("datetime64[D]").item()
        if not isinstance(date, datetime.date):
            raise ValueError(f"{argument}: {day} is not a day")
        return date
    raise TypeError(f"{argument}: a day must be a date or text such as 2026-11-18, not {day!r}")


def day_number(day: Day, argument: str = "day") -> int:
    """Returns the number of days from 1970-01-01 to `day`."""
    return to_date(day, argument).toordinal() - _EPOCH.toordinal()


def day_numbers(days: Weeks, argument: str) -> list[int]:
    """Returns `day_number` of each day of a list or a range; text such as ``2026-W48`` stands for seven days.

    Example:
        >>> len(day_numbers(slice("2026-01-05", "2026-01-18"), "weeks"))
        14
        >>> day_numbers(["2026-W02"], "weeks") == day_numbers(slice("2026-01-05", "2026-01-11"), "weeks")
        True

    Raises:
        TypeError: `days`, which the caller knows as `argument`, is a single day.
        ValueError: it is a pair of days, which may be a range or a list; or a range that ends before it begins.
    """
    if isinstance(days, slice):
        return _range(days, argument)
    if isinstance(days, (str, datetime.date)):
        raise TypeError(f"{argument} must be a list of days, not a single one: use [{days!r}]")
    if isinstance(days, tuple) and len(days) == 2:
        first, last = days
        raise ValueError(
            f"{argument}={days!r} may be a range or two days: use slice({first!r}, {last!r}) or [{first!r}, {last!r}]"
        )
    return [number for day in days for number in range(*_span(day, argument))]


def week_of(days: Any) -> Any:
    """Returns the Sundays that end the weeks of days, as on a collector's site: weeks run from Monday to Sunday.

    Both are numbers of days since 1970-01-01, which was a Thursday.
    """
    return days + (3 - days) % 7


def _range(days: slice, argument: str) -> list[int]:
    if days.step is not None:
        raise ValueError(f"{argument}: a range of days has no step, but {days!r} has")
    begin = day_number(_FIRST) if days.start is None else _span(days.start, argument)[0]
    end = day_number(_LAST) if days.stop is None else _span(days.stop, argument)[1]
    if end <= begin:
        raise ValueError(f"{argument}: the range {days!r} ends before it begins")
    return list(range(begin, end))


def _span(day: Day, argument: str) -> tuple[int, int]:
    """Returns the first day of a day or week, and the day after its last."""
    if isinstance(day, str) and len(day) == len("2026-W48") and day[4:6] == "-W":
        monday = day_number(f"{day}-1", argument)
        return monday, monday + 7
    number = day_number(day, argument)
    return number, number + 1
