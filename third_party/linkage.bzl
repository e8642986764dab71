"""How third-party libraries are linked: as static archives or as shared libraries.

Programs link archives, which start faster and need nothing on the machine they run on. Debian builds
its archives without position-independent code, so a Python extension, itself a shared library,
cannot contain them. What is built `with_shared_libraries` links the shared libraries instead.
"""

def _link_shared_flag_impl(_ctx):
    return []

link_shared_flag = rule(
    implementation = _link_shared_flag_impl,
    build_setting = config.bool(flag = True),
    doc = "Whether third parties' libraries are linked as shared libraries.",
)

def _with_shared_libraries_impl(_settings, _attr):
    return {"//third_party:link_shared": True}

_shared_libraries = transition(
    implementation = _with_shared_libraries_impl,
    inputs = [],
    outputs = ["//third_party:link_shared"],
)

def _with_shared_libraries_rule_impl(ctx):
    output = ctx.actions.declare_file(ctx.attr.out)
    ctx.actions.symlink(output = output, target_file = ctx.file.binary)
    return [DefaultInfo(
        files = depset([output]),
        runfiles = ctx.runfiles(files = [output]),
    )]

with_shared_libraries = rule(
    implementation = _with_shared_libraries_rule_impl,
    attrs = {
        "binary": attr.label(
            doc = "A shared library of ours.",
            allow_single_file = True,
            cfg = _shared_libraries,
            mandatory = True,
        ),
        "out": attr.string(
            doc = "Name of the file that it becomes.",
            mandatory = True,
        ),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)
