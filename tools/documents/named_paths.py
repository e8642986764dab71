"""Finds names of files and folders in documents, and in the comments of C++, that are not there.

  named_paths.py FILE...       (in the root of the repository)

Looked at are links to files, and in `code` whatever looks like a path of this repository: a header or document by its
name, and names with a slash whose first part is a folder at the top or beside the document. Targets such as
//counter:open are checked up to the colon. A part in capitals, as in upload/DAY.json, stands for something else.
In C++: headers and schemas by the end of their paths, but for those in examples, which are indented. Prints a line for
each that is missing; exit status 1 if there are any.
"""

import os
import pathlib
import re
import subprocess
import sys

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#\s]+)")
_CODE = re.compile(r"`([^`\n]+)`")
_NAME = re.compile(r"^[\w./+-]+$")
_PLACEHOLDER = re.compile(r"(^|/)[A-Z]+(\.(?!md)|/|$)")
_FILE = re.compile(r"^[\w-]+\.(h|md|proto|bzl)$")
_CPP = re.compile(r"\.(h|cc)$")
_COMMENT = re.compile(r"^ *// ?(?! )(.*)$", re.MULTILINE)
_HEADER = re.compile(r"(?<![\w/.<-])((?:[\w-]+/)*[\w-]+\.(?:h|proto))(?![\w/])")


def names_in(text):
    """Yields the names in a document that may be paths, as written."""
    text = _FENCE.sub("", text)
    for link in _LINK.findall(text):
        if "://" not in link:
            yield link
    for code in _CODE.findall(text):
        # `name.{h,cc}` and `//package:target` are about name.h, and the package.
        name = code.removeprefix("@telemetry").partition(":")[0].partition("{")[0].rstrip(".")
        name = name.partition(" ")[0] if name.startswith(("tools/", "tests/", ".ci/")) else name
        if _NAME.match(name):
            yield name


def _missing_headers(text, exists):
    names = [name for comment in _COMMENT.findall(text) for name in _HEADER.findall(comment)]
    return [name for name in names if not exists(f"**/{name}")]


def missing(document, text, exists):
    """Returns the names in a document at the path `document` that are not there.

    Args:
      document: its path, relative to the root.
      text: its contents.
      exists: a function that says whether there is a file or folder of a path, relative to the root; or, after
        `**/`, a file whose path ends like this.
    """
    if _CPP.search(document):
        return _missing_headers(text, exists)
    folder = pathlib.PurePosixPath(document).parent
    found = []
    for name in names_in(text):
        plain = name.rstrip("/")
        if not plain:
            continue
        if _PLACEHOLDER.search(name) and not exists(plain):
            continue
        if name.startswith("//"):
            candidates = [plain[2:]]
        elif _FILE.match(plain):
            candidates = [f"**/{plain}"]
        elif "/" in plain and not plain.startswith("/"):
            first = plain.partition("/")[0]
            if not first or not (exists(first) or exists(str(folder / first)) or first == ".."):
                continue
            candidates = [plain, os.path.normpath(folder / plain)]
        else:
            continue
        # Documents name a library by its path without the suffix.
        if not any(exists(candidate) or exists(candidate + ".h") for candidate in candidates if candidate):
            found.append(name)
    return found


def _everything():
    files = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    paths = set()
    for file in filter(os.path.exists, files):
        paths.add(file)
        parts = file.split("/")
        paths.update("**/" + "/".join(parts[start:]) for start in range(len(parts)))
        paths.update(str(parent) for parent in pathlib.PurePosixPath(file).parents)
    return paths


def main():
    paths = _everything()
    status = 0
    for document in sys.argv[1:]:
        for name in missing(document, pathlib.Path(document).read_text(encoding="utf-8"), paths.__contains__):
            print(f"{document}: there is no {name}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
