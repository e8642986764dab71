import pathlib
import tempfile
import unittest

from upload.web.internal import embed_assets


class EmbedAssetsTest(unittest.TestCase):

    def test_a_literal_holds_any_bytes(self):
        self.assertEqual(embed_assets.literal(b'a"b\\?\n1\xff'), '    "a\\"b\\\\\\?\\0121\\377"')
        self.assertEqual(embed_assets.literal(b""), '    ""')

    def test_a_path_changes_with_the_contents(self):
        first = embed_assets.asset_path("site", ".js", b"1")
        self.assertRegex(first, r"^/assets/site-[0-9a-f]{12}\.js$")
        self.assertNotEqual(first, embed_assets.asset_path("site", ".js", b"2"))
        self.assertEqual(first, embed_assets.asset_path("site", ".js", b"1"))

    def test_the_source_has_a_function_for_each_file(self):
        with tempfile.TemporaryDirectory() as directory:
            script = pathlib.Path(directory) / "bundle.js"
            script.write_text("let a;")
            source = embed_assets.source("x/y.h", "Site", {"Script": script})
        self.assertIn('#include "x/y.h"', source)
        self.assertIn("absl::string_view SiteScript() { return kAssets[0].path; }", source)
        self.assertIn("text/javascript; charset=utf-8", source)


if __name__ == "__main__":
    unittest.main()
