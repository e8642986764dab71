"""C++ libraries that a shared library contains in part; it finds the rest in the program that loads it."""

def _partly_linked_impl(ctx):
    info = ctx.attr.library[CcInfo]
    own = [
        linker_input
        for linker_input in info.linking_context.linker_inputs.to_list()
        if ctx.attr.link_own and not linker_input.owner.workspace_name
    ]
    return [CcInfo(
        compilation_context = info.compilation_context,
        linking_context = cc_common.create_linking_context(linker_inputs = depset(own, order = "topological")),
    )]

partly_linked = rule(
    implementation = _partly_linked_impl,
    attrs = {
        "library": attr.label(mandatory = True, providers = [CcInfo]),
        "link_own": attr.bool(doc = "Whether to link what is of this repository; what is of others never is."),
    },
)
