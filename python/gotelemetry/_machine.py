"""The telemetry of this machine: what was counted, what became of it, and what may be sent."""

from __future__ import annotations

import dataclasses
import json
import os
import time
from typing import TYPE_CHECKING, Any, Literal

from gotelemetry import _native

if TYPE_CHECKING:
    from gotelemetry._config import UploadConfig

_COUNTER_FILE_ENDING = ".v1.count"


@dataclasses.dataclass(frozen=True)
class CounterFile:
    """What a counter file says.

    Attributes:
        path: where it is.
        meta: its header, such as ``Program`` and ``TimeEnd``.
        counters: the counts, by name.
        stacks: the counts of stack counters, by name: the first line, then a frame a line, innermost first.
    """

    path: str
    meta: dict[str, str]
    counters: dict[str, int]
    stacks: dict[str, int]


@dataclasses.dataclass(frozen=True)
class LocalReport:
    """A report that is on this machine.

    Attributes:
        path: where it is.
        state: ``local`` if it has everything that was counted and stays here, ``ready`` if it is the approved part
            and waits to be sent, ``uploaded`` if it is a copy of what was sent.
        report: the report, as its JSON has it.
    """

    path: str
    state: Literal["local", "ready", "uploaded"]
    report: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class ModeDecision:
    """Whether this machine counts and uploads.

    Attributes:
        mode: ``off``, ``local`` or ``on``.
        rule: what decided, such as ``mode file``, ``environment`` or ``default``.
        detail: what exactly: a file or a variable; empty if there is nothing to name.
        asof: the day of the user's consent, ``YYYY-MM-DD``, or empty.
        collector: whom the user agreed to send to, or empty.
    """

    mode: Literal["off", "local", "on"]
    rule: str
    detail: str
    asof: str
    collector: str


@dataclasses.dataclass(frozen=True)
class LeftOut:
    """Something that was counted and would not be uploaded.

    Attributes:
        program: whose it is.
        kind: ``program``, ``counter`` or ``stack``.
        name: of the counter; empty for a program.
        reason: why.
    """

    program: str
    kind: Literal["program", "counter", "stack"]
    name: str
    reason: str


@dataclasses.dataclass(frozen=True)
class WeekPreview:
    """What the counts of a week would become.

    Attributes:
        local: the local report, which has everything.
        upload: the report that would be sent; None if none would.
        why_no_upload: why none would; empty if one would.
        left_out: what of `local` is not approved.
    """

    local: dict[str, Any]
    upload: dict[str, Any] | None
    why_no_upload: str
    left_out: list[LeftOut]


def read_counter_file(path: str | os.PathLike[str]) -> CounterFile:
    """Reads a counter file, also while programs count into it.

    Names are decoded: every frame of a stack spells out its path. Bytes that are no UTF-8 become U+FFFD.

    Raises:
        DataError: it is no counter file, or a damaged one; says why.
        OSError: it cannot be read.
    """
    from gotelemetry import _schema

    meta, counts = _schema.read_counter_file(os.fspath(path))
    counters: dict[str, int] = {}
    stacks: dict[str, int] = {}
    for name, count in sorted(counts.items()):
        target = stacks if b"\n" in name else counters
        text = _decode(name)
        target[text] = target.get(text, 0) + count
    return CounterFile(
        path=os.fspath(path),
        meta={_decode(key): _decode(value) for key, value in meta.items()},
        counters=counters,
        stacks=stacks,
    )


class TelemetryDir:
    """A telemetry directory: the counter files, reports and decisions of one user. Nothing here changes it."""

    def __init__(self, root: str | os.PathLike[str] | None = None) -> None:
        """Names a directory.

        Args:
            root: the directory; the user's own if it is None.

        Raises:
            FileNotFoundError: the user has none, since there is no home directory.
        """
        path = _native.TelemetryDir.default_root() if root is None else os.fspath(root)
        if not path:
            raise FileNotFoundError("there is no telemetry directory, since there is no home directory")
        self._directory = _native.TelemetryDir(path)

    @property
    def root(self) -> str:
        """The directory's path."""
        return self._directory.root

    def counter_files(self) -> list[CounterFile]:
        """Reads all counter files, sorted by name.

        Raises:
            DataError: one of them is damaged.
        """
        directory = self._directory.local_dir
        return [read_counter_file(path) for path in _files(directory) if path.endswith(_COUNTER_FILE_ENDING)]

    def reports(self) -> list[LocalReport]:
        """Reads all reports, sorted by name: those that stay here, those that are ready, those that were sent.

        Raises:
            DataError: one of them is no JSON.
        """
        found = []
        for path in _files(self._directory.local_dir):
            if path.endswith(".json"):
                is_local = os.path.basename(path).startswith("local.")
                found.append(LocalReport(path, "local" if is_local else "ready", _read_json(path)))
        for path in _files(self._directory.upload_dir):
            if path.endswith(".json"):
                found.append(LocalReport(path, "uploaded", _read_json(path)))
        return found

    def mode(self) -> ModeDecision:
        """Returns whether programs of this process's environment count and upload, and who decided it."""
        decision = _native.decide_mode(self.root)
        return ModeDecision(decision.mode, decision.rule, decision.detail, decision.asof, decision.collector)

    def preview(self, config: UploadConfig) -> list[WeekPreview]:
        """Returns what the present counts would become if uploading were on, a week after the other.

        X, which decides about counters with a rate below 1, is drawn anew for the real report. Damaged counter
        files are left out.

        Args:
            config: what is approved.
        """
        from gotelemetry import _schema

        decision = self.mode()
        asof = decision.asof if decision.mode == "on" else ""
        preview = _schema.preview(self._directory, config._approved, asof, time.time())
        return [_week(week) for week in preview.weeks]

    def __repr__(self) -> str:
        return f"gotelemetry.TelemetryDir({self.root!r})"


def mode() -> ModeDecision:
    """Returns whether programs that this user starts count and upload, and who decided it."""
    root = _native.TelemetryDir.default_root()
    decision = _native.decide_mode(root)
    return ModeDecision(decision.mode, decision.rule, decision.detail, decision.asof, decision.collector)


def _week(week: Any) -> WeekPreview:
    return WeekPreview(
        local=json.loads(week.local),
        upload=None if week.upload is None else json.loads(week.upload),
        why_no_upload=week.why_no_upload,
        left_out=[LeftOut(item.program, item.kind, item.name, item.reason) for item in week.left_out],
    )


def _decode(text: bytes) -> str:
    return text.decode(errors="replace")


def _files(directory: str) -> list[str]:
    try:
        return [os.path.join(directory, name) for name in sorted(os.listdir(directory))]
    except FileNotFoundError:
        return []


def _read_json(path: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
    except ValueError as error:
        raise _native.DataError(f"{path}: {error}") from error
    if not isinstance(report, dict):
        raise _native.DataError(f"{path}: not an object")
    return report
