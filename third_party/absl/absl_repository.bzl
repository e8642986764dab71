"""@com_google_absl from the system's libraries, under upstream's labels.

All upstream labels stand for one library here, because the archives refer to each other freely and
the linker takes from them only what a program uses. Where archives cannot be linked (linkage.bzl),
the shared libraries of the same names are.
"""

# Upstream package -> its targets that this project or its consumers may name.
_TARGETS = {
    "base": ["base", "config", "core_headers", "no_destructor"],
    "algorithm": ["container"],
    "cleanup": ["cleanup"],
    "container": ["btree", "fixed_array", "flat_hash_map", "flat_hash_set", "inlined_vector", "node_hash_map", "node_hash_set"],
    "debugging": ["symbolize", "stacktrace", "failure_signal_handler"],
    "flags": ["commandlineflag", "flag", "parse", "reflection", "usage"],
    "functional": ["any_invocable", "bind_front", "function_ref"],
    "hash": ["hash"],
    "memory": ["memory"],
    "meta": ["type_traits"],
    "numeric": ["bits", "int128"],
    "random": ["bit_gen_ref", "distributions", "random"],
    "status": ["status", "statusor"],
    "strings": ["cord", "str_format", "strings"],
    "synchronization": ["synchronization"],
    "time": ["time"],
    "types": ["optional", "span", "variant"],
    "utility": ["utility"],
}

def _absl_repository_impl(ctx):
    found = ctx.execute(["sh", "-c", "ls /usr/lib/*/libabsl_*.a"])
    archives = [path.split("/")[-1] for path in found.stdout.split("\n") if path]
    if not archives:
        fail("@%s needs Abseil's static libraries: run tools/setup, or install the package libabsl-dev." % ctx.name)
    linkopts = ["-Wl,--start-group"] + ["-l:" + archive for archive in archives] + ["-Wl,--end-group", "-lpthread"]
    shared = ["-l:" + archive[:-len("a")] + "so" for archive in archives]
    shared_linkopts = ["-Wl,--push-state,--as-needed"] + shared + ["-Wl,--pop-state", "-lpthread"]
    ctx.file("WORKSPACE", "workspace(name = \"%s\")\n" % ctx.name)
    ctx.file("BUILD.bazel", "\n".join([
        "cc_library(",
        "    name = \"absl\",",
        "    linkopts = select({",
        "        %r: %r," % ("@telemetry//third_party:shared_libraries", shared_linkopts),
        "        \"//conditions:default\": %r," % linkopts,
        "    }),",
        "    visibility = [\"//:__subpackages__\"],",
        ")",
        "",
    ]))
    for package, targets in _TARGETS.items():
        ctx.file("absl/%s/BUILD.bazel" % package, "\n".join([
            "cc_library(name = %r, deps = [\"//:absl\"], visibility = [\"//visibility:public\"])" % target
            for target in targets
        ] + [""]))

absl_repository = repository_rule(
    implementation = _absl_repository_impl,
    local = True,
)
