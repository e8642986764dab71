#include "upload/site/internal/chart_notes.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/report_fixture.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::ElementsAre;

TEST(ChartNotesTest, FindsWhatTheConfigSaysOfAChart) {
  const ChartNotes notes(testutil::ApprovedFrom(R"({"Programs": [{
      "Name": "example.com/tool",
      "Counters": [
        {"Name": "tool/plain", "Rate": 1},
        {"Name": "tool/size:other", "Rate": 1},
        {"Name": "tool/size:{small,large}", "Rate": 1, "Title": "Sizes", "Description": "Why",
         "Issues": ["https://example.com/7"], "Owners": ["a@example.com"],
         "Expires": "2027-11-30"}],
      "Stacks": [{"Name": "tool/bug", "Rate": 1, "Depth": 8, "Title": "Bugs"}]}]})")
                             .config());
  const ChartNote* note = notes.Find("example.com/tool", "tool/size");
  ASSERT_NE(note, nullptr);
  EXPECT_EQ(note->title, "Sizes");
  EXPECT_EQ(note->description, "Why");
  EXPECT_THAT(note->issues, ElementsAre("https://example.com/7"));
  EXPECT_THAT(note->owners, ElementsAre("a@example.com"));
  EXPECT_EQ(note->expires, "2027-11-30");
  EXPECT_EQ(notes.Find("example.com/tool", "tool/bug")->title, "Bugs");
  EXPECT_EQ(notes.Find("example.com/tool", "tool/plain"), nullptr);
  EXPECT_EQ(notes.Find("example.com/other", "tool/size"), nullptr);
}

TEST(ChartNotesTest, NamesTheChartOfACounter) {
  EXPECT_EQ(ChartOfCounter("tool/plain"), "tool/plain");
  EXPECT_EQ(ChartOfCounter("tool/size:small"), "tool/size");
  EXPECT_EQ(ChartOfCounter("tool/size:{a:b,c}"), "tool/size");
}

}  // namespace
}  // namespace telemetry::upload_internal
