"""Extension modules for Python."""

def python_extension(name, srcs, deps, visibility):
    """Links the extension module NAME.so; with_shared_libraries makes it usable.

    Args:
      name: name of the file, without its extension.
      srcs: sources, including the one with PYBIND11_MODULE.
      deps: libraries, which are linked in; third-party ones are needed at run time.
      visibility: who may use it.
    """
    native.cc_binary(
        name = name + ".so",
        srcs = srcs,
        copts = ["-fvisibility=hidden"],
        linkopts = ["-Wl,--exclude-libs,ALL"],
        linkshared = True,
        # It can be linked only with shared libraries.
        tags = ["manual"],
        visibility = visibility,
        deps = deps,
    )
