import os
import pathlib
import re
import subprocess
import tempfile
import unittest

_DIRECTORY = pathlib.Path("tests/layering")
_WITHOUT = _DIRECTORY / "word_count"
_WITH = _DIRECTORY / "word_count_with_telemetry"
_SERVER = _DIRECTORY / "line_server"
_SERVER_WITH_PROMPT = _DIRECTORY / "line_server_with_prompt"

_BUDGET_BYTES = 250_000
# What the dialog about consent may add to a server that counts.
_PROMPT_BUDGET_BYTES = 100_000
# What a few Abseil objects that counting needs bring along: for durations and for string bounds
# checks.
_EXCEPTION_TABLE_BUDGET_BYTES = 1_000
_NEVER_LINKED = re.compile(r"google::protobuf|grpc::|grpc_|sqlite3_|simdjson|::cctz::")
# Throwing, catching and unwinding; streams and their static initialiser.
_NEVER_USED_BY_US = re.compile(r"__cxa_(throw|begin_catch)|__gxx_personality|std::(ios_base|c(out|err|in)\b|basic_\w*stream)")


def _symbols(path):
    """Returns what `path`, a program or an archive, defines or refers to."""
    listing = subprocess.run(["nm", "--demangle", "--format=just-symbols", path],
                             check=True, capture_output=True, text=True)
    return set(listing.stdout.splitlines())


def _stripped_size_bytes(path):
    with tempfile.TemporaryDirectory() as directory:
        stripped = os.path.join(directory, "stripped")
        subprocess.run(["strip", "-o", stripped, path], check=True)
        return os.path.getsize(stripped)


def _exception_table_bytes(path):
    """Returns the sizes of all sections with exception tables in `path`, a program or an archive."""
    listing = subprocess.run(["readelf", "--sections", "--wide", path], check=True, capture_output=True, text=True)
    sizes = re.findall(r"\.gcc_except_table\S* +PROGBITS +\w+ +\w+ +(\w+)", listing.stdout)
    return sum(int(size, 16) for size in sizes)


class FootprintTest(unittest.TestCase):
    """What //counter costs a program that links it."""

    def test_adds_less_than_its_budget(self):
        added = _stripped_size_bytes(_WITH) - _stripped_size_bytes(_WITHOUT)
        print(f"counting adds {added} bytes to a stripped program")
        self.assertLess(added, _BUDGET_BYTES)

    def test_links_no_protobuf_grpc_or_store(self):
        self.assertEqual(sorted(filter(_NEVER_LINKED.search, _symbols(_WITH))), [])

    def test_needs_no_library_that_the_program_did_not_need(self):
        self.assertEqual(self.needed(_WITH) - self.needed(_WITHOUT), {"libgcc_s.so.1"} & self.needed(_WITH))

    def test_the_dialog_adds_less_than_its_budget(self):
        added = _stripped_size_bytes(_SERVER_WITH_PROMPT) - _stripped_size_bytes(_SERVER)
        print(f"the dialog adds {added} bytes to a stripped server that counts")
        self.assertGreater(added, 10_000)
        self.assertLess(added, _PROMPT_BUDGET_BYTES)

    def test_the_dialog_links_no_protobuf_grpc_status_or_time_zones(self):
        symbols = _symbols(_SERVER_WITH_PROMPT)
        self.assertTrue(any("ConsentPromptLsp" in symbol for symbol in symbols))
        forbidden = re.compile(_NEVER_LINKED.pattern + "|absl::(debian3::)?Status|rapidjson")
        self.assertEqual(sorted(filter(forbidden.search, symbols)), [])

    def test_the_dialog_needs_no_library_that_counting_did_not_need(self):
        self.assertEqual(self.needed(_SERVER_WITH_PROMPT), self.needed(_SERVER))

    def test_adds_hardly_any_exception_tables(self):
        added = _exception_table_bytes(_WITH) - _exception_table_bytes(_WITHOUT)
        print(f"counting adds {added} bytes of exception tables")
        self.assertLess(added, _EXCEPTION_TABLE_BUDGET_BYTES)

    def test_our_code_has_no_exception_tables(self):
        for archive in os.environ["OWN_ARCHIVES"].split():
            with self.subTest(archive):
                self.assertEqual(_exception_table_bytes(archive), 0)

    def test_our_code_neither_throws_nor_uses_streams(self):
        archives = os.environ["OWN_ARCHIVES"].split()
        self.assertTrue(any(archive.endswith("/libopen.a") for archive in archives), archives)
        for archive in archives:
            with self.subTest(archive):
                self.assertEqual(sorted(filter(_NEVER_USED_BY_US.search, _symbols(archive))), [])

    @staticmethod
    def needed(path):
        listing = subprocess.run(["readelf", "--dynamic", path], check=True, capture_output=True, text=True)
        return set(re.findall(r"\(NEEDED\).*\[(.*)\]", listing.stdout))


if __name__ == "__main__":
    unittest.main()
