"""Extension modules for Python."""

# Where a wheel has the libraries that an extension needs and a machine may lack, seen from the
# extension. It is DT_RPATH, which the libraries themselves are found by too, and not DT_RUNPATH.
_BUNDLED_LIBRARIES = "lib"

def python_extension(name, srcs, deps, visibility):
    """Links the extension module NAME.so; with_shared_libraries makes it usable.

    Args:
      name: name of the file, without its ending.
      srcs: sources, among them the one with PYBIND11_MODULE.
      deps: libraries, which are linked in; those of third parties are needed at run time.
      visibility: who may use it.
    """
    native.cc_binary(
        name = name + ".so",
        srcs = srcs,
        copts = ["-fvisibility=hidden"],
        linkopts = [
            "-Wl,--exclude-libs,ALL",
            "-Wl,--disable-new-dtags,-rpath,'$$ORIGIN/%s'" % _BUNDLED_LIBRARIES,
        ],
        linkshared = True,
        # It links only with shared libraries.
        tags = ["manual"],
        visibility = visibility,
        deps = deps,
    )
