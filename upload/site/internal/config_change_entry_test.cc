#include "upload/site/internal/config_change_entry.h"

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/report_fixture.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Kind = ConfigChange::Kind;

std::vector<ChangeLine> Lines(absl::string_view before, absl::string_view after) {
  return ChangeLines(testutil::ApprovedFrom(before).config(),
                     testutil::ApprovedFrom(after).config());
}

TEST(ConfigChangeEntryTest, TellsTheBucketsOfAChartTogetherAndWhatTheyAreFor) {
  const std::vector<ChangeLine> lines =
      Lines(R"({"Programs": [{"Name": "p", "Versions": ["v1"]}]})",
            R"({"Programs": [{"Name": "p", "Versions": ["v1"], "Counters": [
          {"Name": "p/a:{x,y}", "Rate": 1, "Title": "A", "Issues": ["https://example.com/1"]},
          {"Name": "p/b", "Rate": 1}]}]})");
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(lines[0].kind, Kind::kApproved);
  EXPECT_EQ(lines[0].program, "p");
  EXPECT_EQ(lines[0].what, "counter");
  EXPECT_THAT(lines[0].names, ElementsAre("p/a:x", "p/a:y"));
  EXPECT_EQ(lines[0].after, "rate 1");
  EXPECT_EQ(lines[0].note.title, "A");
  EXPECT_THAT(lines[0].note.issues, ElementsAre("https://example.com/1"));
  EXPECT_THAT(lines[1].names, ElementsAre("p/b"));
  EXPECT_TRUE(lines[1].note.empty());
}

TEST(ConfigChangeEntryTest, TellsVersionsTogether) {
  const std::vector<ChangeLine> lines =
      Lines(R"({"Programs": [{"Name": "p", "Versions": ["v1.0.0"]}]})",
            R"({"Programs": [{"Name": "p", "Versions": ["v1.1.0", "v1.2.0"]}]})");
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_THAT(lines[0].names, ElementsAre("v1.1.0", "v1.2.0"));
  EXPECT_EQ(lines[0].before, "");
  EXPECT_THAT(lines[1].names, ElementsAre("v1.0.0"));
  EXPECT_EQ(lines[1].after, "");
}

TEST(ConfigChangeEntryTest, KeepsApartWhatHappensToDifferentThings) {
  const std::vector<ChangeLine> lines =
      Lines(R"({"Programs": [{"Name": "p", "Counters": [{"Name": "c:{a,b}", "Rate": 1}]}]})",
            R"({"Programs": [{"Name": "p", "Counters": [{"Name": "c:{b,d}", "Rate": 1}]},
                             {"Name": "q"}]})");
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_EQ(lines[0].kind, Kind::kWithdrawn);
  EXPECT_EQ(lines[1].kind, Kind::kApproved);
  EXPECT_EQ(lines[2].what, "program");
  EXPECT_THAT(lines[2].names, IsEmpty());
}

TEST(ConfigChangeEntryTest, SaysNothingOfWordsAlone) {
  EXPECT_THAT(Lines(R"({"Programs": [{"Name": "p", "Counters": [{"Name": "c", "Rate": 1}]}]})",
                    R"({"Programs": [{"Name": "p", "Counters": [
                        {"Name": "c", "Rate": 1, "Title": "C"}]}]})"),
              IsEmpty());
}

}  // namespace
}  // namespace telemetry::upload_internal
