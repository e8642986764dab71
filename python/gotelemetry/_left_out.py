"""What was left out of what was read."""

from __future__ import annotations


class LeftOut:
    """What was left out of what was read, with ``errors="skip"``.

    Attributes:
        damaged: what is wrong with each damaged file.
        skipped: the number of lines that are no reports.
    """

    def __init__(self) -> None:
        self.damaged: list[str] = []
        self.skipped = 0

    def add(self, damaged: tuple[str, ...], skipped: int) -> None:
        """Adds what was left out of all files. A question may read them several times."""
        self.damaged += [each for each in damaged if each not in self.damaged]
        self.skipped = max(self.skipped, skipped)
