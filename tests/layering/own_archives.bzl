"""The static libraries of this repository that a target links, without those of third parties."""

def _own_archives_impl(ctx):
    archives = []
    for dep in ctx.attr.deps:
        for linker_input in dep[CcInfo].linking_context.linker_inputs.to_list():
            if linker_input.owner.workspace_name:
                continue
            for library in linker_input.libraries:
                archives.append(library.static_library or library.pic_static_library)
    return [DefaultInfo(files = depset(archives), runfiles = ctx.runfiles(files = archives))]

own_archives = rule(
    implementation = _own_archives_impl,
    attrs = {"deps": attr.label_list(providers = [CcInfo])},
)
