"""How many threads work at once."""

import os


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
