"""Runs clang-tidy on the sources of libraries, once for each version of a source and of what it includes.

    bazel build --aspects=//tools/linters:clang_tidy.bzl%clang_tidy --output_groups=clang_tidy -- //storage/...

A finding fails the build. What to look for is in .clang-tidy.
"""

_FLAGS = ["-std=c++20", "-I."]

def _check(ctx, source, context):
    # Some sources are compiled twice, with other definitions.
    out = ctx.actions.declare_file("%s.%s.clang_tidy" % (ctx.label.name, source.basename))
    flags = list(_FLAGS)
    flags += ["-D" + define for define in context.defines.to_list() + context.local_defines.to_list()]
    flags += [option for option in getattr(ctx.rule.attr, "copts", []) if option.startswith("-D")]
    for directory in context.quote_includes.to_list():
        flags += ["-iquote", directory]
    for directory in context.includes.to_list() + context.system_includes.to_list():
        flags += ["-isystem", directory]
    ctx.actions.run_shell(
        outputs = [out],
        inputs = depset(ctx.rule.files.srcs + [ctx.file._config], transitive = [context.headers]),
        arguments = [out.path, source.path] + flags,
        # What it writes to standard error counts findings in the headers of others.
        command = """
out=$1 source=$2
shift 2
clang-tidy-14 --quiet "$source" -- "$@" >"$out" 2>"$out.err" && exit
cat "$out" "$out.err" >&2
exit 1
""",
        mnemonic = "ClangTidy",
        progress_message = "Checking " + source.path,
    )
    return out

def _clang_tidy_impl(target, ctx):
    # Tests are slow to check, and their mistakes show when they run.
    if ctx.rule.kind == "cc_test" or CcInfo not in target or target.label.workspace_name or not hasattr(ctx.rule.files, "srcs"):
        return []
    context = target[CcInfo].compilation_context
    return [OutputGroupInfo(clang_tidy = depset([
        _check(ctx, source, context)
        for source in ctx.rule.files.srcs
        if source.is_source and source.extension == "cc"
    ]))]

clang_tidy = aspect(
    implementation = _clang_tidy_impl,
    attrs = {
        "_config": attr.label(
            default = "//:.clang-tidy",
            allow_single_file = True,
        ),
    },
)
