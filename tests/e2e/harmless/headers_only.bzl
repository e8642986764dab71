"""The headers of a C++ library without its code, for a shared library that finds the code in the program loading it."""

def _headers_only_impl(ctx):
    return [CcInfo(compilation_context = ctx.attr.library[CcInfo].compilation_context)]

headers_only = rule(
    implementation = _headers_only_impl,
    attrs = {"library": attr.label(mandatory = True, providers = [CcInfo])},
)
