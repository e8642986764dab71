"""A C++ file of the usage examples in a package's public headers."""

load("@rules_cc//cc:defs.bzl", "cc_library")

_HeadersInfo = provider(
    doc = "The libraries of this repository that a target depends on.",
    fields = {
        "cc_infos": "depset of CcInfo",
        "headers": "depset of their public headers",
    },
)

def _collect_impl(target, ctx):
    deps = [dep[_HeadersInfo] for dep in getattr(ctx.rule.attr, "deps", []) if _HeadersInfo in dep]
    own_infos = []
    own_headers = []
    if CcInfo in target and not target.label.workspace_name:
        own_infos = [target[CcInfo]]
        own_headers = [h for h in target[CcInfo].compilation_context.direct_public_headers if h.is_source]
    return [_HeadersInfo(
        cc_infos = depset(own_infos, transitive = [dep.cc_infos for dep in deps]),
        headers = depset(own_headers, transitive = [dep.headers for dep in deps]),
    )]

_collect = aspect(
    implementation = _collect_impl,
    attr_aspects = ["deps"],
)

def _is_public(path):
    return "/internal/" not in path and "/testing/" not in path

def _header_examples_impl(ctx):
    headers = [
        header
        for header in depset(transitive = [root[_HeadersInfo].headers for root in ctx.attr.roots]).to_list()
        if header.path.startswith(ctx.attr.package + "/") and _is_public(header.path)
    ]
    out = ctx.actions.declare_file(ctx.label.name + ".cc")
    arguments = ctx.actions.args()
    arguments.add("--given", ctx.file.given)
    arguments.add("--out", out)
    arguments.add_all(headers)
    ctx.actions.run(
        outputs = [out],
        inputs = headers + [ctx.file.given],
        executable = ctx.executable._tool,
        arguments = [arguments],
        mnemonic = "HeaderExamples",
    )
    infos = depset(transitive = [root[_HeadersInfo].cc_infos for root in ctx.attr.roots]).to_list()
    return [
        DefaultInfo(
            files = depset([out]),
            runfiles = ctx.runfiles(files = [out]),
        ),
        CcInfo(compilation_context = cc_common.merge_cc_infos(cc_infos = infos).compilation_context),
    ]

_header_examples = rule(
    implementation = _header_examples_impl,
    attrs = {
        "given": attr.label(allow_single_file = True),
        "package": attr.string(),
        "roots": attr.label_list(aspects = [_collect]),
        "_tool": attr.label(
            default = "//tests/header_examples",
            cfg = "exec",
            executable = True,
        ),
    },
)

def header_examples(name, package, given, roots):
    """A library that builds only if the usage examples of a package's public headers compile.

    Args:
      name: name of the library; NAME_cc is the C++ file.
      package: the folder of the headers.
      given: the file with declarations of names that examples use without explaining them.
      roots: programs and libraries that together depend on all libraries of the package.
    """
    _header_examples(
        name = name + "_cc",
        given = given,
        package = package,
        roots = roots,
    )
    cc_library(
        name = name,
        srcs = [":%s_cc" % name],
        # Examples need not use what they declare.
        copts = [
            "-O0",
            "-w",
        ],
        deps = [":%s_cc" % name],
    )
