"""The bindings for versions of CPython besides Debian's."""

load("//third_party/python:other_pythons.bzl", "OTHER_PYTHONS", "repository_of")

_LISTS = ["srcs", "hdrs", "deps", "copts", "linkopts"]

def _of_version(label, python):
    """Returns the label for a version of what is made of bindings; other labels as they are."""
    if label in ["@pybind11", "@pybind11//:pybind11"]:
        return "@%s//:pybind11" % repository_of(python)
    if label.startswith(":") and not label.endswith((".cc", ".h")):
        return with_version(label, python)
    if label.startswith("//python/bindings") and ":" in label and not label.endswith((".cc", ".h")):
        return with_version(label, python)
    return label

def with_version(name, python):
    """Returns the name of a target's twin for a version, such as 3.12."""
    stem, dot, ending = name.partition(".so")
    return "%s_%s%s" % (stem, repository_of(python), dot + ending)

def for_other_pythons():
    """Adds to each library and extension of this package that there is by now a twin for each of OTHER_PYTHONS.

    What they bind is the same, and is compiled once.
    """
    for name, rule in native.existing_rules().items():
        if rule["kind"] not in ["cc_library", "cc_binary"]:
            continue
        for python in OTHER_PYTHONS:
            attributes = {
                key: [_of_version(value, python) if key == "deps" else value for value in rule[key]]
                for key in _LISTS
                if rule.get(key)
            }
            if rule["kind"] == "cc_binary":
                attributes["linkshared"] = True
            kind = native.cc_binary if rule["kind"] == "cc_binary" else native.cc_library
            kind(
                name = with_version(name, python),
                tags = ["manual"],
                visibility = rule["visibility"],
                **attributes
            )
