"""What a program contains of others, with their licences: a text for people and SPDX for machines.

    notices.py --program gotelemetry --version 0.1.0 --created 2026-11-30T00:00:00Z --link LINK --deps DEPS.xml \
        --externals EXTERNALS.xml --npm package-lock.json --npm-modules node_modules --out DIRECTORY

LINK is what `bazel aquery` prints of the program's link, DEPS.xml what `bazel query --output=xml` prints of the
program's dependencies, and EXTERNALS.xml of //external:all-targets. tools/package makes all of them. Writes
THIRD_PARTY_NOTICES, with the licence's text of each package, and PROGRAM.spdx.json (SPDX 2.3). Fails if it does not
know what something is, rather than leave it out.
"""

import argparse
import dataclasses
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

# By the name of Debian's source package.
LICENCES = {
    "abseil": "Apache-2.0",
    "boost-defaults": "BSL-1.0",
    "boost1.74": "BSL-1.0",
    "bzip2": "bzip2-1.0.6",
    "c-ares": "MIT",
    "cli11": "BSD-3-Clause",
    "elfutils": "LGPL-3.0-or-later OR GPL-2.0-or-later",
    "gcc-12": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "grpc": "Apache-2.0",
    "libkainjow-mustache": "BSL-1.0",
    "libzstd": "BSD-3-Clause",
    "openssl": "Apache-2.0",
    "postgresql-15": "PostgreSQL",
    "prometheus-cpp": "MIT",
    "protobuf": "BSD-3-Clause",
    "rapidjson": "MIT",
    "re2": "BSD-3-Clause",
    "simdjson": "Apache-2.0",
    "sqlite3": "blessing",
    "xz-utils": "0BSD",
    "zlib": "Zlib",
}
# Parts of the system that every program uses.
SYSTEM_LIBRARIES = {"libc.so", "libdl.so", "libm.so", "libpthread.so", "libresolv.so", "librt.so", "libstdc++.so"}
# Licences under which a user may replace the library, so that it must be a shared one.
REPLACEABLE = re.compile(r"\bLGPL")


@dataclasses.dataclass(frozen=True, order=True)
class Part:
    """A package of somebody else that a program contains or loads."""

    name: str
    version: str
    licence: str
    text: str = dataclasses.field(compare=False, repr=False)
    is_shared: bool = False


def linked_libraries(link):
    """Returns {file name of a library: whether it is a shared one} of the options of a link."""
    names = re.findall(r"(?<!\S)'?-l(:?[\w.+-]+)'?(?!\S)", link)
    files = [name[1:] if name.startswith(":") else f"lib{name}.so" for name in names]
    libraries = {file: not file.endswith(".a") for file in files if file not in SYSTEM_LIBRARIES}
    if "-static-libstdc++" in link:
        libraries["libstdc++.a"] = False
    return libraries


def header_packages(deps, externals):
    """Returns Debian's packages of the repositories that have C++ libraries in a query's XML."""
    repositories = {
        match.group(1)
        for rule in deps.iter("rule")
        if rule.get("class") == "cc_library" and (match := re.match(r"@(\w+)//", rule.get("name")))
    }
    packages = set()
    for rule in externals.iter("rule"):
        if rule.get("name").removeprefix("//external:") not in repositories:
            continue
        for node in rule.iter("string"):
            if node.get("name") == "package" and node.get("value"):
                packages |= set(node.get("value").split(" and "))
    return packages


def _output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def package_of(library):
    """The Debian package of a library that the linker finds by this name."""
    for line in _output("dpkg", "-S", f"*/{library}").splitlines():
        package, _, path = line.partition(": ")
        if re.fullmatch(r"/(usr/)?lib/(gcc/)?(\S+-linux-gnu/)?(\d+/)?" + re.escape(library), path):
            return package.split(":")[0]
    raise LookupError(f"{library}: no installed package has it")


def debian_part(package, is_shared):
    """What is known of an installed package."""
    source, version = _output("dpkg-query", "-W", "-f=${source:Package} ${source:Version}", package).split()
    if source not in LICENCES:
        raise LookupError(f"{package}: name the licence of the source package {source} in notices.py")
    text = pathlib.Path(f"/usr/share/doc/{package}/copyright").read_text(encoding="utf-8", errors="replace")
    return Part(source, version, LICENCES[source], text, is_shared)


def npm_parts(lock, modules):
    """The packages of an npm lock file that a page contains, not those that only make it."""
    parts = []
    for path, entry in lock["packages"].items():
        if not path or entry.get("dev"):
            continue
        texts = sorted(modules.joinpath(path.removeprefix("node_modules/")).glob("LICEN[CS]E*"))
        if not texts:
            raise LookupError(f"{path}: no licence's text")
        parts.append(
            Part(path.rpartition("node_modules/")[2], entry["version"], entry["license"], texts[0].read_text("utf-8"))
        )
    return parts


def check_replaceable(parts):
    """Raises ValueError for a library that a user may replace, and could not."""
    for part in parts:
        if REPLACEABLE.search(part.licence) and not part.is_shared:
            raise ValueError(f"{part.name} ({part.licence}) is linked statically: it must be a shared library")


def notices(program, parts):
    """The text that comes with a program."""
    pieces = [
        f"{program} contains the software below, or loads it if it says so. Debian's packages have its source code.\n"
    ]
    for part in parts:
        loaded = ", loaded as a shared library" if part.is_shared else ""
        pieces.append(f"{'=' * 80}\n{part.name} {part.version} ({part.licence}){loaded}\n{'=' * 80}\n\n{part.text}\n")
    return "\n".join(pieces)


def spdx(program, version, created, parts):
    """The same as an SPDX 2.3 document."""

    def identifier(name):
        return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)

    def package(name, package_version, licence):
        return {
            "name": name,
            "SPDXID": identifier(name),
            "versionInfo": package_version,
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "licenseConcluded": licence,
            "licenseDeclared": licence,
            "copyrightText": "NOASSERTION",
        }

    relationships = [
        {
            "spdxElementId": "SPDXRef-DOCUMENT",
            "relationshipType": "DESCRIBES",
            "relatedSpdxElement": identifier(program),
        }
    ]
    relationships += [
        {
            "spdxElementId": identifier(program),
            "relationshipType": "DYNAMIC_LINK" if part.is_shared else "STATIC_LINK",
            "relatedSpdxElement": identifier(part.name),
        }
        for part in parts
    ]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{program}-{version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/{program}-{version}",
        "creationInfo": {"created": created, "creators": ["Tool: tools/package"]},
        "packages": [package(program, version, "Apache-2.0")]
        + [package(part.name, part.version, part.licence) for part in parts],
        "relationships": relationships,
    }


def parts_of(link, deps, externals):
    """What a program contains of Debian's packages, and what it loads."""
    shared = {}
    for package in header_packages(deps, externals):
        shared[package] = False
    for library, is_shared in linked_libraries(link).items():
        shared[package_of(library)] = is_shared
    parts = {}
    for package, is_shared in sorted(shared.items()):
        part = debian_part(package, is_shared)
        # Of several packages of one source, a static archive counts.
        if part.name not in parts or not is_shared:
            parts[part.name] = part
    return list(parts.values())


def main(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ["program", "version", "created", "link", "deps", "externals", "npm", "npm-modules", "out"]:
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args(argv)
    parts = parts_of(
        pathlib.Path(options.link).read_text("utf-8"),
        xml.etree.ElementTree.parse(options.deps).getroot(),
        xml.etree.ElementTree.parse(options.externals).getroot(),
    )
    parts += npm_parts(json.loads(pathlib.Path(options.npm).read_text("utf-8")), pathlib.Path(options.npm_modules))
    parts.sort()
    check_replaceable(parts)
    out = pathlib.Path(options.out)
    out.joinpath("THIRD_PARTY_NOTICES").write_text(notices(options.program, parts), "utf-8")
    document = spdx(options.program, options.version, options.created, parts)
    out.joinpath(f"{options.program}.spdx.json").write_text(json.dumps(document, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
