"""What answers say of reports that could not be read."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from gotelemetry._ending import asking
from gotelemetry._left_out import LeftOut

if TYPE_CHECKING:
    import pandas

    from gotelemetry._reader import Reader

Asked = ParamSpec("Asked")
Question = Callable[Concatenate["Reader", Asked], "pandas.DataFrame"]


def answer(question: Question[Asked]) -> Question[Asked]:
    """Makes the answer to a question say what was left out: in its ``attrs``, as ``damaged`` and ``skipped``."""

    @functools.wraps(question)
    def ask(dataset: Reader, /, *args: Asked.args, **asked: Asked.kwargs) -> pandas.DataFrame:
        # The same dataset, but for this question.
        own = copy.copy(dataset)
        own._opened, own._left_out = dataset._source, LeftOut()
        with asking() if own._is_parquet() else nullcontext():
            frame = question(own, *args, **asked)
        frame.attrs.update(damaged=tuple(own._left_out.damaged), skipped=own._left_out.skipped)
        return frame

    return ask
