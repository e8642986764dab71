"""A Bazel repository for a library that the system's package manager installed.

The library's headers are already on the compiler's search path and its archives on the linker's, so
the repository holds only BUILD files. They use the upstream project's labels, so a consumer can
replace ours by declaring the upstream source archive under the same repository name.
"""

def _system_repository_impl(ctx):
    for path in ctx.attr.required_files + ctx.attr.system_files.keys():
        if not ctx.path(path).exists:
            fail("@%s needs %s, which is not installed: run tools/setup, or install the package %s." %
                 (ctx.name, path, ctx.attr.package))
    ctx.file("WORKSPACE", "workspace(name = \"%s\")\n" % ctx.name)
    for source, destination in ctx.attr.files.items():
        ctx.symlink(source, destination)
    for source, destination in ctx.attr.system_files.items():
        ctx.symlink(source, destination)

system_repository = repository_rule(
    implementation = _system_repository_impl,
    local = True,
    attrs = {
        "files": attr.label_keyed_string_dict(
            doc = "Files of this workspace, each with its path in the repository.",
            allow_files = True,
        ),
        "package": attr.string(doc = "Debian package that provides the library, for the error message."),
        "system_files": attr.string_dict(doc = "Absolute paths, each with the path of its link in the repository."),
        "required_files": attr.string_list(doc = "Absolute paths that must exist."),
    },
)
