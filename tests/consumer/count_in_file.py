"""Prints what counter files hold, `NAME COUNT` in each line, sorted: a reader that needs no build.

    count_in_file.py FILE...

The format: storage/counter_file/counter_file_format.md.
"""

import pathlib
import struct
import sys


def counts(data):
    """Returns {name: count} of the bytes of a counter file."""
    [header_size] = struct.unpack_from("<I", data, 28)
    found = {}
    for position in struct.unpack_from("<512I", data, header_size + 4):
        while position:
            count, length, following = struct.unpack_from("<QII", data, position)
            start = position + 16
            found[data[start : start + (length & 0xFFFFFF)].decode()] = count
            position = following
    return found


def main(files):
    for file in files:
        for name, count in sorted(counts(pathlib.Path(file).read_bytes()).items()):
            print(name.replace("\n", " "), count)


if __name__ == "__main__":
    main(sys.argv[1:])
