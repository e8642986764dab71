"""A virtual environment with packages from PyPI, for targets that need them.

    python_environment(
        name = "pypi",
        requirements = "//third_party/pypi:requirements.txt",
    )

A target that depends on `@pypi//:packages` can import the packages after `import pypi_packages`. They are installed
when the first such target is built: pip fetches exactly the files whose hashes are in the requirements file. They stay
outside the sandbox and the runfiles, which would otherwise hold tens of thousands of links.
"""

_PYTHON = "/usr/bin/python3"

_MODULE = '''"""Makes the packages of a virtual environment importable."""

import site

# {digest}
PYTHON = {python}
site.addsitedir({packages})
'''

_BUILD = '''py_library(
    name = "packages",
    srcs = ["pypi_packages.py"],
    imports = ["."],
    visibility = ["//visibility:public"],
)
'''

def _run(ctx, arguments):
    # Half a gigabyte may have to be downloaded over a slow connection.
    result = ctx.execute(arguments, timeout = 1800)
    if result.return_code != 0:
        fail("@%s: %s\n%s%s" % (ctx.name, " ".join([str(a) for a in arguments]), result.stdout, result.stderr))
    return result.stdout.strip()

def _python_environment_impl(ctx):
    requirements = ctx.path(ctx.attr.requirements)
    python = ctx.path("environment/bin/python")
    _run(ctx, [_PYTHON, "-m", "venv", "environment"])
    _run(ctx, [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
        "--requirement",
        requirements,
    ])
    packages = _run(ctx, [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    ctx.file("pypi_packages.py", _MODULE.format(
        # Reruns everything that used the packages when they change.
        digest = _run(ctx, ["sha256sum", requirements]).split(" ")[0],
        packages = repr(packages),
        python = repr(str(python)),
    ))
    ctx.file("WORKSPACE", "workspace(name = \"%s\")\n" % ctx.name)
    ctx.file("BUILD.bazel", _BUILD)

python_environment = repository_rule(
    implementation = _python_environment_impl,
    attrs = {
        "requirements": attr.label(
            doc = "A requirements file that names each package with its version and hash.",
            allow_single_file = True,
            mandatory = True,
        ),
    },
)
