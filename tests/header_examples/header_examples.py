"""Turns the usage examples in headers into a C++ file, so that a build fails if one of them does not compile.

  header_examples.py --given GIVEN --out OUT.cc HEADER...

An example is in the first comment of a header, indented by two spaces more than the text. A paragraph of it is code if
one of its lines ends with `;` or `{`; other paragraphs show data. In code,

* `...` stands for an argument after `(`, `,` or `=`, and for any statements elsewhere;
* `return` may be of any type;
* the end of a function may be left out;
* names that the example does not explain are declared in GIVEN, in a section that begins with `== HEADER`, or `== *`
  for all of them. Lines with #include in a section are moved to the top of the C++ file. A `Callable` there is a
  function of any signature.

A paragraph that begins with a function, a type or a constinit variable is at namespace scope, others are in a function.
All of it is in the header's own namespace. A compiler's messages name the line of the header.
"""

import argparse
import pathlib
import re

_PRELUDE = """// Made from the comments of headers; compiled, never run.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {
struct Elided {
  template <typename T>
  operator T() const;
};
struct Callable {
  template <typename... T>
  Elided operator()(T&&...) const;
};
struct Returned {
  Returned();
  template <typename T>
  Returned(T&&);
};
}  // namespace
"""

_COMMENT = re.compile(r"(?://.*\n)+")
_INDENTED = re.compile(r"^//   ")
_CODE = re.compile(r"[;{]\s*(//.*)?$")
_DEFINITION = re.compile(r"^(constinit|class|struct|enum|template)\b|^[\w:<>]+ \w+\([^;]*\{\s*(//.*)?$")
_NAMESPACE = re.compile(r"^namespace (telemetry[\w:]*) \{$", re.MULTILINE)


def paragraphs(header):
    """Yields (number of the first line, lines) for each paragraph of code in the first comment of a header."""
    comment = _COMMENT.match(header)
    found = []
    start = None
    for number, line in enumerate(comment.group().split("\n") if comment else [], 1):
        if _INDENTED.match(line):
            if start is None:
                start = number
                found.append((number, []))
            found[-1][1].append(line[5:])
        else:
            start = None
    return [(number, lines) for number, lines in found if any(_CODE.search(line) for line in lines)]


def _without_comment(line):
    return re.sub(r"(^|\s+)//\s.*$", "", line)


def _completed(lines):
    """Returns the code with what it leaves out."""
    code = "\n".join(_without_comment(line) for line in lines)
    # Dots and braces in strings are part of the text, so strings are taken out for now.
    string = re.compile(r'"(?:[^"\\\n]|\\.)*"')
    strings = string.findall(code)
    code = string.sub("\0", code)
    code = re.sub(r"(?<=[(,=])(\s*)\.\.\.", r"\1Elided()", code).replace("...", "{}")
    code += " }" * (code.count("{") - code.count("}"))
    rest = iter(strings)
    return re.sub("\0", lambda _: next(rest), code)


def example(name, header, given):
    """Returns the C++ text of a header's example in a namespace of its own, or "" if it has none."""
    found = paragraphs(header)
    if not found:
        return ""
    own = _NAMESPACE.findall(header)
    namespace = f"{own[-1] if own else 'telemetry'}::example_{re.sub(r'[^a-z0-9]', '_', name)}"
    definitions = []
    statements = []
    for number, lines in found:
        code = _completed(lines)
        is_definition = _DEFINITION.match(lines[0])
        if not is_definition:
            code = re.sub(r"\breturn;", "return {};", code)
        (definitions if is_definition else statements).append(f'#line {number} "{name}"\n{code}\n')
    body = "".join(definitions)
    if statements:
        body += "inline Returned Example() {\n" + "".join(statements) + "}\n"
    return f"\nnamespace {namespace} {{\n{given}{body}}}  // namespace\n"


def read_given(name, text):
    """Returns {header: (include lines, declarations)} from the text of a file of the given name."""
    sections = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("== "):
            header = line[3:]
            sections[header] = ([], [f'#line {number + 1} "{name}"'])
        elif line.startswith("#include"):
            sections[header][0].append(line)
            sections[header][1].append("")
        elif sections:
            sections[header][1].append(line)
    return {header: (includes, "\n".join(lines) + "\n") for header, (includes, lines) in sections.items()}


def cpp_file(headers, given):
    """Returns the C++ file for {name: text} of headers and what read_given() returns."""
    parts = []
    includes = set()
    for name, header in sorted(headers.items()):
        sections = [given[key] for key in ("*", name) if key in given]
        part = example(name, header, "".join(declarations for _, declarations in sections))
        if part:
            includes |= {f'#include "{name}"'}.union(*(more for more, _ in sections))
            parts.append(part)
    return _PRELUDE + "\n".join(sorted(includes)) + "\n" + "".join(parts)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--given", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("headers", nargs="*")
    arguments = parser.parse_args()
    headers = {name: pathlib.Path(name).read_text(encoding="utf-8") for name in arguments.headers}
    given = read_given(arguments.given, pathlib.Path(arguments.given).read_text(encoding="utf-8"))
    pathlib.Path(arguments.out).write_text(cpp_file(headers, given), encoding="utf-8")


if __name__ == "__main__":
    main()
