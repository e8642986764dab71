import unittest

from tools.documents import named_paths

_PATHS = {"counter", "counter/counter.h", "counter/README.md", "tools", "tools/test", "**/counter.h", "upload",
          "upload/http", "upload/http/http_server.h", "**/http/http_server.h"}


class NamedPathsTest(unittest.TestCase):

    def missing(self, text, document="README.md"):
        return named_paths.missing(document, text, _PATHS.__contains__)

    def test_finds_what_is_there(self):
        self.assertEqual(self.missing(
            "[counter](counter/README.md), `counter/`, `counter/counter.h`, `counter.h`, `tools/test --fast`, "
            "`//counter:open`, `@telemetry//counter`, `counter/counter`, `counter/counter.{h,cc}`"), [])

    def test_finds_what_is_not(self):
        self.assertEqual(self.missing(
            "[old](counter/OLD.md), `counter/old.h`, `old.h`, `tools/old --fast`, `//old:open`, `upload/old/`"),
            ["counter/OLD.md", "counter/old.h", "old.h", "tools/old", "//old", "upload/old/"])

    def test_looks_beside_the_document_too(self):
        self.assertEqual(self.missing("`http/http_server.h`, `../tools/test`", "upload/README.md"), [])
        self.assertEqual(self.missing("`http/gone.h`, `../tools/gone`", "upload/README.md"),
                         ["http/gone.h", "../tools/gone"])

    def test_leaves_alone_what_is_not_of_this_repository(self):
        self.assertEqual(self.missing(
            "[go](https://go.dev/x.md), `local/WEEK.json`, `/etc/passwd`, `upload/DAY.json`, `//...`, `counter/NAME`, `VERSION`, `a = b/c`, `example.com/tool`\n"
            "```\n`counter/old.h`\n```\n"), [])

    def test_looks_for_headers_in_comments_of_code(self):
        self.assertEqual(self.missing(
            "// Counts (counter.h), serves (http/http_server.h) and stops (gone.h).\n"
            "//   Example example(\"example.h\");\n"
            "int x;  // gone_too.h, <linux/prctl.h>\n"
            "  // http/gone.h\n#include \"not_here.h\"\n", "upload/main.cc"),
            ["gone.h", "http/gone.h"])


if __name__ == "__main__":
    unittest.main()
