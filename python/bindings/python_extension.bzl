"""Extension modules for Python."""

# Where a wheel has the libraries that an extension needs and a machine may lack, relative to the
# extension. It becomes DT_RPATH, not DT_RUNPATH, since DT_RPATH also applies to the libraries' own
# dependencies.
_BUNDLED_LIBRARIES = "lib"

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
        linkopts = [
            "-Wl,--exclude-libs,ALL",
            "-Wl,--disable-new-dtags,-rpath,'$$ORIGIN/%s'" % _BUNDLED_LIBRARIES,
        ],
        linkshared = True,
        # It can be linked only with shared libraries.
        tags = ["manual"],
        visibility = visibility,
        deps = deps,
    )
