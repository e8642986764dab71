"""Telemetry datasets for data scientists, and the telemetry of your own machine.

    import gotelemetry

    dataset = gotelemetry.Dataset.open("data/")
    frame = dataset.counters(programs=["cmd/go"]).to_pandas()

Importing the package reads no data, starts no threads and imports none of the optional packages: pandas, pyarrow,
polars, duckdb and matplotlib are needed only by the functions that say so.
"""

from gotelemetry._config import UploadConfig
from gotelemetry._counting import Counter, open, rotate
from gotelemetry._dataset import Dataset
from gotelemetry._machine import (
    CounterFile,
    LeftOut,
    LocalReport,
    ModeDecision,
    TelemetryDir,
    WeekPreview,
    mode,
    read_counter_file,
)
from gotelemetry._native import DataError
from gotelemetry._questions import top_frames, wilson_interval
from gotelemetry._table import Table
from gotelemetry._version import __version__ as __version__

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
    "UploadConfig",
    "WeekPreview",
    "mode",
    "open",
    "read_counter_file",
    "rotate",
    "top_frames",
    "wilson_interval",
]
