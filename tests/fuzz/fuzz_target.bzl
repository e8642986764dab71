"""A fuzz target: a fuzzer for tools/fuzz, and a test that replays its corpus in every test run."""

def fuzz_target(name, corpus, deps):
    """Declares `NAME_fuzzer`, which only --config=fuzz can link, and `NAME_fuzz_test`.

    Args:
      name: name of the target; its code, LLVMFuzzerTestOneInput(), is in NAME_fuzz.cc.
      corpus: labels of the inputs to start from, each of which the test replays.
      deps: what the code uses.
    """
    native.cc_library(
        name = name + "_fuzz",
        testonly = True,
        srcs = [name + "_fuzz.cc"],
        deps = deps,
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
        srcs = corpus,
    )
    native.cc_test(
        name = name + "_fuzz_test",
        size = "small",
        args = ["$(rootpaths :%s_corpus)" % name],
        data = [":%s_corpus" % name],
        deps = [
            ":replay_main",
            ":" + name + "_fuzz",
        ],
    )
