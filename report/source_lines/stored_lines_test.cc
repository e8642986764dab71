#include "report/source_lines/stored_lines.h"

#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/source_lines/symbol_table.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StoredLinesTest : public testing::Test {
 protected:
  void Add(const std::string& build_id, const std::string& file) {
    SymbolTableBuilder builder;
    const uint32_t count = builder.AddFunction(
        {.function = builder.Text("tool::Count"), .function_line = 117, .entry = 0x11d0});
    const uint32_t get = builder.AddFunction({.parent = count,
                                              .function = builder.Text("tool::Get"),
                                              .function_line = 20,
                                              .call_file = builder.Text(file),
                                              .call_line = 120});
    builder.AddCode(
        {.begin = 0x11d0, .end = 0x1200, .site = get, .file = builder.Text("get.h"), .line = 21});
    ASSERT_THAT(store_.Add(std::move(builder).Build(build_id, "tool.debug")), IsOk());
  }

  const TempDir dir_;
  SymbolStore store_{dir_.path()};
  StoredLines lines_{store_};
};

TEST_F(StoredLinesTest, FindsTheLinesOfEachBuild) {
  Add("0123456789abcdef01", "a.cc");
  Add("ffff456789abcdef01", "b.cc");
  EXPECT_EQ(lines_.Symbolize("crash/crash\n"
                             "wc@0123456789abcdef._ZN4tool5CountEv:@0x11d0,+0x1b\n"
                             "wc@ffff456789abcdef._ZN4tool5CountEv:@0x11d0,+0x1b\n"
                             "libc.so.6@c19de1ca1b1d1b2f.abort:@0x26200,+0x7f"),
            "crash/crash\n"
            "wc.tool::Get:+1,+0x1b  get.h:21\n"
            "wc.tool::Count:+3,+0x1b  a.cc:120\n"
            "wc.tool::Get:+1,+0x1b  get.h:21\n"
            "wc.tool::Count:+3,+0x1b  b.cc:120\n"
            "libc.so.6@c19de1ca1b1d1b2f.abort:@0x26200,+0x7f");
  EXPECT_THAT(lines_.problems(), IsEmpty());
}

TEST_F(StoredLinesTest, MakesReadableWhatItDoesNotKnow) {
  EXPECT_EQ(lines_.Symbolize("crash/crash\nwc@0123456789abcdef._ZN4tool5CountEv:@0x11d0,+0x1b\n"
                             "?._ZN4tool5CountEv:@0x0,+0x1b"),
            "crash/crash\nwc@0123456789abcdef.tool::Count:@0x11d0,+0x1b\n"
            "?.tool::Count:@0x0,+0x1b");
  EXPECT_EQ(lines_.Symbolize("gopls/bug\nmain.main:+1"), "gopls/bug\nmain.main:+1");
}

TEST_F(StoredLinesTest, SaysOnceWhatIsDamaged) {
  ASSERT_THAT(WriteFileAtomically(dir_.path() + "/0123456789abcdef01.symbols", "x"), IsOk());
  const std::string stack = "crash/crash\nwc@0123456789abcdef.f:@0x11d0,+0x1b";
  EXPECT_EQ(lines_.Symbolize(stack), stack);
  EXPECT_EQ(lines_.Symbolize(stack), stack);
  EXPECT_THAT(lines_.problems(), ElementsAre(HasSubstr("0123456789abcdef01.symbols: line 1 ")));
}

}  // namespace
}  // namespace telemetry
