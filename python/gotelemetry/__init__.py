"""Telemetry datasets for data scientists, and the telemetry of your own machine.

    import gotelemetry

    dataset = gotelemetry.Dataset.open("data/")
    frame = dataset.counters(programs=["cmd/go"]).to_pandas()

Importing the package reads no data, starts no threads and imports none of the optional packages: pandas, pyarrow,
polars, duckdb and matplotlib are needed only by the functions that say so.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if "t" in getattr(sys, "abiflags", ""):
    # Its C++ part would be loaded, and crash.
    raise ImportError("gotelemetry does not work in free-threaded builds of CPython yet: use the usual build", name=__name__)

from gotelemetry._config import UploadConfig
from gotelemetry._counting import Counter, open, rotate
from gotelemetry._machine import (
    CounterFile,
    LeftOut,
    LocalReport,
    ModeDecision,
    TelemetryDir,
    TelemetryRoot,
    WeekPreview,
    mode,
    read_counter_file,
)
from gotelemetry._names import UnknownNameError
from gotelemetry._native import DataError
from gotelemetry._table import Table
from gotelemetry._version import __version__ as __version__

if TYPE_CHECKING:
    from gotelemetry._dataset import Dataset
    from gotelemetry._answers.intervals import share_interval
    from gotelemetry._answers.stacks import top_frames

__all__ = [
    "Counter",
    "CounterFile",
    "DataError",
    "Dataset",
    "LeftOut",
    "LocalReport",
    "ModeDecision",
    "Table",
    "TelemetryDir",
    "TelemetryRoot",
    "UnknownNameError",
    "UploadConfig",
    "WeekPreview",
    "mode",
    "open",
    "read_counter_file",
    "rotate",
    "share_interval",
    "top_frames",
]

# Programs that only count need none of the modules with questions, which are loaded when these are first used.
_LATER = {
    "Dataset": "_dataset", "share_interval": "_answers.intervals", "top_frames": "_answers.stacks"}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    found: object = getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
