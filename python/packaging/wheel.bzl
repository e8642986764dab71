"""A wheel as a build target."""

def _wheel_impl(ctx):
    # A directory, since the wheel's name contains its platform tag, which is known only once it is made.
    directory = ctx.actions.declare_directory(ctx.label.name)
    arguments = ctx.actions.args()
    arguments.add("--root", ctx.attr.root)
    arguments.add("--out", directory.path)
    arguments.add("--licence", ctx.file.licence)
    arguments.add("--readme", ctx.file.readme)
    arguments.add("--version-file", ctx.file.version)
    arguments.add("--python", ctx.attr.python)
    arguments.add_all(ctx.files.files)
    ctx.actions.run(
        outputs = [directory],
        inputs = ctx.files.files + [ctx.file.licence, ctx.file.readme, ctx.file.version],
        executable = ctx.executable._make_wheel,
        arguments = [arguments],
        mnemonic = "Wheel",
    )
    return [DefaultInfo(
        files = depset([directory]),
        runfiles = ctx.runfiles(files = [directory]),
    )]

wheel = rule(
    implementation = _wheel_impl,
    attrs = {
        "files": attr.label_list(
            doc = "The package's files.",
            allow_files = True,
        ),
        "licence": attr.label(allow_single_file = True),
        "python": attr.string(
            doc = "The version of CPython that it is for.",
            default = "3.11",
        ),
        "readme": attr.label(
            doc = "The package's long description.",
            allow_single_file = True,
        ),
        "root": attr.string(doc = "The folder that contains the package."),
        "version": attr.label(
            doc = "A file with the package's version, and nothing else.",
            allow_single_file = True,
        ),
        "_make_wheel": attr.label(
            default = "//python/packaging:make_wheel",
            cfg = "exec",
            executable = True,
        ),
    },
)
