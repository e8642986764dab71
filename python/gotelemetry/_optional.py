"""Packages that gotelemetry can work with but does not need."""

import functools
import importlib
from types import ModuleType


# Questions ask thousands of times. What is not there is not remembered.
@functools.cache
def optional(name: str, wanted_by: str) -> ModuleType:
    """Imports the package `name`.

    Args:
        name: the module to import, such as ``pandas`` or ``pyarrow.parquet``.
        wanted_by: what needs it, for the error message.

    Raises:
        ImportError: the package is not installed; the message names it and what needs it.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        if error.name is not None and error.name.partition(".")[0] != package:
            raise
        raise ImportError(
            f"{wanted_by} needs the package {package}, which is not installed: pip install {package}", name=package
        ) from error
