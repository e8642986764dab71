import json
import pathlib
import tempfile
import unittest
import xml.etree.ElementTree

import notices


class NoticesTest(unittest.TestCase):
    def test_knows_archives_from_shared_libraries(self):
        link = "g++ -l:libgrpc++.a \\\n  '-l:libdw.so.1' \\\n -lzstd -lpthread -Wl,--start-group -Llib -o x"
        self.assertEqual(
            notices.linked_libraries(link), {"libgrpc++.a": False, "libdw.so.1": True, "libzstd.so": True}
        )

    def test_finds_the_packages_of_repositories_with_libraries(self):
        deps = xml.etree.ElementTree.fromstring(
            '<query><rule class="cc_library" name="@boost//:beast"/>'
            '<rule class="sh_binary" name="@tool//:tool"/><rule class="cc_library" name="//cmd:x"/></query>'
        )
        externals = xml.etree.ElementTree.fromstring(
            '<query><rule name="//external:boost"><string name="package" value="libboost-dev and other"/></rule>'
            '<rule name="//external:tool"><string name="package" value="tool"/></rule></query>'
        )
        self.assertEqual(notices.header_packages(deps, externals), {"libboost-dev", "other"})

    def test_takes_from_npm_what_pages_contain(self):
        with tempfile.TemporaryDirectory() as scratch:
            modules = pathlib.Path(scratch)
            (modules / "plot").mkdir()
            (modules / "plot/LICENSE").write_text("Permission is granted")
            lock = {
                "packages": {
                    "": {},
                    "node_modules/plot": {"version": "1.2", "license": "ISC"},
                    "node_modules/esbuild": {"version": "3", "license": "MIT", "dev": True},
                }
            }
            [part] = notices.npm_parts(lock, modules)
            self.assertEqual((part.name, part.version, part.licence), ("plot", "1.2", "ISC"))
            lock["packages"]["node_modules/other"] = {"version": "1", "license": "MIT"}
            with self.assertRaises(LookupError):
                notices.npm_parts(lock, modules)

    def test_insists_that_what_a_user_may_replace_is_shared(self):
        part = notices.Part("elfutils", "0.188", "LGPL-3.0-or-later OR GPL-2.0-or-later", "text")
        with self.assertRaises(ValueError):
            notices.check_replaceable([part])
        notices.check_replaceable([notices.Part("elfutils", "0.188", part.licence, "text", is_shared=True)])

    def test_says_the_same_to_people_and_machines(self):
        parts = [notices.Part("zlib", "1.2.13", "Zlib", "as is"), notices.Part("elfutils", "0.188", "LGPL", "t", True)]
        text = notices.notices("gotelemetry", parts)
        self.assertIn("zlib 1.2.13 (Zlib)\n", text)
        self.assertIn("elfutils 0.188 (LGPL), loaded as a shared library\n", text)
        document = notices.spdx("gotelemetry", "0.1.0", "2026-11-30T00:00:00Z", parts)
        self.assertEqual([p["name"] for p in document["packages"]], ["gotelemetry", "zlib", "elfutils"])
        self.assertEqual(
            [r["relationshipType"] for r in document["relationships"]], ["DESCRIBES", "STATIC_LINK", "DYNAMIC_LINK"]
        )
        identifiers = {p["SPDXID"] for p in document["packages"]} | {"SPDXRef-DOCUMENT"}
        for relationship in document["relationships"]:
            self.assertIn(relationship["relatedSpdxElement"], identifiers)
        json.dumps(document)


if __name__ == "__main__":
    unittest.main()
