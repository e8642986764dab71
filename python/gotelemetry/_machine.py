"""The telemetry of this machine: the counts, the reports made from them, and what may be sent."""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
import time
import warnings
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from gotelemetry import _native

if TYPE_CHECKING:
    from gotelemetry._config import UploadConfig

_T = TypeVar("_T")
_State = Literal["local", "ready", "sent"]
_STATES: dict[str, _State] = {"local report": "local", "ready report": "ready", "sent report": "sent"}


@dataclasses.dataclass(frozen=True)
class CounterFile:
    """The contents of a counter file.

    Attributes:
        path: where it is.
        meta: its header, such as ``Program`` and ``TimeEnd``.
        counters: the counts, by name.
        stacks: the counts of stack counters, by full name: the counter's name, then one line per frame of the call
            stack, innermost first.
        damage: how many records are damaged and left out, and why; empty if everything could be read.
    """

    path: str
    meta: dict[str, str]
    counters: dict[str, int]
    stacks: dict[str, int]
    damage: str = ""


@dataclasses.dataclass(frozen=True)
class LocalReport:
    """A report on this machine.

    Attributes:
        path: where it is.
        state: ``local`` for a report of everything that was counted, which stays on this machine; ``ready`` for the
            approved part, waiting to be sent; ``sent`` for a copy of what was sent.
        report: the report, parsed from JSON.
    """

    path: str
    state: Literal["local", "ready", "sent"]
    report: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class ModeDecision:
    """Whether programs count for a collector, and whether reports may be uploaded to it.

    Attributes:
        mode: ``off``, ``local`` or ``on``. For programs that name no collector, ``on`` is consent to Go's own uploads,
            and nothing of theirs is uploaded by this project.
        rule: what decided it, such as ``mode file``, ``environment`` or ``default``.
        detail: the file or variable that decided it; empty if there is none.
        consent_day: the day of the user's consent, ``YYYY-MM-DD``, or empty.
    """

    mode: Literal["off", "local", "on"]
    rule: str
    detail: str
    consent_day: str


@dataclasses.dataclass(frozen=True)
class LeftOut:
    """Something that was counted but would not be uploaded.

    Attributes:
        program: the program that counted it.
        kind: ``program``, ``counter`` or ``stack``.
        name: the counter's name; empty for a program.
        reason: why it would not be uploaded.
    """

    program: str
    kind: Literal["program", "counter", "stack", "frames"]
    name: str
    reason: str


@dataclasses.dataclass(frozen=True)
class WeekPreview:
    """What a week's counts would become.

    Attributes:
        local: the local report, which contains everything.
        upload: the report that would be uploaded, or None.
        why_no_upload: why there is none; empty if there is one.
        left_out: what `local` contains but `upload` would not.
    """

    local: dict[str, Any]
    upload: dict[str, Any] | None
    why_no_upload: str
    left_out: list[LeftOut]


def read_counter_file(path: str | os.PathLike[str]) -> CounterFile:
    """Reads a counter file; programs may be counting into it at the same time.

    Stack names are decoded: every frame has its full path. Bytes that are not UTF-8 become U+FFFD.

    Of a damaged file everything is read that can be, and `CounterFile.damage` tells of the rest.

    Raises:
        DataError: it is not a counter file, or so damaged that nothing in it is sure; the message says how.
        OSError: it cannot be read.
    """
    from gotelemetry import _schema

    name = os.fsdecode(path)
    meta, counts, damage = _schema.read_counter_file(name)
    counters: dict[str, int] = {}
    stacks: dict[str, int] = {}
    for counter, count in sorted(counts.items()):
        target = stacks if b"\n" in counter else counters
        text = _decode(counter)
        target[text] = target.get(text, 0) + count
    return CounterFile(
        path=name,
        meta={_decode(key): _decode(value) for key, value in meta.items()},
        counters=counters,
        stacks=stacks,
        damage=_decode(damage),
    )


class TelemetryRoot:
    """A user's telemetry root: Go's own telemetry directory, and beside it one for each collector. All methods only read.

    Example:
        >>> root = gotelemetry.TelemetryRoot()
        >>> for collector in root.collectors():
        ...     print(collector, root.mode(collector).mode, root.collector(collector).counter_files())
        telemetry.example.com:443 on []
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        """Refers to a root, which need not exist.

        Args:
            path: the root; None: the user's own.

        Raises:
            FileNotFoundError: `path` is None and the user has no home directory.
        """
        found = _native.TelemetryRoot.default_path() if path is None else os.fsdecode(path)
        if not found:
            raise FileNotFoundError("there is no telemetry directory, because there is no home directory")
        self._root = _native.TelemetryRoot(found)

    @property
    def path(self) -> str:
        """The root's path."""
        return self._root.path

    @property
    def go(self) -> TelemetryDir:
        """Go's own directory: what Go's programs count, and programs that name no collector."""
        return TelemetryDir(self)

    def collectors(self) -> list[str]:
        """Returns the addresses, ``HOST:PORT``, of the collectors that have a directory here, sorted.

        Raises:
            OSError: the folder of the collectors cannot be read.
        """
        return self._root.collectors()[0]

    def foreign(self) -> list[str]:
        """Returns the names of what lies beside the collectors' directories and is none, sorted. Nothing touches it.

        Raises:
            OSError: the folder of the collectors cannot be read.
        """
        return self._root.collectors()[1]

    def collector(self, address: str) -> TelemetryDir:
        """Returns the directory of a collector, which need not exist.

        Args:
            address: ``HOST`` or ``HOST:PORT`` (443 if no port is given).

        Raises:
            ValueError: that is no address of a collector.
        """
        return TelemetryDir(self, address)

    def mode(self, collector: str | None = None) -> ModeDecision:
        """Returns whether a program started in this process's environment counts and uploads, and what decided it.

        Args:
            collector: the collector that the program names, ``HOST`` or ``HOST:PORT``; None: it names none.

        Raises:
            ValueError: `collector` is no address of a collector.
        """
        return _decide_mode(self._root, collector)

    def __repr__(self) -> str:
        return f"gotelemetry.TelemetryRoot({self.path!r})"


class TelemetryDir:
    """One directory of a telemetry root, Go's or a collector's: its counter files, reports and mode.

    `TelemetryRoot.go` and `TelemetryRoot.collector` return it. All methods only read.
    """

    def __init__(self, root: TelemetryRoot, collector: str | None = None) -> None:
        """Refers to a directory, which need not exist.

        Args:
            root: the root that it is in.
            collector: whose it is, ``HOST`` or ``HOST:PORT``; None: Go's.

        Raises:
            ValueError: `collector` is no address of a collector.
        """
        self._root = root
        self._collector = None if collector is None else _native.collector_address(collector)
        self._directory = root._root.go if self._collector is None else root._root.collector(self._collector)

    @property
    def path(self) -> str:
        """The directory's path."""
        return self._directory.path

    @property
    def collector(self) -> str | None:
        """The collector whose directory it is, ``HOST:PORT``; None for Go's."""
        return self._collector

    def counter_files(self) -> list[CounterFile]:
        """Reads all counter files, sorted by name.

        Raises:
            DataError: one of them is damaged.
            OSError: one of them, or the directory, cannot be read.
        """
        paths = [path for kind, path in self._directory.files() if kind == "counter file"]
        return _read_all(paths, read_counter_file)

    def reports(self) -> list[LocalReport]:
        """Reads all reports: first those not sent, then the sent ones, each group sorted by name.

        Raises:
            DataError: one of them is not JSON.
            OSError: one of them, or a directory, cannot be read.
        """
        states = {path: _STATES[kind] for kind, path in self._directory.files() if kind in _STATES}
        return _read_all(states, lambda path: LocalReport(path, states[path], _read_json(path)))

    def mode(self) -> ModeDecision:
        """Returns `TelemetryRoot.mode` for this directory's collector, or for programs that name none."""
        return self._root.mode(self._collector)

    def preview(
        self, config: UploadConfig | None = None, *, now: datetime.datetime | None = None
    ) -> list[WeekPreview]:
        """Returns the reports that the current counts would become if uploading were on, week by week.

        What Go's programs count is never uploaded by this project; its preview says what would be if it were for a
        collector with this config. The real report may differ in counters whose rate is below 1: whether they are
        uploaded depends on the report's X, a random number that is drawn when the report is made. A file that cannot be
        read is left out, with a warning through the module `warnings`.

        Args:
            config: what is approved, for every week; None: what the collector has approved, as last received, for each
                week what was when it began.
            now: the time to assume, such as next week; None: the current time.

        Raises:
            FileNotFoundError: `config` is None, and nothing has been received from the collector.
            DataError: what has been received is damaged.
            OSError: the directory cannot be read.
        """
        from gotelemetry import _schema

        seconds = time.time() if now is None else now.timestamp()
        decision = _native.decide_mode(self._root._root, self._collector)
        approved = None if config is None else config._approved
        preview = _schema.preview(self._directory, decision, approved, seconds)
        for warning in preview.warnings:
            warnings.warn(warning, stacklevel=2)
        return [_week(week) for week in preview.weeks]

    def __repr__(self) -> str:
        return f"gotelemetry.TelemetryDir({self._root!r}, {self._collector!r})"


def mode(collector: str | None = None) -> ModeDecision:
    """Returns whether a program started in this process's environment counts and uploads, and what decided it.

    This is `TelemetryRoot.mode` for the user's own root; ``off`` if there is none.

    Args:
        collector: the collector that the program names, ``HOST`` or ``HOST:PORT``; None: it names none.

    Raises:
        ValueError: `collector` is no address of a collector.
    """
    return _decide_mode(_native.TelemetryRoot(_native.TelemetryRoot.default_path()), collector)


def _decide_mode(root: _native.TelemetryRoot, collector: str | None) -> ModeDecision:
    decision = _native.decide_mode(root, collector)
    return ModeDecision(decision.mode, decision.rule, decision.detail, decision.consent_day)


def _week(week: Any) -> WeekPreview:
    return WeekPreview(
        local=json.loads(week.local),
        upload=None if week.upload is None else json.loads(week.upload),
        why_no_upload=week.why_no_upload,
        left_out=[LeftOut(item.program, item.kind, item.name, item.reason) for item in week.left_out],
    )


def _decode(text: bytes) -> str:
    return text.decode(errors="replace")


def _read_all(paths: Iterable[str], read: Callable[[str], _T]) -> list[_T]:
    found = []
    for path in paths:
        try:
            found.append(read(path))
        except FileNotFoundError:
            # An upload run has removed it since the directory was listed.
            pass
    return found


def _read_json(path: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
    except ValueError as error:
        raise _native.DataError(f"{path}: {error}") from error
    if not isinstance(report, dict):
        raise _native.DataError(f"{path}: not an object")
    return report
