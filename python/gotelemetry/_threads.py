"""How many threads work at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from gotelemetry._ending import may_stop

Item = TypeVar("Item")
Result = TypeVar("Result")


def check_threads(threads: int) -> int:
    """Returns a number of threads that is asked for; 0: as many as the machine can run at once.

    Raises:
        ValueError: it is negative.
    """
    if threads < 0:
        raise ValueError(f"threads must be at least 0, not {threads}")
    return threads


def num_threads(threads: int) -> int:
    """Returns a number of threads; for 0 as many as this process may run at once."""
    return threads or len(os.sched_getaffinity(0))


def ahead(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """Yields `work` of each item, in their order. A thread works on the next one while the caller looks at one."""
    if len(items) < 2:
        yield from map(work, items)
        return
    executor = ThreadPoolExecutor(1, thread_name_prefix="gotelemetry")
    try:
        following: Future[Result] = submit(executor, work, items[0])
        for item in items[1:]:
            result = following.result()
            following = submit(executor, work, item)
            yield result
        yield following.result()
    finally:
        executor.shutdown(cancel_futures=True)


def submit(executor: ThreadPoolExecutor, work: Callable[[Item], Result], item: Item) -> Future[Result]:
    """Lets another thread work on an item; this one, if the interpreter is about to end and starts no more."""
    may_stop()
    try:
        return executor.submit(work, item)
    except RuntimeError:
        done: Future[Result] = Future()
        try:
            done.set_result(work(item))
        except Exception as error:
            done.set_exception(error)
        return done
