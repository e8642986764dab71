"""Writes the C++ source that holds the files of a front end.

usage: embed_assets.py --header HEADER --prefix PREFIX --script JS --style CSS --icon SVG > OUT.cc

The source defines the functions that HEADER (site_assets.h, viewer_assets.h) declares. The same
files give the same source, byte for byte.
"""

import argparse
import gzip
import hashlib
import pathlib
import sys

_CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}

_BYTES_PER_LINE = 64

_ESCAPES = {byte: chr(byte) for byte in range(0x20, 0x7f)}
_ESCAPES.update({ord('"'): '\\"', ord("\\"): "\\\\", ord("?"): "\\?"})


def literal(data: bytes) -> str:
    """Returns a C++ string literal of these bytes, over several lines."""
    lines = []
    for start in range(0, len(data), _BYTES_PER_LINE):
        piece = data[start:start + _BYTES_PER_LINE]
        # Always three octal digits, so that a digit after them is not part of the escape.
        lines.append('    "' + "".join(_ESCAPES.get(byte, f"\\{byte:03o}") for byte in piece) + '"')
    return "\n".join(lines) or '    ""'


def asset_path(stem: str, suffix: str, data: bytes) -> str:
    return f"/assets/{stem}-{hashlib.sha256(data).hexdigest()[:12]}{suffix}"


def source(header: str, prefix: str, files: dict[str, pathlib.Path]) -> str:
    """Returns the whole source; `files` maps the name of the function that returns a path to the file."""
    parts = [
        f'#include "{header}"\n\n#include <cstddef>\n\n#include "absl/strings/string_view.h"\n'
        '#include "absl/types/span.h"\n#include "upload/web/web_asset.h"\n\nnamespace telemetry {\nnamespace {\n'
    ]
    assets = []
    for name, path in files.items():
        data = path.read_bytes()
        compressed = gzip.compress(data, compresslevel=9, mtime=0)
        parts.append(f"constexpr char k{name}Data[] =\n{literal(data)};\n")
        parts.append(f"constexpr char k{name}Gzip[] =\n{literal(compressed)};\n")
        assets.append(f'    {{"{asset_path(prefix.lower(), path.suffix, data)}", "{_CONTENT_TYPES[path.suffix]}",\n'
                      f"     absl::string_view(k{name}Data, {len(data)}), "
                      f"absl::string_view(k{name}Gzip, {len(compressed)})}},\n")
    parts.append("constexpr WebAsset kAssets[] = {\n" + "".join(assets) + "};\n")
    parts.append("}  // namespace\n")
    parts.append(f"absl::Span<const WebAsset> {prefix}Assets() {{ return kAssets; }}\n")
    for index, name in enumerate(files):
        parts.append(f"absl::string_view {prefix}{name}() {{ return kAssets[{index}].path; }}\n")
    parts.append("}  // namespace telemetry\n")
    return "\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser()
    for option in ("header", "prefix"):
        parser.add_argument(f"--{option}", required=True)
    for option in ("script", "style", "icon"):
        parser.add_argument(f"--{option}", type=pathlib.Path, required=True)
    options = parser.parse_args()
    files = {"Script": options.script, "Style": options.style, "Icon": options.icon}
    sys.stdout.write(source(options.header, options.prefix, files))


if __name__ == "__main__":
    main()
