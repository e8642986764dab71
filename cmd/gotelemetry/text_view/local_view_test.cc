#include "cmd/gotelemetry/text_view/local_view.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "cmd/gotelemetry/text_view/display_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr TextStyle kNarrow = {.width = 48};

v1::ProgramReport WordCount() {
  v1::ProgramReport program;
  program.set_program("example.com/wordcount");
  program.set_version("v1.0.0");
  program.set_go_version("gcc12.2.0");
  program.set_goos("linux");
  program.set_goarch("amd64");
  auto& counters = *program.mutable_counters();
  counters["wordcount/files"] = 45;
  counters["wordcount/latency:<1ms"] = 100;
  counters["wordcount/latency:<10ms"] = 20;
  counters["wordcount/latency:>=10ms"] = 1;
  (*program.mutable_stacks())["wordcount/bug\nmain.check:+2,+0x17\nmain.main:+34,+0xcd2"] = 2;
  return program;
}

UploadOutlook Nothing() {
  return {.why_nothing = "the mode is local", .collector = "", .approved = {}};
}

TEST(LocalViewTest, ShowsChartsCountsAndStacks) {
  EXPECT_EQ(RenderLocalView({WordCount()}, Nothing(), kNarrow),
            "example.com/wordcount v1.0.0 (gcc12.2.0, linux/~\n"
            "\n"
            "  wordcount/files                           45\n"
            "  wordcount/latency                        121\n"
            "    <1ms   ############################### 100\n"
            "    <10ms  ######                           20\n"
            "    >=10ms #                                 1\n"
            "\n"
            "  wordcount/bug                              2\n"
            "    main.check:+2,+0x17\n"
            "    main.main:+34,+0xcd2\n"
            "\n"
            "Nothing would be uploaded: the mode is local.\n");
}

TEST(LocalViewTest, MarksWhatIsApproved) {
  v1::ProgramReport approved = WordCount();
  approved.mutable_counters()->erase("wordcount/files");
  approved.clear_stacks();
  const std::string text = RenderLocalView(
      {WordCount()}, {.why_nothing = "", .collector = "localhost:1", .approved = {approved}},
      kNarrow);
  EXPECT_THAT(text, HasSubstr(" 100 ^\n"));
  EXPECT_THAT(text, HasSubstr(" 45\n"));
  EXPECT_THAT(text, HasSubstr(" 2\n"));
  EXPECT_THAT(text, HasSubstr("^ Approved: may be uploaded to localhost:1. The\nexact report:"));
}

TEST(LocalViewTest, MarksNothingOfAnotherVersion) {
  v1::ProgramReport approved = WordCount();
  approved.set_version("v2.0.0");
  const std::string text = RenderLocalView(
      {WordCount()}, {.why_nothing = "", .collector = "localhost:1", .approved = {approved}},
      kNarrow);
  EXPECT_THAT(text, Not(HasSubstr(" ^\n")));
}

TEST(LocalViewTest, SaysThatNothingWasCounted) {
  EXPECT_EQ(RenderLocalView({}, Nothing(), kNarrow), "Nothing has been counted yet.\n");
}

TEST(LocalViewTest, FitsEveryWidth) {
  v1::ProgramReport program = WordCount();
  (*program.mutable_counters())[std::string(300, 'n') + ":" + std::string(300, 'b')] = INT64_MAX;
  (*program.mutable_stacks())["bug\n" + std::string(300, 'p') + ".f:+1,+0x2"] = 1;
  for (int width = 30; width < 130; ++width) {
    for (const bool unicode : {false, true}) {
      const std::string text =
          RenderLocalView({program}, Nothing(), {.width = width, .unicode = unicode});
      for (const absl::string_view line : absl::StrSplit(text, '\n')) {
        EXPECT_LE(DisplayWidth(line), width) << line;
      }
    }
  }
}

TEST(LocalViewTest, KeepsTheEndOfALongFrame) {
  v1::ProgramReport program = WordCount();
  (*program.mutable_stacks())["bug\n" + std::string(100, 'p') + ".f:+1,+0x2"] = 1;
  EXPECT_THAT(RenderLocalView({program}, Nothing(), kNarrow), HasSubstr("pppp.f:+1,+0x2\n"));
}

TEST(LocalViewTest, UsesColorsAndBlocksOnlyWhereTheyWork) {
  const std::string fancy =
      RenderLocalView({WordCount()}, Nothing(), {.width = 48, .color = true, .unicode = true});
  EXPECT_THAT(fancy, HasSubstr("\x1b[36m\u2588"));
  EXPECT_THAT(RenderLocalView({WordCount()}, Nothing(), kNarrow), Not(HasSubstr("\x1b")));
}

TEST(LocalViewTest, LetsNoNameSteerTheTerminal) {
  v1::ProgramReport program = WordCount();
  (*program.mutable_counters())["evil\x1b[2J:\x1b[31m"] = 1;
  (*program.mutable_counters())["evil\x1b[2J:b"] = 1;
  program.set_program("p\x1b]0;title\x07");
  EXPECT_THAT(RenderLocalView({program}, Nothing(), kNarrow), Not(HasSubstr("\x1b")));
}

TEST(LocalViewTest, DrawsEmptyAndHugeCounts) {
  v1::ProgramReport program;
  (*program.mutable_counters())["a:x"] = 0;
  (*program.mutable_counters())["a:y"] = 0;
  (*program.mutable_counters())["b:x"] = INT64_MAX;
  (*program.mutable_counters())["b:y"] = INT64_MAX;
  const std::string text = RenderLocalView({program}, Nothing(), {.width = 80});
  EXPECT_THAT(text, HasSubstr("9223372036854775807\n"));
}

}  // namespace
}  // namespace telemetry::cmd
