"""Files embedded in a C++ source file as strings."""

def _embedded_texts_impl(ctx):
    commands = ["echo '#include \"%s\"'" % ctx.attr.header, "echo 'namespace telemetry {'"]
    for source, name in ctx.attr.texts.items():
        path = source.files.to_list()[0].path
        commands += [
            "printf 'const char %s[] = R\"text('" % name,
            "cat " + path,
            "echo ')text\";'",
        ]
    commands.append("echo '}  // namespace telemetry'")
    ctx.actions.run_shell(
        inputs = ctx.files.texts,
        outputs = [ctx.outputs.out],
        command = "{ %s; } > %s" % ("; ".join(commands), ctx.outputs.out.path),
        mnemonic = "EmbedTexts",
    )

embedded_texts = rule(
    doc = "Defines, in the file `out`, the constants of namespace telemetry that `header` declares.",
    implementation = _embedded_texts_impl,
    attrs = {
        "header": attr.string(doc = "What to include, from the root.", mandatory = True),
        "out": attr.output(mandatory = True),
        "texts": attr.label_keyed_string_dict(
            doc = "Files, each with the name of the char array that holds it.",
            allow_files = True,
            mandatory = True,
        ),
    },
)
