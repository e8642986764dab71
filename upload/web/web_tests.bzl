"""Tests of TypeScript: its types, and its unit tests."""

_INTERNAL = "//upload/web/internal:"
_NPM = "@npm_front_end//:"

def web_tests(srcs):
    """Declares `:types_test` and `:unit_test` of the package.

    Args:
      srcs: the package's TypeScript, with its tests *.test.ts, and what these import; `tsconfig.json`
        and what it extends.
    """

    # Checks the types as strictly as the compiler can.
    native.sh_test(
        name = "types_test",
        size = "small",
        srcs = [_INTERNAL + "types_test.sh"],
        args = ["$(rootpath %stsc)" % _NPM, native.package_name()],
        data = srcs + [_NPM + "libraries", _NPM + "tsc", _NPM + "tsc_libraries"],
    )

    # Runs the tests in Node.js.
    native.sh_test(
        name = "unit_test",
        size = "small",
        srcs = [_INTERNAL + "unit_test.sh"],
        args = ["$(rootpath %snode)" % _NPM, "$(rootpath %sesbuild)" % _NPM, native.package_name()],
        data = srcs + [_NPM + "esbuild", _NPM + "libraries", _NPM + "node"],
    )
