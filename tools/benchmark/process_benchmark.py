"""Measures how long commands take from start to end.

  process_benchmark.py [--rounds N] NAME=COMMAND...

Runs each command once per round, so that a slow moment of the machine affects all of them, and prints the median times
in Google Benchmark's JSON format. COMMANDs are split at spaces. They see an empty home directory and no input.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time


def _seconds(arguments, environment):
    null = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in (0, 1)]
    start = time.perf_counter()
    child = os.posix_spawnp(arguments[0], arguments, environment, file_actions=null)
    _, status = os.waitpid(child, 0)
    elapsed = time.perf_counter() - start
    if status != 0:
        raise ChildProcessError(f"{' '.join(arguments)}: exit status {os.waitstatus_to_exitcode(status)}")
    return elapsed


def measure(commands, rounds, environment):
    """Returns Google Benchmark's JSON, as an object, for {name: argument list}."""
    seconds = {name: [] for name in commands}
    # The first round does not count: it reads the programs from disk.
    for counts in [False] + [True] * rounds:
        for name, arguments in commands.items():
            elapsed = _seconds(arguments, environment)
            if counts:
                seconds[name].append(elapsed)
    return {"benchmarks": [{"name": name, "real_time": statistics.median(times) * 1e3, "time_unit": "ms"}
                           for name, times in seconds.items()]}


def main(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("commands", nargs="+", metavar="NAME=COMMAND")
    options = parser.parse_args(argv)
    commands = {name: command.split() for name, _, command in (each.partition("=") for each in options.commands)}
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "PATH": os.environ["PATH"]}
        json.dump(measure(commands, options.rounds, environment), sys.stdout, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
