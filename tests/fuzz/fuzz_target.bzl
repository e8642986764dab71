"""A fuzz target: a fuzzer for tools/fuzz, and a test that replays its corpus in every test run."""

# What nearly every target uses.
_USUAL_DEPS = [
    "//tests/fuzz:fuzz_check",
    "@com_google_absl//absl/status",
    "@com_google_absl//absl/status:statusor",
    "@com_google_absl//absl/strings",
    "@com_google_absl//absl/time",
]

def fuzz_target(name, deps, corpus = None):
    """Declares `NAME_fuzzer`, which only --config=asan can link, and `NAME_fuzz_test`.

    Args:
      name: name of the target; its code, LLVMFuzzerTestOneInput(), is in NAME_fuzz.cc.
      deps: what the code uses, besides :fuzz_check and the usual parts of Abseil.
      corpus: labels of the inputs to start from, each of which the test replays; corpus/NAME if not
        given.
    """
    native.cc_library(
        name = name + "_fuzz",
        testonly = True,
        srcs = [name + "_fuzz.cc"],
        deps = deps + _USUAL_DEPS,
        # Nothing refers to LLVMFuzzerTestOneInput() but the main() that is linked with it.
        alwayslink = True,
    )
    native.cc_binary(
        name = name + "_fuzzer",
        testonly = True,
        linkopts = ["-fsanitize=fuzzer"],
        tags = ["manual"],
        deps = [":" + name + "_fuzz"],
    )
    native.filegroup(
        name = name + "_corpus",
        testonly = True,
        srcs = corpus or native.glob(["corpus/%s/*" % name]),
    )
    native.cc_test(
        name = name + "_fuzz_test",
        size = "small",
        args = ["$(rootpaths :%s_corpus)" % name],
        data = [":%s_corpus" % name],
        deps = [
            "//tests/fuzz:replay_main",
            ":" + name + "_fuzz",
        ],
    )
