"""Bundles TypeScript and style sheets, and embeds them in a C++ library."""

_ESBUILD = "@npm_front_end//:esbuild"
_LICENSES = "@npm_front_end//:licenses"
_EMBED = "//upload/web/internal:embed_assets"

# Browsers since 2023.
_TARGET = "--target=chrome111,firefox113,safari16.4"

def _esbuild(name, entry, out, srcs, options):
    native.genrule(
        name = name,
        srcs = srcs + [entry, "@npm_front_end//:libraries"],
        outs = [out],
        cmd = " ".join([
            "NODE_PATH=external/npm_front_end/node_modules",
            "$(execpath %s) $(execpath %s)" % (_ESBUILD, entry),
            "--bundle --minify --preserve-symlinks --charset=utf8 --log-level=warning",
            _TARGET,
        ] + options + ["--outfile=$@"]),
        tools = [_ESBUILD],
    )

def web_bundle(name, srcs, visibility):
    """Declares the library `NAME_assets`, whose header `NAME_assets.h` is written by hand.

    Args:
      name: the folder that has `main.ts` and `style.css`, such as "site".
      srcs: the files that these import.
      visibility: the visibility of the library.
    """
    _esbuild(name + "_code", name + "/main.ts", name + ".code.js", srcs, ["--format=esm"])
    native.genrule(
        name = name + "_script",
        srcs = [_LICENSES, name + ".code.js"],
        outs = [name + ".js"],
        cmd = "(echo '/*'; cat $(execpaths %s); echo '*/'; cat $(execpath %s.code.js)) > $@" % (_LICENSES, name),
    )
    _esbuild(name + "_style", name + "/style.css", name + ".css", srcs, [])
    files = {"script": name + ".js", "style": name + ".css", "icon": "charts/icon.svg"}
    header = name + "_assets.h"
    native.genrule(
        name = name + "_source",
        srcs = files.values(),
        outs = [name + "_assets.cc"],
        cmd = " ".join([
            "$(execpath %s) --header=upload/web/%s --prefix=%s" % (_EMBED, header, name.title()),
        ] + ["--%s=$(execpath %s)" % item for item in files.items()] + ["> $@"]),
        tools = [_EMBED],
    )
    native.cc_library(
        name = name + "_assets",
        srcs = [name + "_assets.cc"],
        hdrs = [header],
        visibility = visibility,
        deps = [
            ":web_asset",
            "@com_google_absl//absl/strings",
            "@com_google_absl//absl/types:span",
        ],
    )
