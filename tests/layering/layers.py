"""The rules of which package, and which room of a package, may depend on which, and the dependencies that there are.

  edges = read_edges(open("shipped").read())
  print("\\n".join(violations(read_rule(open("README.md").read()), edges)))
  print("\\n".join(room_violations("upload", read_rooms(open("upload/README.md").read()), edges)))
"""

import re
import xml.etree.ElementTree

_ROW = re.compile(r"^\| `(\w+)/?` \|[^|]*\|([^|]*)\|$", re.MULTILINE)
_ROOM_ROW = re.compile(r"^\| `(\w+)/` \|[^|]*\|([^|]*)\|$", re.MULTILINE)
_ROOM_NAME = re.compile(r"`(\w+)/`")
_NAME = re.compile(r"`([\w:]+)`")
_SOURCE = re.compile(r"^//([\w/]+):([\w/.-]+\.(?:cc|h|py|js|mjs))$")
_LABEL = re.compile(r"^//(\w*)(?:/\w+)*:(\w+)")


def read_rule(markdown):
    """Returns {package: the packages, or single targets as `package:target`, that it may depend on}.

    It is read from the rows ``| `package` | what it is | `other`, `another:target` |`` of a table.
    """
    return {package: set(_NAME.findall(allowed)) for package, allowed in _ROW.findall(markdown)}


def read_rooms(markdown):
    """Returns {room: the rooms of the same package that it may depend on}.

    It is read from the rows ``| `room/` | what it is | `other/`, `another/` |`` of a table.
    """
    return {room: set(_ROOM_NAME.findall(allowed)) for room, allowed in _ROOM_ROW.findall(markdown)}


def read_edges(query_xml):
    """Returns the set of (label, label it depends on) in what `bazel query --output=xml` printed."""
    edges = set()
    for rule in xml.etree.ElementTree.fromstring(query_xml).iter("rule"):
        edges |= {(rule.get("name"), entry.get("name")) for entry in rule.iter("rule-input")}
    return edges


def read_sources(edges):
    """Returns {folder: the source files in it} of this repository."""
    sources = {}
    for _, label in edges:
        if match := _SOURCE.match(label):
            folder, _, name = f"{match.group(1)}/{match.group(2)}".rpartition("/")
            sources.setdefault(folder, set()).add(name)
    return sources


def read_build_lines(query_xml):
    """Returns {BUILD file: the line on which its last rule begins}, of the rules in the query."""
    lines = {}
    for rule in xml.etree.ElementTree.fromstring(query_xml).iter("rule"):
        name, line, _ = rule.get("location").rsplit(":", 2)
        lines[name] = max(lines.get(name, 0), int(line))
    return lines


def too_many(counts, most):
    """Returns a sorted line for each of the counts that is larger than `most`."""
    return [f"{name} has {count}, more than {most}" for name, count in sorted(counts.items()) if count > most]


def reachable(edges, roots):
    """Returns the labels that can be reached from `roots`, including `roots`."""
    found = set()
    frontier = set(roots)
    while frontier:
        found |= frontier
        frontier = {target for source, target in edges if source in frontier} - found
    return found


def _package(label):
    match = _LABEL.match(label)
    return match.group(1) if match else None


def _room(package, label):
    """Returns the room of a label, "" for the package's own folder, or None if it is in another package."""
    match = re.match(rf"^//{package}(?:/(\w+))?(?:/\w+)*:", label)
    return (match.group(1) or "") if match else None


def room_violations(package, rule, edges):
    """Returns a sorted line for each edge within `package` that the rule of its rooms does not allow.

    What lies in the package's own folder is for all rooms, and depends on none.
    """
    found = []
    for source, target in edges:
        room, other = _room(package, source), _room(package, target)
        if room is None or other is None or room == other or other == "":
            continue
        if room and room not in rule:
            found.append(f"{source}: no rule for its room")
        elif other not in rule.get(room, ()):
            found.append(f"{source} depends on {target}, which {room or package} may not")
    return sorted(found)


def violations(rule, edges):
    """Returns a sorted line for each edge within this repository that the rule does not allow."""
    found = []
    for source, target in edges:
        package, other = _package(source), _package(target)
        # The root package is the union of everything, and third parties are not in layers.
        if not package or not other or package == other:
            continue
        if package not in rule:
            found.append(f"{source}: no rule for its package")
        elif other not in rule[package] and target.strip("/") not in rule[package]:
            found.append(f"{source} depends on {target}, which {package} may not")
    return sorted(found)
