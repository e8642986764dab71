"""A C++ tool as a vendor releases it: stripped, with what was taken away in a file of its own.

    tool = build(scratch / "mytool", SOURCE)
    release(tool)   # makes mytool.debug, and strips mytool
"""

import os
import pathlib
import subprocess

from tests.e2e.upload.upload_world import ENVIRONMENT


def run(*command, expect=0, **options):
    """Runs a command that must end with this status, and returns what it prints."""
    done = subprocess.run(
        [str(word) for word in command],
        **{"check": False, "capture_output": True, "text": True, "env": ENVIRONMENT, **options},
    )
    if done.returncode != expect:
        raise AssertionError(f"{command[:3]} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def build(tool, source, *options):
    """Compiles a program against the project's archives, with debug information."""
    file = pathlib.Path(f"{tool}.cc")
    file.write_text(source, encoding="utf-8")
    root = pathlib.Path.cwd()
    archives = [root / archive for archive in os.environ["OWN_ARCHIVES"].split()]
    abseil = run("pkg-config", "--static", "--libs", "absl_strings", "absl_time").split()
    run(
        *("g++", "-std=c++20", "-O2", "-g", "-I", root, *options, file.name, "-o", tool, "-Wl,--build-id"),
        *("-Wl,--start-group", *archives, *abseil, "-Wl,--end-group"),
        cwd=tool.parent,
    )
    return tool


def release(tool):
    """Strips a program; returns the file with its debug information."""
    debug = pathlib.Path(f"{tool}.debug")
    run("objcopy", "--only-keep-debug", tool, debug)
    run("strip", tool)
    return debug


def line_of(source, text):
    """The number of the line that is this text."""
    return 1 + [line.strip() for line in source.splitlines()].index(text)
