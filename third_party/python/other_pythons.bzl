"""Versions of CPython besides Debian's: their headers and interpreters, with the headers of a newer pybind11.

    other_python(name = "python3_12", ...)

gives `@python3_12//:pybind11`, which extensions for that version depend on as they do on `@pybind11` for Debian's, and
`@python3_12//:interpreter`, a file with the path of the interpreter, for tests. They come from Maven Central, where the
JavaCPP presets publish CPython's headers, library and interpreter as org.bytedeco:cpython; Maven fetches them when the
first target needs them.
"""

# Those that pybind11 and the presets have, in the order of versions; third_party/README.md says more.
OTHER_PYTHONS = {
    "3.12": struct(
        version = "3.12.1-1.5.10",
        sha256 = "a135fcf4dc01adebf7ea439252276fc3196db80f7e0dd3da0b61f1ec489b68bd",
    ),
    "3.13": struct(
        version = "3.13.5-1.5.12",
        sha256 = "50ad91aa0baa57f0235bb666b87d8bf2a44e215d28c250de1030502906af143b",
    ),
    "3.14": struct(
        version = "3.14.3-1.5.13",
        sha256 = "eb5f1a6fe2dc498ac18927189a37f28a47b0ba06ae6bd85112eff023fe2eb46f",
    ),
}

_BUILD = '''package(default_visibility = ["//visibility:public"])

cc_library(
    name = "pybind11",
    hdrs = glob(["pybind11/**/*.h", "include/python{python}/**/*.h"]),
    includes = [".", "include/python{python}"],
)

exports_files(["interpreter"])
'''

def repository_of(python):
    """Returns the name of the repository with a version of CPython, such as 3.12."""
    return "python" + python.replace(".", "_")

def _run(ctx, arguments):
    result = ctx.execute(arguments, timeout = 1800)
    if result.return_code != 0:
        fail("@%s: %s\n%s%s" % (ctx.name, " ".join([str(a) for a in arguments]), result.stdout, result.stderr))
    return result.stdout.strip()

def _other_python_impl(ctx):
    if not ctx.which("mvn"):
        fail("@%s is fetched with Maven, which is not installed: run tools/setup --with-pythons" % ctx.name)
    artifact = "org.bytedeco:cpython:%s:jar:linux-x86_64" % ctx.attr.version
    _run(ctx, ["mvn", "--quiet", "--batch-mode", "dependency:copy", "-Dartifact=" + artifact, "-DoutputDirectory=."])
    jar = "cpython-%s-linux-x86_64.jar" % ctx.attr.version
    sha256 = _run(ctx, ["sha256sum", jar]).split(" ")[0]
    if sha256 != ctx.attr.sha256:
        fail("@%s: %s has the SHA-256 %s, not %s" % (ctx.name, jar, sha256, ctx.attr.sha256))
    ctx.extract(jar, stripPrefix = "org/bytedeco/cpython/linux-x86_64")
    ctx.delete(jar)
    interpreter = ctx.path("bin/python" + ctx.attr.python)
    _run(ctx, ["chmod", "+x", interpreter])

    # The headers of the environment that makes wheels.
    pypi = ctx.path(ctx.attr.pypi).dirname
    headers = _run(ctx, ["find", pypi.get_child("environment"), "-path", "*/pybind11/include/pybind11", "-type", "d"])
    ctx.symlink(headers, "pybind11")
    ctx.file("interpreter", str(interpreter) + "\n")
    ctx.file("WORKSPACE", "workspace(name = \"%s\")\n" % ctx.name)
    ctx.file("BUILD.bazel", _BUILD.format(python = ctx.attr.python))

other_python = repository_rule(
    implementation = _other_python_impl,
    attrs = {
        "pypi": attr.label(
            doc = "A file of a Python environment that has pybind11.",
            mandatory = True,
        ),
        "python": attr.string(
            doc = "The version of CPython, such as 3.12.",
            mandatory = True,
        ),
        "sha256": attr.string(
            doc = "That of the archive.",
            mandatory = True,
        ),
        "version": attr.string(
            doc = "The version of the presets' archive.",
            mandatory = True,
        ),
    },
)
