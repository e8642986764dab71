"""Tests that pytest runs."""

def pytest_test(name, srcs, deps = [], data = [], **kwargs):
    """A test of the package gotelemetry, which can import all that requirements.txt locks.

    Args:
      name: name of the test.
      srcs: files whose tests pytest runs.
      deps: libraries besides the package itself.
      data: files to read.
      **kwargs: as of py_test.
    """
    native.py_test(
        name = name,
        srcs = srcs + ["//python/testing:run_pytest.py"],
        main = "//python/testing:run_pytest.py",
        args = ["$(location %s)" % src for src in srcs],
        data = data,
        deps = deps + [
            "//python/gotelemetry",
            "@pypi//:packages",
        ],
        **kwargs
    )
