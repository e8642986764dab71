"""Which reports a question is about, and their columns, as questions read them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from gotelemetry._columns import FIELDS, TITLE, Filter, Kind, check_where
from gotelemetry._days import Weeks, day_numbers
from gotelemetry._names import UnknownNameError, unknown
from gotelemetry._answers.order import in_order
from gotelemetry._threads import ahead, num_threads

if TYPE_CHECKING:
    import numpy

    from gotelemetry._config import UploadConfig
    from gotelemetry._reader import Reader

    Array = numpy.ndarray[Any, Any]

Where = Mapping[str, Iterable[str]]
Part = TypeVar("Part")
Found = TypeVar("Found")

# With the title, what identifies a counter or stack counter of an entry.
_DETAIL = {"counters": "bucket", "stacks": "frames"}
_MOST = 2**62


class Selection:
    """Which entries of reports a question is about, and what their config approved."""

    def __init__(
        self, program: str, weeks: Weeks = (), where: Where | None = None, config: UploadConfig | None = None
    ) -> None:
        self.program = program
        self.weeks = weeks if isinstance(weeks, (slice, str, tuple)) else list(weeks)
        self.where = check_where(where)
        self.config = config
        # Found out now, not when something is read.
        self.days = day_numbers(self.weeks, "weeks")
        # What has been found of the program in columns of `where`; shared by the parts of a selection.
        self._present: dict[str, set[str]] = {column: set() for column in self.where}

    def parts(self, reader: Reader, *kinds: Kind) -> Iterator[Selection]:
        """Yields selections that together are this one: of whole weeks, if they can be read by themselves.

        Args:
            reader: the dataset.
            kinds: the tables of which something is read for each part; none: all.
        """
        for days in reader._spans(self.days, self.program, kinds):
            part = copy.copy(self)
            part.days = days
            yield part

    def require(self, reader: Reader, rows: int) -> None:
        """Raises an UnknownNameError if nothing was found, that says why; or if a value of `where` was not.

        Args:
            reader: the dataset.
            rows: how many rows of the table of programs `read` has found, in all parts.
        """
        for column, present in self._present.items():
            missing = [value for value in self.where[column] if value not in present]
            if missing and present:
                raise unknown(column, missing[0], present, f"the reports of {self.program}")
        if rows:
            return
        known = set()
        for part in reader._scan("programs", ["program"], Filter()):
            known.update(part._texts("program"))
        if self.program not in known:
            raise unknown("program", self.program, known, "this dataset")
        raise UnknownNameError(
            f"no report of {self.program!r} is of weeks={self.weeks!r}, where={self.where!r}")


class Columns:
    """Some columns of all rows of a table, as NumPy arrays; texts are numbered."""

    def __init__(self, data: dict[str, Array], texts: dict[str, list[str]]) -> None:
        self._data = data
        self.texts = texts

    def __getitem__(self, name: str) -> Array:
        return self._data[name]

    def __len__(self) -> int:
        return len(next(iter(self._data.values())))

    def where(self, mask: Array) -> Columns:
        """Returns the rows for which `mask` is true."""
        return Columns({name: values[mask] for name, values in self._data.items()}, self.texts)

    def having(self, name: str, codes: Array, texts: list[Any]) -> Columns:
        """Returns the same rows with another column of texts."""
        return Columns({**self._data, name: codes}, {**self.texts, name: texts})

    def repeated(self, names: Sequence[str]) -> Array:
        """Returns which rows are equal to one before them in some columns."""
        import pandas

        found: Array = pandas.Series(self._numbers(names)).duplicated().to_numpy()
        return found

    def _numbers(self, names: Sequence[str]) -> Array:
        """Returns a number for each row: the same for those that are equal in some columns, and for no others."""
        import numpy
        import pandas

        numbers, size = numpy.zeros(len(self), dtype="int64"), 1
        for name in names:
            values, texts = self._data[name], self.texts.get(name)
            if texts is None:
                values, distinct = pandas.factorize(values, use_na_sentinel=False)
            count = len(distinct if texts is None else texts)
            if size * count > _MOST:
                numbers, different = pandas.factorize(numbers)
                size = len(different)
            numbers, size = numbers * count + values, size * count
        return numbers

    def _encoded(self, name: str) -> tuple[Array, list[str] | None]:
        return self._data[name], self.texts.get(name)

    def occurring(self, name: str) -> set[Any]:
        """Returns the distinct texts that occur."""
        import numpy

        texts = self.texts[name]
        used = numpy.flatnonzero(numpy.bincount(self[name], minlength=1)) if len(self) else ()
        return {texts[code] for code in used}

    def present(self, name: str) -> list[str]:
        """Returns the distinct texts that occur, in their order of meaning."""
        return in_order(name, self.occurring(name))

    def numbered(self, name: str, order: Sequence[Any]) -> Array:
        """Returns the position of each row's text in `order`; -1 for one that is not there."""
        import numpy

        places = {text: i for i, text in enumerate(order)}
        lookup = numpy.array([places.get(text, -1) for text in self.texts[name]], dtype="int64")
        return lookup[self[name]] if len(lookup) else numpy.zeros(0, dtype="int64")


def read_ahead(reader: Reader, parts: Iterable[Part], work: Callable[[Part], Found]) -> Iterator[Found]:
    """Yields what `work` reads of each part; if it can be, the next one while the caller counts."""
    listed = list(parts)
    if num_threads(reader._threads) < 2 or reader._progress:
        # Who is shown the progress is called by the thread that asked.
        return map(work, listed)
    return ahead(work, listed)


def read(
    reader: Reader, kind: Kind, columns: Sequence[str], selected: Selection, charts: Iterable[str] = ()
) -> Columns:
    """Reads columns of a table, and those by which `selected` filters."""
    import numpy

    wanted = list(dict.fromkeys([*columns, *selected.where]))
    found = join(reader._scan(kind, wanted, Filter([selected.program], list(charts), selected.days)), wanted)
    if not selected.where:
        return found
    keep = numpy.ones(len(found), dtype=bool)
    for column, values in selected.where.items():
        if kind == "programs":
            selected._present[column] |= found.occurring(column)
        keep &= found.numbered(column, values) >= 0
    return found.where(keep)


def read_counts(
    reader: Reader, kind: Kind, columns: Sequence[str], selected: Selection, charts: Iterable[str] = ()
) -> Columns:
    """Reads counts of a table of counters or stacks, each once: a report may be in a dataset twice.

    A count is of an entry of a report, which is known by its version and system. These are read only of days of which
    it is not known that nothing is there twice.

    Args:
        reader: the dataset.
        kind: the table.
        columns: columns of the result, besides ``week`` and ``x``.
        selected, charts: as for `read`.
    """
    once = reader._days_once()
    names = ["week", "x", *columns]
    parts = []
    for days, is_once in ([day for day in selected.days if day in once], True), (
            [day for day in selected.days if day not in once], False):
        if not days and (is_once or selected.days):
            continue
        part = copy.copy(selected)
        part.days = days
        entry = ["week", "x", *FIELDS, TITLE[kind], _DETAIL[kind]]
        found = read(reader, kind, names if is_once else [*names, *entry], part, charts)
        parts.append(found if is_once else found.where(~found.repeated(entry)))
    return parts[0] if len(parts) == 1 else join(parts, names)


def join(tables: Iterable[Any], columns: Sequence[str]) -> Columns:
    """Puts columns of tables one below the other."""
    import numpy

    parts: dict[str, list[Array]] = {name: [] for name in columns}
    numbers: dict[str, dict[str, int]] = {}
    # Tables that come from one index have the same list of texts.
    last: dict[str, tuple[list[str] | None, Array]] = {}
    for table in tables:
        for name in columns:
            values, texts = table._encoded(name)
            if texts is not None:
                known = numbers.setdefault(name, {})
                if name not in last or last[name][0] is not texts:
                    codes = numpy.array([known.setdefault(text, len(known)) for text in texts], dtype="int32")
                    last[name] = texts, codes
                codes = last[name][1]
                values = codes[values] if len(codes) else values.astype("int32")
            parts[name].append(values)
    data = {name: numpy.concatenate(arrays) if arrays else numpy.zeros(0) for name, arrays in parts.items()}
    return Columns(data, {name: list(known) for name, known in numbers.items()})
