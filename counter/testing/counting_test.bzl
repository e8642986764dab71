"""Tests of what a program counts, in processes of their own and a telemetry directory of their own."""

def counting_test(name, deps):
    """A small cc_test of NAME.cc that opens counters.

    Args:
      name: the test's name, and that of its only source without ".cc".
      deps: what it needs besides :open, a TelemetrySandbox, child processes and GoogleTest.
    """
    native.cc_test(
        name = name,
        size = "small",
        srcs = [name + ".cc"],
        deps = deps + [
            "//counter:open",
            "//counter/testing:telemetry_sandbox",
            "//tests/util:child_process",
            "@com_google_googletest//:gtest_main",
        ],
    )
