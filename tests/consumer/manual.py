"""The files and the commands of counter/by_friday.md.

    manual.py counter/by_friday.md cmake|bazel FOLDER

Writes each file that the manual shows into FOLDER, and prints the commands, each with a NUL at its end. A block belongs
to one way of building if what comes before it says "With CMake" or "With Bazel"; the others are for both. A file's name is
the last thing before its block: `name`: or `name`, in backquotes.
"""

import pathlib
import re
import sys

_BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"`([\w.]+)`:\s*$")
_ONLY = {"CMakeLists.txt": "cmake", "BUILD.bazel": "bazel"}


def pieces(text):
    """Yields (name of the file or None for a command, content) of each block of a manual."""
    end = 0
    for block in _BLOCK.finditer(text):
        name = _NAME.search(text[end : block.start()])
        end = block.end()
        yield (name.group(1) if name else None), block.group(2)


def belongs(way, name, content):
    """Whether a block is for a reader who builds in this way."""
    if name:
        return _ONLY.get(name, way) == way
    tools = {tool for tool in ("cmake", "bazel") if re.search(rf"^{tool} ", content, re.MULTILINE)}
    return not tools or way in tools


def commands(content):
    """Splits a block of shell into commands: lines, with those that they continue."""
    return content.replace("\\\n", " ").splitlines()


def main(manual, way, folder):
    for name, content in pieces(pathlib.Path(manual).read_text("utf-8")):
        if not belongs(way, name, content):
            continue
        if name:
            pathlib.Path(folder, name).write_text(content, "utf-8")
        else:
            for command in commands(content):
                print(command, end="\0")


if __name__ == "__main__":
    main(*sys.argv[1:])
