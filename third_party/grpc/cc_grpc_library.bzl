"""cc_grpc_library with upstream gRPC's name and signature, for the system's protoc and plugin."""

def _generate_impl(ctx):
    outputs = []
    proto_info = ctx.attr.proto[ProtoInfo]
    for source in proto_info.direct_sources:
        stem = source.basename[:-len(".proto")]
        outputs_of_source = [
            ctx.actions.declare_file(stem + ".grpc.pb.h"),
            ctx.actions.declare_file(stem + ".grpc.pb.cc"),
        ]
        outputs += outputs_of_source
        root = ctx.bin_dir.path
        if ctx.label.workspace_root:
            root += "/" + ctx.label.workspace_root
        arguments = ctx.actions.args()
        arguments.add("--plugin=protoc-gen-grpc=" + ctx.executable._plugin.path)
        arguments.add("--grpc_out=" + root)
        arguments.add_all(proto_info.transitive_proto_path, format_each = "-I%s")
        arguments.add("-I.")
        workspace_prefix = ctx.label.workspace_root + "/" if ctx.label.workspace_root else ""
        arguments.add(source.path[len(workspace_prefix):] if source.path.startswith(workspace_prefix) else source.path)
        ctx.actions.run(
            executable = ctx.executable._protoc,
            arguments = [arguments],
            inputs = proto_info.transitive_sources,
            outputs = outputs_of_source,
            tools = [ctx.executable._plugin],
            mnemonic = "GrpcGenerate",
            progress_message = "Generating gRPC code of " + source.short_path,
        )
    return [DefaultInfo(files = depset(outputs))]

_generate = rule(
    implementation = _generate_impl,
    attrs = {
        "proto": attr.label(mandatory = True, providers = [ProtoInfo]),
        "_plugin": attr.label(default = "@com_github_grpc_grpc//:grpc_cpp_plugin", executable = True, cfg = "exec"),
        "_protoc": attr.label(default = "@com_google_protobuf//:protoc", executable = True, cfg = "exec"),
    },
)

def cc_grpc_library(name, srcs, deps, grpc_only = True, **kwargs):
    """The C++ service code of a proto_library.

    Args:
      name: name of the cc_library.
      srcs: one proto_library.
      deps: the cc_proto_library of that proto_library.
      grpc_only: must be True; messages come from cc_proto_library.
      **kwargs: passed to cc_library.
    """
    if not grpc_only:
        fail("cc_grpc_library(%s): only grpc_only = True is supported." % name)
    if len(srcs) != 1:
        fail("cc_grpc_library(%s): srcs takes exactly one proto_library." % name)
    _generate(name = name + "_generated", proto = srcs[0])
    native.cc_library(
        name = name,
        srcs = [name + "_generated"],
        hdrs = [name + "_generated"],
        deps = deps + ["@com_github_grpc_grpc//:grpc++"],
        **kwargs
    )
