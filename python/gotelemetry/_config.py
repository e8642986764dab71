"""Upload configs: what may be uploaded."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gotelemetry import _schema


class UploadConfig:
    """The programs and counters that may be uploaded to a collector. Immutable.

    Example:
        >>> config = gotelemetry.UploadConfig.load("upload_config.json")
        >>> config.approves("cmd/go", "go/invocations")
        True
    """

    def __init__(self, approved: _schema.ApprovedCounters) -> None:
        self._approved = approved

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> UploadConfig:
        """Reads a config in Go's JSON format.

        Raises:
            DataError: the file is not a valid config; the message names the field that is wrong.
            OSError: the file cannot be read.
        """
        from gotelemetry import _schema

        return cls(_schema.ApprovedCounters.load(os.fspath(path)))

    @property
    def version(self) -> str:
        """A version derived from the config's contents: equal configs have equal versions."""
        return self._approved.version

    @property
    def programs(self) -> list[str]:
        """The programs for which something is approved."""
        return self._approved.programs

    @property
    def sample_rate(self) -> float:
        """A report is uploaded if its X is at most this; 0: every report is uploaded."""
        return self._approved.sample_rate

    def counters(self, program: str) -> list[tuple[str, float]]:
        """Returns the counters of a program, without its stack counters, and their rates, in the config's order."""
        return self._approved.counters(program)

    def approves(self, program: str, counter: str) -> bool:
        """Returns whether a program's counter may be uploaded. Only the first line of a stack counter's name counts."""
        return self.rate(program, counter) is not None

    def rate(self, program: str, counter: str) -> float | None:
        """Returns the rate of a counter or stack counter: reports whose X is at most this include it. None: never."""
        if "\n" not in counter:
            rate = self._approved.counter_rate(program, counter)
            if rate is not None:
                return rate
        return self._approved.stack_rate(program, counter.partition("\n")[0])

    def __repr__(self) -> str:
        return f"<gotelemetry.UploadConfig {self.version} of {len(self.programs)} programs>"
