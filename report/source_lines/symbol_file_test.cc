#include "report/source_lines/symbol_file.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using testing::HasSubstr;

constexpr char kFile[] =
    "gotelemetry symbols 1\n"
    "build 3f2a9c0b6d1e4f58\n"
    "object wc\n"
    "t tool::Count\n"
    "t tool/wc.cc\n"
    "t tool::Get\n"
    "t tool/a b\\n.h\n"
    "f 1 117 11d0\n"
    "i 1 3 21 2 120\n"
    "r 11d0 1 2 118\n"
    "r 11e0 2 4 22\n"
    "r 1200 0 0 0\n";

TEST(SymbolFileTest, IsWrittenAsDocumented) {
  const absl::StatusOr<SymbolTable> table = SymbolTableFromText(kFile);
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(SymbolTableToText(*table), kFile);
}

TEST(SymbolFileTest, IsReadAsDocumented) {
  absl::StatusOr<SymbolTable> table = SymbolTableFromText(kFile);
  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(table->build_id(), "3f2a9c0b6d1e4f58");
  EXPECT_EQ(table->object(), "wc");
  EXPECT_THAT(table->Find(0x11eb),
              testing::ElementsAre(SourceFrame{"tool::Get", 22, "tool/a b\n.h", 21, 0x11d0},
                                   SourceFrame{"tool::Count", 120, "tool/wc.cc", 117, 0x11d0}));
  EXPECT_THAT(table->Find(0x1200), testing::IsEmpty());
}

TEST(SymbolFileTest, KeepsATableWithoutAnything) {
  const std::string text = SymbolTableToText(SymbolTable(SymbolTableParts()));
  EXPECT_EQ(text, "gotelemetry symbols 1\nbuild \nobject \n");
  EXPECT_THAT(SymbolTableFromText(text), IsOk());
}

TEST(SymbolFileTest, RefusesWhatIsNoSymbolFile) {
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"symbols 1", "symbols 2"},
           {"build ", "id "},
           {"object wc", "wc"},
           {"t tool::Get\n", "t tool\\q\n"},
           {"f 1 117", "f 5 117"},  // no such text
           {"f 1 117", "f 1 -117"},
           {"f 1 117 11d0", "f 1 117"},
           {"f 1 117 11d0", "f 1 117 0x11d0"},
           {"i 1 3", "i 2 3"},        // in itself
           {"i 1 3", "i 0 3"},        // in nothing
           {"r 11e0 2", "r 11e0 3"},  // no such site
           {"r 11e0", "r 11d0"},      // not in order
           {"r 11e0 2 4 22", "r 11e0 2 4 2147483648"},
           {"r 1200", "x 1200"},
           {"r 1200 0 0 0\n", "r 1200 0 0 0"}}) {  // cut
    const std::string changed = absl::StrReplaceAll(kFile, {{from, to}});
    ASSERT_NE(changed, kFile);
    EXPECT_THAT(SymbolTableFromText(changed).status(),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("is no part of a symbol file")))
        << to;
  }
  EXPECT_THAT(SymbolTableFromText("").status(),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("line 1 ")));
  EXPECT_THAT(SymbolTableFromText(absl::StrCat(kFile, "r 1\n")).status(),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("line 13 ")));
}

}  // namespace
}  // namespace telemetry
