"""Makes a Debian package of a tree of files; the same tree gives the same bytes.

    deb.py --tree TREE --debian tools/packaging/debian/gotelemetry --version 0.1.0 --epoch SECONDS \
        --maintainer "NAME <MAIL>" --out dist

The folder of --debian holds the control file, with ${version}, ${architecture}, ${maintainer}, ${shlibs} (what the
programs in the tree load, as dpkg-shlibdeps says) and ${python}; and maintainer scripts, if any. All times become
--epoch. Files below TREE/etc are configuration, which upgrades leave as an administrator changed it. Prints the path of
the package.
"""

import argparse
import gzip
import hashlib
import os
import pathlib
import shutil
import string
import subprocess
import sys
import tempfile

SCRIPTS = ("preinst", "postinst", "prerm", "postrm")


def _output(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def is_elf(path):
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


def files_of(tree):
    """All files of a tree, sorted by their path in it."""
    return sorted(path for path in tree.rglob("*") if not path.is_dir())


def control_text(template, values, installed_kib):
    """Fills a control file in. Raises KeyError for a name that has no value."""
    text = string.Template(template).substitute(values)
    return text.replace("Description:", f"Installed-Size: {installed_kib}\nDescription:", 1)


def installed_kib(tree):
    """As dpkg reckons it: files in whole KiB, and one for each directory."""
    return sum(
        1 if path.is_dir() or path.is_symlink() else -(-path.stat().st_size // 1024) for path in tree.rglob("*")
    )


def md5sums(tree):
    return "".join(
        f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n"
        for path in files_of(tree)
        if not path.is_symlink() and path.relative_to(tree).parts[0] != "etc"
    )


def conffiles(tree):
    return "".join(
        f"/{path.relative_to(tree)}\n" for path in files_of(tree) if path.relative_to(tree).parts[0] == "etc"
    )


def changelog(name, version, maintainer, date):
    return (
        f"{name} ({version}) unstable; urgency=medium\n\n  * See /usr/share/doc/{name}/CHANGELOG.md.gz.\n\n"
        f" -- {maintainer}  {date}\n"
    )


def put_gzip(path, text):
    """Writes a compressed file that does not say when it was written."""
    with open(path, "wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=0) as file:
        file.write(text)


def shared_libraries(tree):
    """The value of Depends that the programs and libraries of a tree need."""
    programs = [str(path.resolve()) for path in files_of(tree) if not path.is_symlink() and is_elf(path)]
    if not programs:
        return ""
    with tempfile.TemporaryDirectory() as scratch:
        debian = pathlib.Path(scratch, "debian")
        debian.mkdir()
        debian.joinpath("control").write_text("Source: x\n\nPackage: x\nArchitecture: any\n", "utf-8")
        # Libraries in the tree itself are nobody's package.
        own = sorted({f"-l{pathlib.Path(program).parent}" for program in programs})
        found = _output(
            "dpkg-shlibdeps",
            "-O",
            "--ignore-missing-info",
            *own,
            *(f"-e{program}" for program in programs),
            cwd=scratch,
        )
    return found.strip().removeprefix("shlibs:Depends=")


def normalise(root, epoch):
    """Gives everything the same time and the modes that Debian expects."""
    for path in [root, *root.rglob("*")]:
        if path.is_symlink():
            os.utime(path, (epoch, epoch), follow_symlinks=False)
    for path in sorted((path for path in [root, *root.rglob("*")] if not path.is_symlink()), reverse=True):
        private = path.is_dir() and (path.match("etc/*/tls") or path.match("etc/*/store"))
        executable = path.is_dir() or (path.stat().st_mode & 0o100 and path.suffix != ".so")
        path.chmod(0o700 if private else 0o755 if executable else 0o644)
        os.utime(path, (epoch, epoch))


def build(tree, debian, values, epoch, out):
    """Makes the package, from a copy of the tree, and returns its path."""
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch, "root")
        shutil.copytree(tree, root, symlinks=True)
        name = debian.name
        documents = root / "usr/share/doc" / name
        documents.mkdir(parents=True, exist_ok=True)
        date = _output("date", "-u", "-R", "-d", f"@{epoch}").strip()
        put_gzip(
            documents / "changelog.gz", changelog(name, values["version"], values["maintainer"], date).encode("utf-8")
        )
        values = {**values, "shlibs": shared_libraries(root)}
        control = control_text(debian.joinpath("control").read_text("utf-8"), values, installed_kib(root))
        metadata = {"md5sums": md5sums(root), "conffiles": conffiles(root), "control": control}
        directory = root / "DEBIAN"
        directory.mkdir()
        for file, text in metadata.items():
            if text:
                directory.joinpath(file).write_text(text, "utf-8")
        for script in SCRIPTS:
            if debian.joinpath(script).exists():
                shutil.copy(debian / script, directory / script)
                directory.joinpath(script).chmod(0o755)
        normalise(root, epoch)
        path = out / f"{name}_{values['version']}_{values['architecture']}.deb"
        _output(
            "dpkg-deb",
            "--root-owner-group",
            "-Zxz",
            # The bytes must not depend on how many processors a machine has.
            "--threads-max=1",
            "--build",
            str(root),
            str(path),
            env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)},
        )
    return path


def main(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ["tree", "debian", "version", "epoch", "maintainer", "out"]:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--python", default="")
    options = parser.parse_args(argv)
    values = {
        "version": options.version,
        "architecture": _output("dpkg", "--print-architecture").strip(),
        "maintainer": options.maintainer,
        "python": options.python,
    }
    debian = pathlib.Path(options.debian)
    print(build(pathlib.Path(options.tree), debian, values, int(options.epoch), pathlib.Path(options.out)))


if __name__ == "__main__":
    main(sys.argv[1:])
