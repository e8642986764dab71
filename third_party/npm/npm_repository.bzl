"""A Bazel repository of npm packages, pinned by a lock file.

    npm_repository(
        name = "npm_front_end",
        package_json = "//upload/web:package.json",
        package_lock = "//upload/web:package-lock.json",
        build_file = "//third_party/npm:front_end.BUILD",
    )

`npm ci` checks each package against its hash in the lock file. It runs when a target that needs the
repository is first built, and again when one of the files changes; it does not run the packages'
install scripts. The repository has `node_modules` and the link `node` to the Node.js that was found.
"""

_INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]

def _tool(ctx, name):
    path = ctx.which(name)
    if not path:
        fail("@%s needs %s, which is not installed: run tools/setup, or install Node.js and npm." %
             (ctx.name, name))
    return path

def _npm_repository_impl(ctx):
    ctx.symlink(_tool(ctx, "node"), "node")
    ctx.symlink(ctx.attr.package_json, "package.json")

    # A copy, because npm rewrites a lock file that another version made.
    ctx.file("package-lock.json", ctx.read(ctx.attr.package_lock), executable = False)
    ctx.symlink(ctx.attr.build_file, "BUILD.bazel")
    result = ctx.execute([_tool(ctx, "npm")] + _INSTALL, timeout = 600)
    if result.return_code != 0:
        fail("@%s: npm could not install what %s pins:\n%s" %
             (ctx.name, ctx.attr.package_lock, result.stderr))

npm_repository = repository_rule(
    implementation = _npm_repository_impl,
    attrs = {
        "build_file": attr.label(allow_single_file = True, mandatory = True),
        "package_json": attr.label(allow_single_file = True, mandatory = True),
        "package_lock": attr.label(allow_single_file = True, mandatory = True),
    },
)
