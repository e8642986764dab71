#include "report/source_lines/symbol_table.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class SymbolTableTest : public testing::Test {
 protected:
  uint32_t Function(const std::string& name, uint64_t entry) {
    return builder_.AddFunction(
        {.function = builder_.Text(name), .function_line = 10, .entry = entry});
  }

  void Code(uint64_t begin, uint64_t end, uint32_t site, int line) {
    builder_.AddCode(
        {.begin = begin, .end = end, .site = site, .file = builder_.Text("a.cc"), .line = line});
  }

  SymbolTable Build() { return std::move(builder_).Build("0123", "tool"); }

  SymbolTableBuilder builder_;
};

TEST_F(SymbolTableTest, FindsTheFunctionAndTheLine) {
  const uint32_t f = Function("f", 0x10);
  Code(0x18, 0x20, f, 12);
  Code(0x10, 0x18, f, 11);
  SymbolTable table = Build();
  EXPECT_EQ(table.build_id(), "0123");
  EXPECT_EQ(table.object(), "tool");
  EXPECT_TRUE(table.has_lines());
  const SourceFrame frame = {
      .function = "f", .line = 12, .file = "a.cc", .function_line = 10, .entry = 0x10};
  EXPECT_THAT(table.Find(0x18), ElementsAre(frame));
  EXPECT_THAT(table.Find(0x1f), ElementsAre(frame));
  EXPECT_EQ(table.Find(0x17).front().line, 11);
}

TEST_F(SymbolTableTest, FindsNothingOutsideOfTheCode) {
  Code(0x10, 0x20, Function("f", 0x10), 11);
  Code(0x30, 0x40, Function("g", 0x30), 21);
  SymbolTable table = Build();
  for (const uint64_t address : {0x0ul, 0xful, 0x20ul, 0x2ful, 0x40ul, ~0ul}) {
    EXPECT_THAT(table.Find(address), IsEmpty()) << address;
  }
}

TEST_F(SymbolTableTest, GivesTheCallerOfAnInlinedFunctionTheLineOfTheCall) {
  const uint32_t outer = Function("outer", 0x10);
  const uint32_t middle = builder_.AddFunction({.parent = outer,
                                                .function = builder_.Text("middle"),
                                                .function_line = 5,
                                                .call_file = builder_.Text("outer.cc"),
                                                .call_line = 13});
  const uint32_t inner = builder_.AddFunction({.parent = middle,
                                               .function = builder_.Text("inner"),
                                               .function_line = 2,
                                               .call_file = builder_.Text("middle.h"),
                                               .call_line = 7});
  Code(0x14, 0x18, inner, 3);
  SymbolTable table = Build();
  EXPECT_THAT(table.Find(0x14), ElementsAre(SourceFrame{"inner", 3, "a.cc", 2, 0x10},
                                            SourceFrame{"middle", 7, "middle.h", 5, 0x10},
                                            SourceFrame{"outer", 13, "outer.cc", 10, 0x10}));
}

TEST_F(SymbolTableTest, JoinsRowsThatSayTheSame) {
  const uint32_t f = Function("f", 0x10);
  Code(0x10, 0x18, f, 11);
  Code(0x18, 0x20, f, 11);
  EXPECT_THAT(Build().parts().rows, SizeIs(2));
}

TEST_F(SymbolTableTest, KeepsTheFirstOfWhatIsAddedTwice) {
  Code(0x10, 0x30, Function("f", 0x10), 11);
  Code(0x18, 0x40, Function("g", 0x18), 21);
  SymbolTable table = Build();
  EXPECT_EQ(table.Find(0x2f).front().function, "f");
  EXPECT_EQ(table.Find(0x30).front().function, "g");
}

TEST_F(SymbolTableTest, FillsOnlyGaps) {
  Code(0x20, 0x30, Function("known", 0x20), 11);
  Code(0x40, 0x60, Function("known", 0x40), 12);
  const uint32_t filling = Function("filling", 0x10);
  builder_.FillGaps({{.begin = 0x50, .end = 0x70, .site = filling},
                     {.begin = 0x10, .end = 0x48, .site = filling},
                     {.begin = 0x18, .end = 0x1c, .site = Function("alias", 0x18)}});
  SymbolTable table = Build();
  std::string found;
  for (uint64_t address = 0x08; address < 0x80; address += 0x08) {
    const std::vector<SourceFrame> frames = table.Find(address);
    found += frames.empty() ? '.' : frames.front().function[0];
  }
  EXPECT_EQ(found, ".ffkkffkkkkff..");
}

TEST_F(SymbolTableTest, KnowsWhetherThereAreLines) {
  builder_.AddCode({.begin = 0x10, .end = 0x20, .site = Function("f", 0x10)});
  SymbolTable table = Build();
  EXPECT_FALSE(table.has_lines());
  EXPECT_EQ(table.Find(0x10).front().line, 0);
  EXPECT_FALSE(SymbolTable(SymbolTableParts()).has_lines());
}

}  // namespace
}  // namespace telemetry
