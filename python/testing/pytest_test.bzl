"""Tests run by pytest."""

def pytest_test(name, srcs, deps = [], data = [], packages = "@pypi//:packages", **kwargs):
    """A test of the package gotelemetry, which can import all packages that requirements.txt locks.

    Args:
      name: name of the test.
      srcs: files with the tests that pytest runs.
      deps: libraries besides the package itself.
      data: files to read.
      packages: the environment that it runs in.
      **kwargs: as for py_test.
    """
    native.py_test(
        name = name,
        srcs = srcs + ["//python/testing:run_pytest.py"],
        main = "//python/testing:run_pytest.py",
        args = ["$(location %s)" % src for src in srcs],
        data = data,
        deps = deps + [
            "//python/gotelemetry",
            packages,
        ],
        **kwargs
    )
