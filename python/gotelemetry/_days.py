"""Days, given as any of the usual types."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    import numpy

Day = Union[datetime.date, str, "numpy.datetime64"]

_EPOCH = datetime.date(1970, 1, 1)


def to_date(day: Day) -> datetime.date:
    """Returns the date of a day. For a point in time, that is its date in its own time zone.

    Args:
        day: a date, a datetime (such as a pandas.Timestamp), a numpy.datetime64, or ``YYYY-MM-DD``.

    Raises:
        TypeError: it is none of these.
        ValueError: it is text that is not a date, or it is ``NaT``.
    """
    if isinstance(day, str):
        return datetime.date.fromisoformat(day)
    if isinstance(day, datetime.datetime):
        return day.date()
    if isinstance(day, datetime.date):
        return day
    # No need to import numpy: a caller that has such a day has imported it.
    if type(day).__module__ == "numpy" and type(day).__name__ == "datetime64":
        date = day.astype("datetime64[D]").item()
        if not isinstance(date, datetime.date):
            raise ValueError(f"{day} is not a day")
        return date
    raise TypeError(f"a day must be a date or text such as 2026-11-18, not {day!r}")


def day_number(day: Day) -> int:
    """Returns the number of days from 1970-01-01 to `day`."""
    return to_date(day).toordinal() - _EPOCH.toordinal()


def day_numbers(days: Iterable[Day], argument: str) -> list[int]:
    """Returns `day_number` of each.

    Raises:
        TypeError: `days`, which the caller knows as `argument`, is a single day.
    """
    if isinstance(days, (str, datetime.date)):
        raise TypeError(f"{argument} must be a list of days, not a single one: use [{days!r}]")
    return [day_number(day) for day in days]
