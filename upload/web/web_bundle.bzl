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

def web_bundle(name, script, style, srcs, visibility):
    """Declares the library `NAME_assets`, whose header `NAME_assets.h` is written by hand.

    Args:
      name: "site" or "viewer".
      script: the TypeScript file that the page starts with.
      style: the style sheet that the page starts with.
      srcs: the files that these import, and the tsconfig.json that says where imports are found.
      visibility: the visibility of the library.
    """
    _esbuild(name + "_code", script, name + ".code.js", srcs, ["--format=esm"])
    native.genrule(
        name = name + "_script",
        srcs = [_LICENSES, name + ".code.js"],
        outs = [name + ".bundle.js"],
        cmd = "(echo '/*'; cat $(execpaths %s); echo '*/'; cat $(execpath %s.code.js)) > $@" % (_LICENSES, name),
    )
    _esbuild(name + "_style", style, name + ".bundle.css", srcs, [])
    files = {"script": name + ".bundle.js", "style": name + ".bundle.css", "icon": "//upload/web:charts/icon.svg"}
    header = name + "_assets.h"
    native.genrule(
        name = name + "_source",
        srcs = files.values(),
        outs = [name + "_assets.cc"],
        cmd = " ".join([
            "$(execpath %s) --header=%s/%s --prefix=%s" %
            (_EMBED, native.package_name(), header, name.title()),
        ] + ["--%s=$(execpath %s)" % item for item in files.items()] + ["> $@"]),
        tools = [_EMBED],
    )
    native.cc_library(
        name = name + "_assets",
        srcs = [name + "_assets.cc"],
        hdrs = [header],
        visibility = visibility,
        deps = [
            "//upload/web:web_asset",
            "@com_google_absl//absl/strings",
            "@com_google_absl//absl/types:span",
        ],
    )
